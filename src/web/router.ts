import { useSyncExternalStore } from 'react';

/** Pages have addresses of the form `#/batch?root=/runs/may`; the server sees none of it. */
export interface Route {
  page: string;
  params: URLSearchParams;
}

function parseHash(hash: string): Route {
  const [path = '', query = ''] = (/^#\/(.*)$/.exec(hash)?.[1] ?? '').split('?');
  return { page: path || 'start', params: new URLSearchParams(query) };
}

let route = parseHash(location.hash);
const subscribers = new Set<() => void>();
addEventListener('hashchange', () => {
  route = parseHash(location.hash);
  for (const subscriber of subscribers) subscriber();
});

/** The present page; the component is drawn again when it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(
    (subscriber) => {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    () => route,
  );
}

/** Address of a page for `href`; empty parameters are left out. */
export function hrefTo(page: string, params: Readonly<Record<string, string | null | undefined>> = {}): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(given).toString();
  return `#/${page}${query ? `?${query}` : ''}`;
}

export function navigate(page: string, params: Readonly<Record<string, string | null | undefined>> = {}): void {
  location.hash = hrefTo(page, params);
}
