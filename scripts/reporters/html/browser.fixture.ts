import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One page of a real Chromium, driven over the DevTools protocol. */
export interface BrowserPage extends AsyncDisposable {
  send(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Every URL that was asked for so far. */
  readonly requests: readonly string[];
  /** What the page complained of so far: console, content security policy, exceptions. */
  readonly complaints: readonly string[];
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
];

/** Starts Chromium with an empty profile and opens one page. */
export async function openPage(): Promise<BrowserPage> {
  const profile = mkdtempDisposableSync(join(tmpdir(), 'scrt-chromium-'));
  const browser = spawn('chromium', [...FLAGS, `--user-data-dir=${profile.path}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { host } = new URL(await devToolsUrl(browser.stderr));
  const pages = (await (await fetch(`http://${host}/json`)).json()) as readonly {
    readonly type: string;
    readonly webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(pages.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  const page = protocol(socket);
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await page.send(`${domain}.enable`);
  return {
    ...page,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      browser.kill();
      await once(browser, 'exit');
      profile.remove();
    },
  };
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

function protocol(socket: WebSocket): Omit<BrowserPage, keyof AsyncDisposable> {
  const waiting = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, method = '', params = {}, result = {} } = JSON.parse(String(data)) as Message;
    if (id !== undefined) waiting.get(id)?.(result);
    if (method === 'Network.requestWillBeSent')
      requests.push((params['request'] as { readonly url: string }).url);
    if (['Log.entryAdded', 'Runtime.exceptionThrown'].includes(method))
      complaints.push(JSON.stringify(params));
  });
  const send: BrowserPage['send'] = (method, params = {}) => {
    last += 1;
    const id = last;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
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
