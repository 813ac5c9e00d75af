import { openSession } from '../store/session.ts';

/** No access: what happened and what to do. */
export function NoSession({ fault }: { fault: { kind: 'login' | 'connection'; words: string } }) {
  return (
    <main className="notice">
      <h1>{fault.kind === 'login' ? 'Open the link again' : 'The server does not answer'}</h1>
      <p role="alert">{fault.words}</p>
      {fault.kind === 'login' ? (
        <p className="mid">
          This page needs the link that <code>bezierfit gui</code> printed, with its token. Running batches are not
          affected.
        </p>
      ) : (
        <button className="btn" onClick={() => void openSession()}>
          Try again
        </button>
      )}
    </main>
  );
}
