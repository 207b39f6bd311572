import { expect, it } from 'vitest';
import { readStaff } from './agents/staff.ts';
import { staffOf } from './conformance/staff.fixture.ts';
import { parseFault } from './faults/parse.ts';
import type { Staff } from './machine/agent.ts';
import { hasProgram } from './outside/program.ts';
import { openSampleApp, sampleAppFolder, type AppTab } from './outside/sample-app.fixture.ts';
import type { StandInOptions } from './server/options.ts';

/** Salesforce's sample web client, as it is, in a real Chromium. */
const folder = sampleAppFolder();
const check = it.skipIf(!hasProgram('chromium', ['--version']) || folder === undefined);
const open = (options: StandInOptions = {}) => openSampleApp(folder ?? '', { hasLimits: true, ...options });

/** Waits until a tab shows these lines and no others. */
const shows = (tab: AppTab, lines: readonly string[]) =>
  expect.poll(tab.lines, { timeout: 20_000 }).toEqual(lines);
const says = (tab: AppTab, selector: string, text: string) =>
  expect.poll(() => tab.textOf(selector), { timeout: 20_000 }).toContain(text);

const END = '.messagingHeaderCloseButton';
const FORM = '.messagingPrechat';
const JOINED = 'Stand-in Agent joined';
const LEFT = 'Stand-in Agent left';
const ANSWER = 'Stand-in Agent: Done.';
/** The plain agent, who always says the same. */
const { byName, first } = readStaff('plain');
const reply = { ...byName.get(first)!.reply, texts: ['Done.'] };
const staff = staffOf({ reply });

check('chats, resumes after a reload, ends, and starts anew', async () => {
  await using app = await open({ staff });
  await app.openChat();
  await shows(app, [JOINED]);
  await app.say('Hel', 'l', 'o');
  await shows(app, [JOINED, 'Sent • You: Hello', ANSWER]);
  await app.reload();
  await shows(app, [JOINED, 'You: Hello', ANSWER]);
  await app.say('Still there?');
  const all = [JOINED, 'You: Hello', ANSWER, 'Sent • You: Still there?', ANSWER];
  await shows(app, all);
  await app.click(END);
  await says(app, '.conversationEndTimeText', 'Conversation ended');
  expect(await app.lines()).toEqual(all);
  await app.click(END);
  await app.openChat();
  await shows(app, [JOINED]);
  expect(app.complaints()).toEqual([]);
  const { requests, events, streamsOpened, undocumented } = app.standIn.totals();
  expect(requests).toEqual({
    // How many there are is for the browser's cache to say.
    preflight: { 204: expect.any(Number) },
    generateAccessTokenForUnauthenticatedUser: { 200: 2 },
    createConversation: { 201: 2 },
    streamEvents: { 200: 3 },
    // It says so at every key stroke but the first (reference, 13.6).
    sendTypingIndicator: { 204: 2 },
    sendMessage: { 202: 2 },
    generateContinuationToken: { 200: 1 },
    listConversations: { 200: 1 },
    listConversationEntries: { 200: 1 },
    closeConversation: { 204: 1 },
  });
  expect(events).toMatchObject({ CONVERSATION_MESSAGE: 4, CONVERSATION_CLOSE_CONVERSATION: 1 });
  expect({ streamsOpened, undocumented }).toEqual({ streamsOpened: 3, undocumented: 0 });
});

check('shows the same in two tabs', async () => {
  await using app = await open({ staff });
  await app.openChat();
  await app.say('From the first');
  await shows(app, [JOINED, 'Sent • You: From the first', ANSWER]);
  const second = await app.duplicate();
  await expect.poll(() => app.standIn.totals().streamsOpened, { timeout: 20_000 }).toBe(2);
  await shows(second, [JOINED, 'You: From the first', ANSWER]);
  await second.say('From the second');
  const both = ['Sent • You: From the second', ANSWER];
  await shows(second, [JOINED, 'You: From the first', ANSWER, ...both]);
  await shows(app, [JOINED, 'Sent • You: From the first', ANSWER, ...both]);
  await second.click(END);
  await says(app, '.conversationEndTimeText', 'Conversation ended');
  expect([...app.complaints(), ...second.complaints()]).toEqual([]);
  expect(app.standIn.totals()).toMatchObject({
    requests: { generateContinuationToken: { 200: 1 }, sendMessage: { 202: 2 } },
    undocumented: 0,
  });
});

check('shows what a bot says, greeting and answer, once each', async () => {
  const bot = readStaff('bot');
  await using app = await open({ staff: bot });
  await app.openChat();
  const { greeting, reply: answers } = bot.byName.get('bot')!;
  const greeted = ['Stand-in Bot joined', `Stand-in Bot: ${greeting?.text}`];
  await shows(app, greeted);
  await app.say('Where is my order?');
  const answer: unknown = expect.toBeOneOf(answers.texts.map((text) => `Stand-in Bot: ${text}`));
  await expect
    .poll(app.lines, { timeout: 20_000 })
    .toEqual([...greeted, 'Sent • You: Where is my order?', answer]);
  expect(app.complaints()).toEqual([]);
  expect(app.standIn.totals().undocumented).toBe(0);
});

check('waits in a queue, sees a person type, and is handed over to another', async () => {
  await using app = await open({ staff: handingOver() });
  await app.openChat();
  const welcome = ['Robin joined', 'Robin: Hello, this is Robin. How can I help?'];
  await shows(app, welcome);
  await app.say('Good morning');
  await says(app, '.typingIndicatorSenderContent', 'Robin is typing');
  const handedOver = ['Sent • You: Good morning', 'Robin: One moment.', 'Robin left', 'Kim joined'];
  await shows(app, [...welcome, ...handedOver]);
  expect(await app.textOf('.typingIndicatorSenderContent')).toBeUndefined();
  expect(app.complaints()).toEqual([]);
  const { events, undocumented } = app.standIn.totals();
  expect(events).toMatchObject({
    CONVERSATION_QUEUE_POSITION: 5,
    CONVERSATION_ROUTING_RESULT: 2,
    // It takes both, but never shows them: it marks copies of its entries.
    CONVERSATION_DELIVERY_ACKNOWLEDGEMENT: 1,
    CONVERSATION_READ_ACKNOWLEDGEMENT: 1,
  });
  expect(undocumented).toBe(0);
});

check(
  'shows the pre-chat form before the conversation, and before a message that needs a new session',
  async () => {
    await using app = await open({ staff: staffOf({ reply, end: { afterReplies: 1 } }), prechat: 'Session' });
    await app.openChat();
    await says(app, FORM, 'Start Conversation');
    expect(app.standIn.totals().requests['createConversation']).toBeUndefined();
    await submitForm(app);
    await shows(app, [JOINED]);
    await app.say('First');
    const whole = [JOINED, 'Sent • You: First', ANSWER, LEFT];
    await shows(app, whole);
    expect(app.complaints()).toEqual([]);
    await app.say('Second');
    await submitForm(app);
    await shows(app, [...whole, JOINED, 'Sent • You: Second', ANSWER, LEFT]);
    const { requests, undocumented } = app.standIn.totals();
    expect(requests['createConversation']).toEqual({ 201: 1 });
    expect(requests['sendMessage']).toEqual({ 202: 2, 417: 1 });
    expect(undocumented).toBe(0);
  },
);

check('misses nothing when its stream is cut', async () => {
  await using app = await open({ staff, controlPort: 0 });
  await app.openChat();
  await shows(app, [JOINED]);
  const faults = `${app.standIn.controlUrl}/faults`;
  await fetch(faults, { method: 'POST', body: '["cut=1"]' });
  await app.say('Hello');
  await expect.poll(() => app.standIn.totals().faults['cut'], { timeout: 20_000 }).toBeGreaterThan(0);
  await fetch(faults, { method: 'DELETE' });
  // Repeated by the app itself: it listens again with each connection, and after a cut it makes two.
  const distinct = async () => [...new Set(await app.lines())];
  await expect.poll(distinct, { timeout: 20_000 }).toEqual([JOINED, 'Sent • You: Hello', ANSWER]);
  expect(app.standIn.totals().undocumented).toBe(0);
});

check('would show the history twice if the stream replayed it unasked', async () => {
  await using app = await open({ staff, faults: [parseFault('always-resume')] });
  await app.openChat();
  await shows(app, [JOINED]);
  await app.reload();
  await shows(app, [JOINED, JOINED]);
});

/** The person, whose typing can be seen for two seconds, and who hands over after the first answer. */
function handingOver(): Staff {
  const { first: name, source, byName: all } = readStaff('human');
  const human = all.get(name)!;
  const answer = { after: { kind: 'fixed', ms: 2_000 }, texts: ['One moment.'], typing: true } as const;
  const changed = { ...human, reply: answer, transfer: { afterReplies: 1, to: 'specialist' } };
  return { first: name, source, byName: new Map([...all, [name, changed]]) };
}

async function submitForm(app: AppTab): Promise<void> {
  await app.enter('[name=_firstName]', 'Ada');
  await app.enter('[name=_lastName]', 'Lovelace');
  await app.click('[name=Newsletter]');
  await app.click('.startConversationButton');
}
