/** Keys of a page, and what they do. */
export type KeyRow = [keys: string[], words: string];

/** The keys of a page, beside its pictures. */
export function KeysPanel({ rows }: { rows: readonly KeyRow[] }) {
  return (
    <section className="panel keys-panel" aria-label="Keys">
      <div className="ph">
        <h2>Keys</h2>
      </div>
      <dl className="dl keys b">
        {rows.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd className="mid">{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
