import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  process.env.BEZIERFIT_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(): string | null {
  return PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Vitest's global set-up: tests of the interface need a browser; on Debian it is installed when there is none. */
export function setup(): void {
  // No test that runs on a card needs one, and the machine may have no network.
  if (process.env.BEZIERFIT_TEST_GPU) return;
  if (findChromium() !== null || !existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return;
  execFileSync('apt-get', ['update'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('Tests of the interface need Chromium: install it, or name it in BEZIERFIT_CHROMIUM');
  }
  return await chromium.launch({ executablePath, args: ARGUMENTS });
}
