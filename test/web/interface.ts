import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchChromium } from '../helpers/chromium.ts';
import { runProgram } from '../helpers/program.ts';
import { GuiProcess } from '../server/gui-process.ts';

/** A real server, and a browser that is logged in. */
export class Interface {
  readonly folder = mkdtempSync(join(tmpdir(), 'bezierfit-web-'));
  readonly home = join(this.folder, 'home');
  readonly data = join(this.home, 'data');
  readonly faults: string[] = [];
  gui: GuiProcess;
  private browser: Browser | null = null;
  private opened: Page | null = null;

  /** @param environment of the server, from the folder that all of it lies in */
  constructor(environment: (folder: string) => NodeJS.ProcessEnv = () => ({})) {
    this.gui = new GuiProcess(['--root', tmpdir()], environment(this.folder), 0o022, this.folder);
  }

  /** With the demo's data of one micrograph in the home. */
  async startWithData(): Promise<void> {
    const [made] = await Promise.all([
      runProgram(['demo', this.data, '--data-only', '--micrographs', '1']),
      this.start(),
    ]);
    expect(made.stderr).toBe('');
  }

  async start(): Promise<void> {
    await this.gui.ready();
    this.browser = await launchChromium();
    this.opened = await this.logIn(this.gui.token);
  }

  /** A browser of its own, logged in with the next link. */
  async anotherBrowser(): Promise<Page> {
    return await this.logIn(this.gui.nextToken);
  }

  private async logIn(token: string): Promise<Page> {
    const page = await this.newPage();
    await page.goto(`${this.gui.origin}/#token=${token}`);
    await page.getByRole('heading', { name: 'Bezierfit tools' }).waitFor();
    return page;
  }

  /** Of a browser of its own, without a session; what it throws and what it may not load are faults. */
  async newPage(): Promise<Page> {
    if (!this.browser) throw new Error('not started');
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.faults.push(message.text());
    });
    return page;
  }

  get page(): Page {
    if (!this.opened) throw new Error('not started');
    return this.opened;
  }

  /** Opens the Batch Scheduler on a run root in the home. */
  async openBatch(name: string): Promise<string> {
    const runRoot = join(this.home, name);
    await this.openRunRoot(runRoot);
    return runRoot;
  }

  async openRunRoot(runRoot: string, page = this.page): Promise<void> {
    await page.goto(`${this.gui.origin}/#/batch?root=${encodeURIComponent(runRoot)}`);
    await page.getByRole('heading', { name: `Batch Scheduler: ${runRoot}` }).waitFor();
  }

  /** The server dies and is started again on the same port. */
  async restartServer(whileGone: () => Promise<void>): Promise<void> {
    const { port } = this.gui;
    await this.gui.kill();
    await whileGone();
    this.gui = new GuiProcess(['--root', tmpdir(), '--port', String(port)], {}, 0o022, this.folder);
    await this.gui.ready();
  }

  /** Takes over the demo's spec with its buttons. */
  async importDemo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Import...' }).first().click();
    await this.browseTo(this.data);
    await this.page.getByRole('option', { name: /batch_spec\.json/ }).click();
    await this.page.getByRole('button', { name: 'Choose', exact: true }).click();
    await this.page
      .getByRole('row', { name: /analysis/ })
      .first()
      .waitFor();
  }

  async browseTo(folder: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Path' }).fill(folder);
    await this.page.keyboard.press('Enter');
  }

  /** No violation of accessibility rules, in both themes. */
  async expectAccessible(page = this.page): Promise<void> {
    for (const theme of ['light', 'dark']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      // In the page itself: without frames there is nothing to put together in another one.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const words = violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      expect(words).toEqual([]);
    }
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.gui.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
