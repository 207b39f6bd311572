// oxlint-disable-next-line typescript/triple-slash-reference -- it declares a module of k6, and is none itself
/// <reference path="../../engine/eventsource/index.d.ts" />
// Runs in k6, bundled: what judging costs beside the parsing of the same text.
import type { Options } from 'k6/options';
import { now } from 'k6/x/eventsource';
import {
  EntryList,
  EventEnvelope,
  MessagePayload,
  TokenResponse,
} from '../../schemas/generated/validators.js';
import {
  generateAccessTokenForUnauthenticatedUser,
  listConversationEntries,
} from '../../schemas/generated/operations.ts';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { judgeResponse } from '../../schemas/judge-response.ts';
import type { ValidatorsPlan, ValidatorsReport } from './validators-plan.ts';

const plan = JSON.parse(__ENV['BENCH_PLAN'] ?? '') as ValidatorsPlan;

export const options: Options = {
  scenarios: {
    measure: { executor: 'per-vu-iterations', exec: 'measure', vus: 1, iterations: 1, maxDuration: '1h' },
  },
};

interface Entry {
  readonly entryPayload: unknown;
}

/** What is done with one text, in three ways. */
interface Work {
  readonly parse: () => unknown;
  /** The validators alone, on parsed values. */
  readonly validate: () => readonly unknown[];
  /** All that a scenario does with the text, parsing included. */
  readonly judge: () => readonly unknown[];
}

/** Measures all in their turn, batch after batch, and prints the medians. */
export function measure(): void {
  const works = worksOf(plan);
  const report = Object.fromEntries(
    Object.entries(works).map(([subject, work]) => [subject, measured(work)]),
  ) as ValidatorsReport;
  // oxlint-disable-next-line no-console -- how a script of k6 prints
  console.log(JSON.stringify(report));
}

function worksOf(texts: ValidatorsPlan): Readonly<Record<keyof ValidatorsReport, Work>> {
  const { event, token } = texts;
  const envelope = JSON.parse(event) as { readonly conversationEntry: { readonly entryPayload: string } };
  const { entryPayload } = envelope.conversationEntry;
  const payload: unknown = JSON.parse(entryPayload);
  const answer: unknown = JSON.parse(token);
  return {
    event: {
      parse: () => [JSON.parse(event), JSON.parse(entryPayload)],
      validate: () => [EventEnvelope(envelope, ''), MessagePayload(payload, '')],
      judge: () => judgeEvent('CONVERSATION_MESSAGE', event).violations,
    },
    token: {
      parse: () => JSON.parse(token) as unknown,
      validate: () => [TokenResponse(answer, '')],
      judge: () =>
        judgeResponse({ ...OK, operation: generateAccessTokenForUnauthenticatedUser, body: token }),
    },
    page: pageWork(texts.page),
    longPage: pageWork(texts.page.replaceAll('"Hello"', `"${'x'.repeat(texts.longest)}"`)),
  };
}

const OK = { status: 200, contentType: 'application/json' };

function pageWork(body: string): Work {
  const list = JSON.parse(body) as { readonly conversationEntries: readonly Entry[] };
  return {
    parse: () => JSON.parse(body) as unknown,
    validate: () => [
      EntryList(list, ''),
      ...list.conversationEntries.map(({ entryPayload }) => MessagePayload(entryPayload, '')),
    ],
    judge: () => judgeResponse({ ...OK, operation: listConversationEntries, body }),
  };
}

function measured({ parse, validate, judge }: Work): ValidatorsReport[keyof ValidatorsReport] {
  if (judge().length > 0 || validate().some((found) => found !== null))
    throw new Error('the text is not sound');
  const times = Math.max(1, Math.round(plan.batchMs / microsOf(parse, 20) / 1e-3));
  const batches = { parse: [] as number[], validate: [] as number[], judge: [] as number[] };
  for (let batch = 0; batch < plan.batches; batch += 1) {
    batches.parse.push(microsOf(parse, times));
    batches.validate.push(microsOf(validate, times));
    batches.judge.push(microsOf(judge, times));
  }
  return { parse: median(batches.parse), validate: median(batches.validate), judge: median(batches.judge) };
}

function microsOf(work: () => unknown, times: number): number {
  const startedAt = now();
  for (let time = 0; time < times; time += 1) work();
  return ((now() - startedAt) / times) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
