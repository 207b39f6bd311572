import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** One tab of a real Chromium, driven over the DevTools protocol. */
export interface Tab {
  send(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  /** The value of an expression in the page; undefined when it throws, or when the page goes away meanwhile. */
  evaluate(expression: string): Promise<unknown>;
  /** Every URL that was asked for so far. */
  readonly requests: readonly string[];
  /** What the page complained of so far: console, content security policy, exceptions, dialogs. */
  readonly complaints: readonly string[];
}

/** A browser and its first tab. */
export interface BrowserPage extends Tab, AsyncDisposable {
  /** Opens the page in one more tab, with a copy of its session storage. */
  duplicate(): Promise<Tab>;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
  // Unused, but its end, when we die, ends the browser.
  '--remote-debugging-pipe',
];

/** Starts Chromium with an empty profile, and with `flags` besides its usual ones, and opens one page. */
export async function openPage(flags: readonly string[] = []): Promise<BrowserPage> {
  const profile = mkdtempDisposableSync(join(tmpdir(), 'scrt-chromium-'));
  const given = [...FLAGS, ...flags, `--user-data-dir=${profile.path}`];
  const browser = spawn('chromium', [...given, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , stderr, ...pipes] = browser.stdio;
  const { host } = new URL(await devToolsUrl(stderr as NodeJS.ReadableStream));
  const sockets: WebSocket[] = [];
  const known = new Set<string>();
  const attachToNew = async (): Promise<Tab> => {
    const { webSocketDebuggerUrl: url } = await newTarget(host, known);
    known.add(url);
    const socket = new WebSocket(url);
    sockets.push(socket);
    await once(socket, 'open');
    const tab = protocol(socket);
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await tab.send(`${domain}.enable`);
    return tab;
  };
  const page = await attachToNew();
  return {
    ...page,
    duplicate: async () => {
      await page.send('Runtime.evaluate', { expression: 'void open(location.href)', userGesture: true });
      return attachToNew();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.close();
      for (const pipe of pipes) pipe?.destroy();
      browser.kill();
      // Unlike its exit, this waits for its helpers too, which write to the profile.
      await once(browser, 'close');
      profile.remove();
    },
  };
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

/** A tab that is not known yet. */
async function newTarget(host: string, known: ReadonlySet<string>): Promise<Target> {
  return vi.waitFor(async () => {
    const targets = (await (await fetch(`http://${host}/json`)).json()) as readonly Target[];
    const found = targets.find(({ type, webSocketDebuggerUrl: url }) => type === 'page' && !known.has(url));
    if (found === undefined) throw new Error('Chromium has opened no page');
    return found;
  });
}

async function devToolsUrl(stderr: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stderr) {
    text += String(chunk);
    const found = /ws:\/\/\S+/.exec(text);
    if (found !== null) {
      stderr.resume();
      return found[0];
    }
  }
  throw new Error(`Chromium did not start: ${text}`);
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
}

function protocol(socket: WebSocket): Tab {
  const waiting = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let last = 0;
  const send: Tab['send'] = (method, params = {}) => {
    last += 1;
    const id = last;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  socket.addEventListener('message', ({ data }) => {
    const { id, method = '', params = {}, result = {} } = JSON.parse(String(data)) as Message;
    if (id !== undefined) {
      waiting.get(id)?.(result);
      waiting.delete(id);
    }
    if (method === 'Network.requestWillBeSent')
      requests.push((params['request'] as { readonly url: string }).url);
    if (isComplaint(method, params)) complaints.push(JSON.stringify(params));
    // A dialog would hold the page, and every answer about it.
    if (method === 'Page.javascriptDialogOpening') void send('Page.handleJavaScriptDialog', { accept: true });
  });
  const evaluate = async (expression: string) => {
    const { result } = await send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    return (result as { readonly value?: unknown } | undefined)?.value;
  };
  return { send, evaluate, requests, complaints };
}

/** What a page says by `console.error` is none of the entries of `Log`. */
function isComplaint(method: string, params: Readonly<Record<string, unknown>>): boolean {
  if (method === 'Runtime.consoleAPICalled') return params['type'] === 'error';
  return ['Log.entryAdded', 'Runtime.exceptionThrown', 'Page.javascriptDialogOpening'].includes(method);
}
