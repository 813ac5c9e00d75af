import type { ReactNode } from 'react';

/** A page that has nothing to show: what this is, and the way on. */
export function Notice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <main className="notice">
      <h1>{title}</h1>
      <div className="mid">{children}</div>
    </main>
  );
}
