import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';

/**
 * Opens a link in the desktop's browser, if there is a desktop. The link goes through a private page, for the arguments
 * of a process can be read by everyone on the machine.
 * @param folder private to the user
 */
export function openBrowser(link: string, folder: string): void {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY && process.platform === 'linux') return;
  const page = join(folder, 'open.html');
  writeFileAtomic(page, `<!doctype html><meta http-equiv="refresh" content="0; url=${link}">`, { mode: 0o600 });
  const child = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [page], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // the link is on the terminal
  child.unref();
}
