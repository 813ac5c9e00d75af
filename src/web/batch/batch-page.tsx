import type { PageProps } from '../pages.tsx';

export default function BatchPage({ runRoot }: PageProps) {
  return (
    <main className="notice">
      <h1>{runRoot ?? 'Batch Scheduler'}</h1>
    </main>
  );
}
