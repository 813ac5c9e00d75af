import { Suspense, useEffect, useRef, type RefObject } from 'react';
import { DialogHost } from '../dialogs/dialog-host.tsx';
import { openDialog, useDialogs } from '../dialogs/dialogs.ts';
import { PAGES } from '../pages.tsx';
import { useRoute } from '../router.ts';
import { useMachineWatch } from '../store/machine.ts';
import { openSession, useSession } from '../store/session.ts';
import { AppBar } from './app-bar.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { GpuStrip } from './gpu-strip.tsx';
import { NoSession } from './no-session.tsx';
import { Toasts } from './toasts.tsx';

/** Logs in, then shows app bar, machine strip and the page that the address names. */
export function Shell() {
  const session = useSession((state) => state.session);
  const fault = useSession((state) => state.fault);
  useEffect(() => void openSession(), []);
  if (session) return <Signed />;
  return fault ? <NoSession fault={fault} /> : <main aria-busy="true" />;
}

function Signed() {
  const { page, params } = useRoute();
  const runRoot = params.get('root');
  const found = PAGES[page];
  useMachineWatch(runRoot);
  useGlobalKeys();
  const begin = useFocusOnPage(page);
  useEffect(() => {
    document.title = `${found?.title ?? 'Not found'} · Bezierfit`;
  }, [found]);
  return (
    <>
      <AppBar page={page} runRoot={runRoot} />
      {page !== 'start' && <GpuStrip runRoot={runRoot} />}
      <ConnectionBanner runRoot={runRoot} />
      <div ref={begin} tabIndex={-1} className="page-begin" />
      {found ? (
        <Suspense fallback={<main aria-busy="true" />}>
          <found.Component runRoot={runRoot} jobId={params.get('job')} />
        </Suspense>
      ) : (
        <main className="notice">
          <h1>There is no page “{page}”</h1>
          <p>
            <a href="#/">Go to the start page</a>
          </p>
        </main>
      )}
      <DialogHost runRoot={runRoot} />
      <Toasts />
    </>
  );
}

/** After a link to another page the keys act on that page: its first stop is next, not the navigation's. */
function useFocusOnPage(page: string): RefObject<HTMLDivElement | null> {
  const begin = useRef<HTMLDivElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    if (!document.activeElement?.closest('main')) begin.current?.focus({ preventScroll: true });
  }, [page]);
  return begin;
}

function useGlobalKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (useDialogs.getState().open) return;
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      if (!isFind && (event.key !== '?' || typing)) return;
      event.preventDefault();
      openDialog({ kind: isFind ? 'find' : 'keys' });
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
