import { existsSync, realpathSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { refuse } from '../../base/errors.ts';
import { graceSeconds } from '../../batch/grace.ts';
import { Access } from '../../server/access/access.ts';
import { readSecrets, secretFile, stateFolder } from '../../server/access/secret-file.ts';
import { AllowedRoots } from '../../server/allowed-roots.ts';
import { createApp } from '../../server/app.ts';
import { hostNamesOf, isLoopback } from '../../server/host-names.ts';
import { listenOnPort, listenOnSocket, type Listening } from '../../server/serve.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { openBrowser } from '../open-browser.ts';
import { makeOutputFolder } from '../write-output.ts';

interface Options {
  runRoot?: string;
  port?: string;
  root?: string[];
  host: string;
  socket?: string;
  open: boolean;
  link?: true;
}

/** So long what is open may take to end. */
const STOP_MS = 5_000;
const FIRST_PORT = 7411;
const PORTS_TRIED = 20;

/** `bezierfit gui`: serves the interface until Ctrl+C. Batches that were started from it go on without it. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('gui', 'Serve the interface to a browser on this machine, or through an SSH tunnel.')
    .option('--run-root <dir>', 'open this run root; made when it does not exist')
    .option('--port <n>', `port; default: the first free one from ${FIRST_PORT}`)
    .option('--root <dir>', 'a folder that may be looked at, besides home and run root; may be repeated', collect)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--socket <path>', 'listen on a Unix socket instead of a port')
    .option('--no-open', 'do not open a browser')
    .option('--link', 'print a new link of the server that runs already, and end');
  if (await parseCommand(command, argv)) return 0;
  const options = command.opts<Options>();
  // Node would take it for all addresses.
  if (options.host.trim() === '') refuse('--host', 'expected an address, such as 127.0.0.1, got nothing');
  if (options.link) return printNextLink(options);
  const places = placesOf(options);
  let app: Pick<Hono, 'fetch'> | null = null;
  const door: Pick<Hono, 'fetch'> = {
    fetch: (...request) => app?.fetch(...request) ?? new Response('starting', { status: 503 }),
  };
  const listening = await listen(door, options);
  const name = nameOf(options, listening.port);
  const access = new Access(secretFile(stateFolder(), name));
  const closing = new AbortController();
  app = createApp({ ...places, closing: closing.signal, access, cookieName: `bezierfit_${name}` });
  announce(options, listening.port, access);
  await stopSignal();
  closing.abort();
  listening.close();
  setTimeout(leaveAnyway, STOP_MS).unref();
  return 0;
}

/** Nothing should be left that takes so long; if so it must not keep the user waiting, but is said. */
function leaveAnyway(): void {
  console.error(`warning: ended with work left: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(0);
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function placesOf({ runRoot, root = [], host }: Options) {
  if (runRoot !== undefined) makeOutputFolder(resolve(runRoot));
  const ownRunRoot = runRoot === undefined ? null : realpathSync(resolve(runRoot));
  const named = root.map((one) => resolve(one));
  for (const folder of named) if (!existsSync(folder)) refuse('--root', `${folder} does not exist`);
  return {
    hostNames: hostNamesOf(host),
    roots: new AllowedRoots([homedir(), ...(ownRunRoot === null ? [] : [ownRunRoot]), ...named]),
    runRoot: ownRunRoot,
    program: [process.execPath, realpathSync(process.argv[1] ?? '')] as const,
    webFolder: fileURLToPath(new URL('./web', import.meta.url)),
    readerEntry: new URL('./reader.cjs', import.meta.url),
    stateFolder: stateFolder(),
    graceS: graceSeconds(),
  };
}

async function listen(door: Pick<Hono, 'fetch'>, { socket, host, port }: Options): Promise<Listening> {
  if (socket !== undefined) return listenOnSocket(door, resolve(socket));
  const wanted = portOf(port);
  const ports = wanted === null ? Array.from({ length: PORTS_TRIED }, (_, i) => FIRST_PORT + i) : [wanted];
  for (const one of ports) {
    const listening = await listenOnPort(door, host, one);
    if (listening) return listening;
  }
  const taken = wanted === null ? `${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} are` : `${wanted} is`;
  return refuse('--port', `${taken} in use already; choose another, or see bezierfit gui --link --port N`);
}

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return refuse('--port', `expected a whole number from 0 to 65535, got ${text}`);
}

const nameOf = ({ socket }: Options, port: number): string => (socket === undefined ? String(port) : 'socket');

function announce(options: Options, port: number, access: Access): void {
  const { host, socket, open } = options;
  const link = (): string => linkOf(host, port, access.token);
  const from = `${userInfo().username}@${hostname()}`;
  if (socket !== undefined) {
    console.log(`Bezierfit listens on ${resolve(socket)}. From your computer:`);
    console.log(`  ssh -N -L ${FIRST_PORT}:${resolve(socket)} ${from}`);
    console.log(`  ${linkOf('127.0.0.1', FIRST_PORT, access.token)}`);
  } else {
    console.log(`Bezierfit is ready. Open (the link works once):\n  ${link()}`);
    if (isLoopback(host)) console.log(`From another computer first:\n  ssh -N -L ${port}:127.0.0.1:${port} ${from}`);
    else {
      console.error(`WARNING: ${host} can be reached by others on the network, and nothing is encrypted. Better keep`);
      console.error('127.0.0.1 and use the ssh line. The token stays on.');
    }
  }
  console.log('Ctrl+C ends the interface; batches go on.');
  // Into a file or a pipe it would be a secret in a log.
  const tellNext = (): void => console.log(`The link was used. The next one:\n  ${link()}`);
  if (process.stdout.isTTY && socket === undefined) access.onExchange = tellNext;
  if (open && socket === undefined && process.stdout.isTTY) openBrowser(link(), stateFolder());
}

/** The token behind `#` is never sent to a server, so it is in no log. */
function linkOf(host: string, port: number, token: string): string {
  const address = host === '0.0.0.0' || host === '::' ? hostname() : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/#token=${token}`;
}

function printNextLink(options: Options): number {
  const port = portOf(options.port) ?? FIRST_PORT;
  const path = secretFile(stateFolder(), nameOf(options, port));
  const secrets = readSecrets(path);
  if (!secrets) refuse('--link', `no server is known for port ${port}; name its port with --port`);
  console.log(linkOf(options.host, port, secrets.token));
  return 0;
}

function stopSignal(): Promise<void> {
  return new Promise((done) => {
    process.on('SIGINT', () => done()).on('SIGTERM', () => done());
  });
}
