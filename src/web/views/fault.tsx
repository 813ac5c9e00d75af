interface FaultProps {
  what: string;
  /** The server's sentence why. */
  words: string;
  /** Of a job that has not started: why not. That there is nothing to see yet is no fault then. */
  waits?: string | null;
}

/** Something that cannot be shown: what, and why. */
export function Fault({ what, words, waits = null }: FaultProps) {
  if (waits !== null) {
    return (
      <div className="fault" role="status">
        <p>Nothing to see yet</p>
        <p className="mid">{waits}</p>
      </div>
    );
  }
  return (
    <div className="fault" role="alert">
      <p className="st failed">{what}</p>
      <p className="mid">{words}</p>
    </div>
  );
}
