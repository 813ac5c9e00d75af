import type { FileFacts } from '../../server/api.ts';
import { addressOf } from '../pictures/address.ts';
import { useFileFacts } from '../editor/file-facts.tsx';
import { baseName, bytes, count } from '../ui/format.ts';

/** What the selected file is, before it is chosen. */
export function FileFactsPanel({ path }: { path: string | null }) {
  const facts = useFileFacts(path ?? '');
  if (path === null) return <div className="facts dim">Select a file to see what it is.</div>;
  return (
    <div className="facts" aria-live="polite">
      <h3>{baseName(path)}</h3>
      {!facts && <p className="dim">Reading…</p>}
      {facts && <FactRows facts={facts} />}
    </div>
  );
}

function FactRows({ facts }: { facts: FileFacts }) {
  const rows: [string, string | null][] = [
    ['Size', bytes(facts.sizeBytes)],
    ['Rows', facts.rows === null ? null : count(facts.rows)],
    ['Columns', facts.columns === null ? null : count(facts.columns)],
    ['Sections', facts.sections === null ? null : count(facts.sections)],
    ['Box', facts.boxPx === null ? null : `${facts.boxPx} px`],
    ['Pixel size', facts.pixelSizeA === null ? null : `${facts.pixelSizeA.toFixed(3)} Å`],
  ];
  return (
    <>
      <p className="dim sm">{facts.words}</p>
      {facts.fault && <p className="prob">{facts.fault}</p>}
      <dl>
        {rows.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <FirstImages images={facts.firstImages} />
    </>
  );
}

/** So that one sees what it is. */
function FirstImages({ images }: { images: FileFacts['firstImages'] }) {
  if (images.length === 0) return null;
  return (
    <div className="first-images">
      <h3>First images</h3>
      {images.map(({ path, section }) => (
        <img
          key={`${path} ${section}`}
          src={addressOf('/api/image/png', { path, section, side: 160 })}
          alt={`Section ${section} of ${baseName(path)}`}
          title={path}
        />
      ))}
    </div>
  );
}
