import { lazy, type ComponentType } from 'react';

/** What every page gets from the address. Null: not given (the page says so and offers a way on). */
export interface PageProps {
  runRoot: string | null;
  jobId: string | null;
}

export interface Page {
  /** In the navigation bar; pages without are reached from others. */
  label?: string;
  /** Title of the browser's tab. */
  title: string;
  Component: ComponentType<PageProps>;
}

/** Every page, by its name in the address `#/NAME?root=...&job=...`. Each is loaded when it is first opened. */
export const PAGES: Readonly<Record<string, Page>> = {
  start: { label: 'Start', title: 'Start', Component: lazy(() => import('./start/start-page.tsx')) },
  batch: {
    label: 'Batch Scheduler',
    title: 'Batch Scheduler',
    Component: lazy(() => import('./batch/batch-page.tsx')),
  },
  job: { label: 'Jobs', title: 'Job', Component: lazy(() => import('./views/job-page.tsx')) },
  classes: {
    label: 'Class averages',
    title: 'Class averages',
    Component: lazy(() => import('./views/classes-page.tsx')),
  },
  compare: { label: 'Compare', title: 'Compare', Component: lazy(() => import('./views/compare-page.tsx')) },
  single: { title: 'Single run', Component: lazy(() => import('./start/single-page.tsx')) },
};
