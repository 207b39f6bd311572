import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { makeCertificate } from '../server/certificate.ts';
import type { StandInOptions } from '../server/options.ts';
import { startStandIn, type StandIn } from '../server/stand-in.ts';
import { openPage, type Tab } from './browser.fixture.ts';
import { serveFolder } from './site.fixture.ts';

/** The app takes a URL that ends in this domain only, so without a port (`isValidUrl` in its bootstrapMessaging.js). */
const HOST = 'stand-in.my.salesforce-scrt.com';
/** The chat opens at 1000, 500 and is 550 by 600. */
const WINDOW = { width: 1_700, height: 1_200, deviceScaleFactor: 1, mobile: false };
const REPOSITORY = 'https://github.com/Salesforce-Async-Messaging/messaging-web-api-sample-app';
const INPUT = '.messagingInputTextarea';
const PATIENCE_MS = 20_000;

/** What the chat shows, without times. */
const LINES = `[...document.querySelectorAll('.conversationEntryContainer')].flatMap((entry) => {
  const untimed = (name) => entry.querySelector(name)?.innerText.replace(/ at [^•]*$/, '');
  const sender = untimed('.textMessageSenderContent');
  const line = sender === undefined
    ? untimed('.participantChangeText')
    : sender + ': ' + entry.querySelector('.textMessageContent').innerText;
  return line === undefined ? [] : [line];
})`;

/** The app in one tab. */
export interface AppTab {
  readonly tab: Tab;
  /** Clicks where an element is, as soon as it can be clicked. */
  readonly click: (selector: string) => Promise<void>;
  /** Clicks an input and enters the pieces, one after the other. */
  readonly enter: (selector: string, ...pieces: readonly string[]) => Promise<void>;
  /** Submits the deployment that the form names, and opens the chat. */
  readonly openChat: () => Promise<void>;
  /** Sends a message; each piece is a key stroke for the app. */
  readonly say: (...pieces: readonly string[]) => Promise<void>;
  /** Loads the page again, and waits until it hears events again. */
  readonly reload: () => Promise<void>;
  /** From top to bottom: `Kim joined`, `Kim: Hello`, `Sent • You: Good morning`. */
  readonly lines: () => Promise<readonly string[]>;
  /** What an element says; undefined when there is none. */
  readonly textOf: (selector: string) => Promise<unknown>;
  /** But for its missing polyfill, which its build holds already. */
  readonly complaints: () => readonly string[];
}

/** Salesforce's sample web client in a real browser, and the stand-in that it talks to. */
export interface SampleApp extends AppTab, AsyncDisposable {
  readonly standIn: StandIn;
  /** Opens the app in one more tab, with a copy of what this one has stored. */
  readonly duplicate: () => Promise<AppTab>;
}

/** The folder of the built app below SAMPLE_APP; says loudly when there is none. */
export function sampleAppFolder(): string | undefined {
  const folder = join(process.env['SAMPLE_APP'] ?? '', 'build');
  if (process.env['SAMPLE_APP'] && existsSync(join(folder, 'index.html'))) return folder;
  process.stderr.write(
    "SKIPPED: SAMPLE_APP names no folder with a build/index.html, so Salesforce's own client is not checked; " +
      `clone ${REPOSITORY} and let SAMPLE_APP name the clone\n`,
  );
  return undefined;
}

/**
 * Serves the app over HTTP, starts a stand-in with TLS, and shows the app the form filled in. For the browser the
 * stand-in is a host of Salesforce's domain; it trusts that one key, and nobody else can be found.
 */
export async function openSampleApp(folder: string, options: StandInOptions = {}): Promise<SampleApp> {
  await using opened = new AsyncDisposableStack();
  const tls = await makeCertificate({ now: Date.now(), hosts: [HOST] });
  const standIn = opened.use(await startStandIn({ ...options, tls }));
  const { url } = opened.use(await serveFolder(folder));
  const rules = [
    `MAP ${HOST} 127.0.0.1:${new URL(standIn.baseUrl).port}`,
    'MAP * ~NOTFOUND',
    'EXCLUDE 127.0.0.1',
  ];
  const page = opened.use(
    await openPage([
      `--host-resolver-rules=${rules.join(',')}`,
      `--ignore-certificate-errors-spki-list=${keyHashOf(tls.certificate)}`,
    ]),
  );
  const app = await appIn(page, standIn);
  await page.send('Page.navigate', { url });
  const values = [DEPLOYMENT.orgId, DEPLOYMENT.esDeveloperName, `https://${HOST}`];
  for (const [index, value] of values.entries())
    await app.enter(`.deploymentDetailsForm input:nth-of-type(${index + 1})`, value);
  const rest = opened.move();
  return {
    ...app,
    standIn,
    duplicate: async () => appIn(await page.duplicate(), standIn),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

async function appIn(tab: Tab, standIn: StandIn): Promise<AppTab> {
  await tab.send('Emulation.setDeviceMetricsOverride', WINDOW);
  const until = (expression: string) =>
    expect
      .poll(() => tab.evaluate(expression), { timeout: PATIENCE_MS, message: `waits until ${expression}` })
      .toBe(true);
  const click: AppTab['click'] = async (selector) => {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await until(`${element} !== null && ${element}.checkVisibility() && !${element}.disabled`);
    await tab.evaluate(`${element}.scrollIntoView({ block: 'center' })`);
    const box = (await tab.evaluate(`${element}.getBoundingClientRect().toJSON()`)) as Readonly<
      Record<'x' | 'y' | 'width' | 'height', number>
    >;
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, button: 'left', clickCount: 1 };
    for (const type of ['mousePressed', 'mouseReleased'])
      await tab.send('Input.dispatchMouseEvent', { type, ...at });
  };
  const enter: AppTab['enter'] = async (selector, ...pieces) => {
    await click(selector);
    await until(`document.activeElement.matches(${JSON.stringify(selector)})`);
    for (const text of pieces) await tab.send('Input.insertText', { text });
  };
  return {
    tab,
    click,
    enter,
    openChat: async () => {
      await click('.deploymentDetailsFormSubmitButton');
      await click('.messagingButton');
    },
    say: async (...pieces) => {
      await enter(INPUT, ...pieces);
      await click('.sendButton');
      // Emptied once the answer is in, so that the next message does not begin with this one.
      await until(`!document.querySelector('${INPUT}')?.value`);
    },
    reload: async () => {
      const { streamsOpened } = standIn.totals();
      await tab.send('Page.reload');
      // The app shows its history before its stream is open, and nothing would be replayed.
      await expect
        .poll(() => standIn.totals().streamsOpened, { timeout: PATIENCE_MS })
        .toBe(streamsOpened + 1);
    },
    lines: async () => (await tab.evaluate(LINES)) as readonly string[],
    textOf: (selector) => tab.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText`),
    complaints: () => tab.complaints.filter((each) => !each.includes('/src/helpers/eventsource-polyfill.js')),
  };
}

/** As Chromium wants it: SHA-256 of the public key, in Base64. */
function keyHashOf(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
