import { describe, expect, it } from 'vitest';
import { PHASES } from '../../scenarios/catalogue/phases.ts';
import { json, type Script, startScriptedTarget, type WrittenEvent } from './scripted-target.fixture.ts';
import { runShortly, type ShortRun, type ShortRunBooks } from './short-run.fixture.ts';

async function runAgainst(script: Script, run: Omit<ShortRun, 'baseUrl'>): Promise<ShortRunBooks> {
  await using target = await startScriptedTarget(script);
  // Awaited here: the target must not be gone before the run.
  return await runShortly({ ...run, baseUrl: target.baseUrl });
}

const rulesOf = ({ violations }: ShortRunBooks) => [...new Set(violations.map(({ rule }) => rule))];
const isEcho = ({ name, role }: WrittenEvent) => name === 'CONVERSATION_MESSAGE' && role === 'EndUser';
const refusesWith = (operation: string, status: number): Script => ({
  answer: (asked, response) => {
    if (asked !== operation) return false;
    json(response, status, { message: 'no' });
    return true;
  },
});
const silent = (operation: string): Script => ({ answer: (asked) => asked === operation });

describe('a journey through a sound target', () => {
  it.each([
    ['guest-token', 'tokens'],
    ['conversation', 'conversations'],
    ['sse-fanout', 'fanout'],
  ] as const)('%s writes exactly the operations that it declares, all answered', async (scenario, phase) => {
    const books = await runAgainst({}, { scenario });
    expect(books.iterations).toMatchObject({ planned: 3, started: 3, completed: 3, dropped: 0 });
    const written = new Set([...books.operations.values()].map(({ operation }) => operation));
    expect([...written].sort()).toEqual([...PHASES[phase].operations].sort());
    for (const { begun, answered } of books.operations.values()) expect(answered).toBe(begun);
    expect(books.violations).toEqual([]);
  });

  it('leaves no stream and no conversation open', async () => {
    await using target = await startScriptedTarget();
    await runShortly({ scenario: 'sse-fanout', baseUrl: target.baseUrl });
    expect(target.openStreams()).toBe(0);
    expect(target.seen.get('streamEvents')).toBe(6);
    expect(target.seen.get('closeConversation')).toBe(target.seen.get('createConversation'));
  });

  it('writes no token anywhere', async () => {
    const repeated: Script = { write: ({ frame }) => frame + frame };
    expect((await runAgainst(repeated, { scenario: 'conversation' })).text).not.toContain('eyJ');
  });
});

describe('a fault of the target', () => {
  it('lost echo: overdue, lost, and a violation', async () => {
    const lost: Script = { write: (event) => (isEcho(event) ? '' : event.frame) };
    const books = await runAgainst(lost, { scenario: 'conversation' });
    expect(books.operations.get('awaitEcho')?.failed).toEqual({ timeout: 3 });
    expect(books.counters.get('scrt_events_lost{operation=awaitEcho;scenario=conversations}')).toBe(3);
    expect(rulesOf(books)).toEqual(['echo-arrives']);
    expect(books.operations.get('closeConversation')?.answered).toBe(3);
  });

  it('message lost on one tab: that tab is named', async () => {
    const lost: Script = { write: (event) => (isEcho(event) && event.stream === 2 ? '' : event.frame) };
    const books = await runAgainst(lost, { scenario: 'sse-fanout' });
    const missed = [1, 2].map((tab) => books.operations.get(`awaitDelivery:${tab}`)?.failed['timeout'] ?? 0);
    expect(missed.reduce((sum, count) => sum + count)).toBe(3);
    expect(rulesOf(books)).toEqual(['delivery-arrives']);
  });

  it('repeated event: counted, and a violation', async () => {
    const repeated: Script = { write: (event) => (isEcho(event) ? event.frame.repeat(2) : event.frame) };
    const books = await runAgainst(repeated, { scenario: 'conversation' });
    expect(books.counters.get('scrt_events_repeated{scenario=conversations}')).toBe(6);
    expect(rulesOf(books)).toEqual(['event-repeated']);
  });

  it('event of somebody else: a violation, and not taken for ours', async () => {
    const foreign: Script = {
      write: ({ frame, conversationId }) =>
        frame.replaceAll(conversationId, '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11'),
    };
    const books = await runAgainst(foreign, { scenario: 'conversation' });
    expect(rulesOf(books)).toEqual(['event-foreign']);
    expect(books.operations.get('awaitFirstEvent')?.failed).toEqual({ timeout: 3 });
  });

  it('event without its envelope: a violation', async () => {
    const broken: Script = { write: ({ frame, name }) => `${frame}event: ${name}\ndata: {}\n\n` };
    expect(rulesOf(await runAgainst(broken, { scenario: 'conversation' }))).toEqual(['event-envelope']);
  });

  it('stream cut off: what was awaited on it fails for that reason', async () => {
    const books = await runAgainst({ cuts: isEcho }, { scenario: 'conversation' });
    expect(books.operations.get('awaitReply')?.failed).toEqual({ stream: 3 });
    expect(books.iterations.completed).toBe(3);
  });

  it('send without an answer: its events fail with it, and none is called lost', async () => {
    const timeouts = { operationMs: 1_500, awaitedEventMs: 5_000 };
    const books = await runAgainst(silent('sendMessage'), { scenario: 'conversation', timeouts });
    for (const operation of ['sendMessage', 'awaitEcho', 'awaitReply']) {
      expect(books.operations.get(operation)?.failed).toEqual({ timeout: 3 });
    }
    expect(rulesOf(books)).toEqual([]);
    expect(books.operations.get('closeConversation')?.answered).toBe(3);
  });

  it('refusal: the operation fails, the journey ends, the iteration is complete', async () => {
    const books = await runAgainst(refusesWith('createConversation', 403), { scenario: 'conversation' });
    expect(books.operations.get('createConversation')?.failed).toEqual({ status: 3 });
    expect(books.operations.has('sendMessage')).toBe(false);
    expect(books.operations.has('closeConversation')).toBe(false);
    expect(books.iterations).toMatchObject({ completed: 3, threw: 0 });
  });

  it('status that the description does not name: a violation', async () => {
    expect(rulesOf(await runAgainst(refusesWith('sendMessage', 418), { scenario: 'conversation' }))).toEqual([
      'response-status',
    ]);
  });

  it('answer without a token: the operation fails for the contract', async () => {
    const books = await runAgainst(refusesWith('generateAccessTokenForUnauthenticatedUser', 200), {
      scenario: 'guest-token',
    });
    expect(books.operations.get('generateAccessTokenForUnauthenticatedUser')?.failed).toEqual({
      contract: 3,
    });
    expect(rulesOf(books)).toEqual(['response-body']);
  });

  it('page in place of a stream: the stream fails for the contract', async () => {
    const page: Script = {
      answer: (operation, response) => {
        if (operation !== 'streamEvents') return false;
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
        return true;
      },
    };
    const books = await runAgainst(page, { scenario: 'conversation' });
    expect(books.operations.get('streamEvents')?.failed).toEqual({ contract: 3 });
    expect(rulesOf(books)).toEqual(['stream-content-type']);
  });

  it('nobody listens: every token is refused', async () => {
    const target = await startScriptedTarget();
    await target[Symbol.asyncDispose]();
    const books = await runShortly({ scenario: 'guest-token', baseUrl: target.baseUrl });
    expect(books.operations.get('generateAccessTokenForUnauthenticatedUser')?.failed).toEqual({ refused: 3 });
  });

  it('silence beyond the end of the run: iterations are interrupted, operations unanswered', async () => {
    const books = await runAgainst(silent('generateAccessTokenForUnauthenticatedUser'), {
      scenario: 'guest-token',
      timeouts: { operationMs: 10_000, awaitedEventMs: 10_000 },
      gracefulStop: '100ms',
    });
    expect(books.iterations).toMatchObject({ started: 3, completed: 0, interrupted: 3 });
    expect(books.operations.get('generateAccessTokenForUnauthenticatedUser')?.unanswered).toBe(3);
  });
});

describe('a defect of ours', () => {
  const head = `
    import { createPhase } from 'LIB/journey.ts';
    import { guarded } from 'LIB/report.ts';
    const plan = JSON.parse(__ENV.SCRT_PLAN);
    export const options = plan.options;
    const fail = () => { throw new Error('our own'); };`;

  it('in a journey counts the iteration as thrown', async () => {
    const entry = `${head} export const tokens = createPhase(plan, 'tokens', async () => fail());`;
    const books = await runAgainst({}, { scenario: 'guest-token', entry });
    expect(books.iterations).toMatchObject({ started: 3, completed: 0, threw: 3 });
    expect(books.exceptions[0]?.message).toContain('our own');
  });

  it('in a handler is a violation, and the journey goes on', async () => {
    const entry = `${head}
      const made = { target: plan.target, call: { operation: { id: 'own', method: 'GET', path: '/' } } };
      export const tokens = createPhase(plan, 'tokens', async () => { guarded(made, 'an event', fail); });`;
    const books = await runAgainst({}, { scenario: 'guest-token', entry });
    expect(rulesOf(books)).toEqual(['handler-exception']);
    expect(books.iterations).toMatchObject({ completed: 3, threw: 0 });
  });
});
