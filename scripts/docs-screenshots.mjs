// Takes docs/images/interface-*.png: drives the real server in Chromium over a folder that `bezierfit demo DIR` made.
// Usage: node scripts/docs-screenshots.mjs DEMO_DIR [OUT_DIR]   (after npm run build)
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { chromium } from 'playwright-core';
import { palettePng } from './palette-png.mjs';

const [demo = 'demo-run', out = 'docs/images'] = process.argv.slice(2).map((path) => resolve(path));
const dist = process.env.BEZIERFIT_DIST ?? 'dist';
const runRoot = [demo, ...readdirSync(demo).map((name) => join(demo, name))].find((folder) =>
  existsSync(join(folder, 'scheduler_state.json')),
);
const { jobs } = JSON.parse(readFileSync(join(runRoot, 'scheduler_state.json'), 'utf8'));
const jobOf = (kind) => jobs.find((job) => job.kind === kind).job_id;

const server = spawn(
  process.execPath,
  [join(dist, 'main.js'), 'gui', '--no-open', '--port', '0', '--run-root', runRoot, '--root', demo],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let link;
for await (const chunk of server.stdout) {
  link = /http:\S+#token=\S+/.exec(String(chunk))?.[0];
  if (link) break;
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
/** Noise does not compress: a smaller window. */
const SMALLER = ['micrographs'];
const IN_LIGHT_TOO = ['batch', 'monitor', 'particles'];
const pages = [
  ['batch', '#/batch', {}, 'Edit'],
  ['monitor', '#/batch', {}, 'Monitor'],
  ['dependencies', '#/batch', {}, 'Dependencies'],
  ['particles', '#/job', { job: jobOf('bezierfit_particle_pms') }],
  ['micrographs', '#/job', { job: jobOf('bezierfit_micrograph_mms') }],
  ['class-averages', '#/classes', { job: jobOf('bezierfit_mem_analyze') }],
  ['compare', '#/compare', {}],
  ['log', '#/job', { job: jobOf('bezierfit_particle_pms') }, 'Log'],
  ['start', '#/start'], // Last: by now it knows a run root.
];
mkdirSync(out, { recursive: true });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(message.text()));
page.on('pageerror', (error) => console.log(String(error)));
/** What the page asks for again and again is no sign of work. */
const REGULAR = /\/api\/(events|machine|log)/;
/** The page asks for some things only when nothing was changed for a moment. */
const QUIET_MS = 1200;
const pending = new Set();
page.on('request', (request) => REGULAR.test(request.url()) || pending.add(request));
for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => pending.delete(request));

/** Until nothing is on its way and all pictures are drawn: tiles and small pictures are loaded after the page. */
async function untilQuiet() {
  for (let since = performance.now(); performance.now() - since < QUIET_MS;) {
    const isDrawn = await page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(done));
      return !document.querySelector('[aria-busy=true]') && [...document.images].every(({ complete }) => complete);
    });
    if (pending.size > 0 || !isDrawn) since = performance.now();
  }
}

await page.goto(link);
await page.getByRole('navigation', { name: 'Main' }).waitFor();
for (const theme of ['dark', 'light']) {
  await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
  for (const [name, hash, query, tab] of pages) {
    if (theme === 'light' && !IN_LIGHT_TOO.includes(name)) continue;
    await page.setViewportSize(SMALLER.includes(name) ? { width: 1280, height: 800 } : { width: 1440, height: 900 });
    const address = query ? `${hash}?${new URLSearchParams({ root: runRoot, ...query })}` : hash;
    await page.evaluate((next) => (location.hash = next), address);
    await page.locator('main:not([aria-busy])').first().waitFor();
    if (tab)
      await page
        .locator('button', { hasText: new RegExp(`^${tab}$`) })
        .first()
        .click();
    await untilQuiet();
    const path = join(out, `interface-${name}${theme === 'light' ? '-light' : ''}.png`);
    writeFileSync(path, palettePng(await page.screenshot()));
  }
}
await browser.close();
server.kill();
await once(server, 'exit');
