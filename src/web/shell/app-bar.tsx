import { IconSun } from '@tabler/icons-react';
import { PAGES } from '../pages.tsx';
import { hrefTo } from '../router.ts';
import { toggleTheme } from './theme.ts';

export function AppBar({ page, runRoot }: { page: string; runRoot: string | null }) {
  return (
    <header className="bar">
      <a className="brand" href="#/">
        <img src="./icon.svg" alt="" width={20} height={20} />
        Bezierfit
      </a>
      <nav className="nav" aria-label="Main">
        {Object.entries(PAGES).map(([name, { label }]) =>
          label ? (
            <a key={name} href={hrefTo(name, { root: runRoot })} aria-current={name === page ? 'page' : undefined}>
              {label}
            </a>
          ) : null,
        )}
      </nav>
      <span className="grow" />
      <button className="btn ico quiet" aria-label="Switch between dark and light" onClick={toggleTheme}>
        <IconSun size={16} stroke={1.5} />
      </button>
    </header>
  );
}
