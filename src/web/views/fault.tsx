/** Something that cannot be shown: what, and the server's sentence why. */
export function Fault({ what, words }: { what: string; words: string }) {
  return (
    <div className="fault" role="alert">
      <p className="st failed">{what}</p>
      <p className="mid">{words}</p>
    </div>
  );
}
