import { Suspense, useEffect } from 'react';
import { PAGES } from '../pages.tsx';
import { useRoute } from '../router.ts';
import { AppBar } from './app-bar.tsx';

/** App bar and the page that the address names. */
export function Shell() {
  const { page, params } = useRoute();
  const found = PAGES[page];
  useEffect(() => {
    document.title = `${found?.title ?? 'Not found'} · Bezierfit`;
  }, [found]);
  return (
    <>
      <AppBar page={page} runRoot={params.get('root')} />
      {found ? (
        <Suspense fallback={null}>
          <found.Component runRoot={params.get('root')} jobId={params.get('job')} />
        </Suspense>
      ) : (
        <main className="notice">
          <h1>There is no page “{page}”</h1>
          <p>
            <a href="#/">Go to the start page</a>
          </p>
        </main>
      )}
    </>
  );
}
