import { sample } from '../latency.ts';
import type { Act, Agent, Reply, Step } from './agent.ts';
import type { Random } from '../random.ts';

/** The lowest capabilities that see progress indicators (D, S8) and streamed tokens (D, S7). */
const PROGRESS_CAPABILITIES = 62;
const TOKEN_CAPABILITIES = 63;

/** What chances and ids come from. */
export interface Chances {
  readonly random: Random;
  readonly newId: () => string;
}

/** From the end of routing to the agent's first word; nothing to wait for where there is no queue. */
export function planArrival({ queue }: Agent, { random }: Chances): readonly Step[] {
  if (queue === undefined) return [];
  const positions = Array.from({ length: queue.position }, (_, index) => queue.position - index);
  const steps = positions.map((position, index): Step => {
    const afterMs = index === 0 ? 0 : sample(queue.step, random);
    return { afterMs, act: { kind: 'advance', position } };
  });
  return [...steps, { afterMs: sample(queue.step, random), act: { kind: 'join' } }];
}

/** The agent's first word. */
export function planGreeting({ greeting }: Agent, { random, newId }: Chances): readonly Step[] {
  if (greeting === undefined) return [];
  const act: Act = { kind: 'say', messageId: newId(), text: greeting.text };
  return [{ afterMs: sample(greeting.after, random), act }];
}

/** What is answered. */
export interface Question {
  readonly messageId: string;
  /** Of the guest's token. */
  readonly capabilities: number;
  /** Answers of this agent in this session, this one included. */
  readonly replies: number;
}

/** Everything that follows one message of a guest. */
export function planReply(agent: Agent, question: Question, chances: Chances): readonly Step[] {
  const { reply, transfer, end } = agent;
  const { random, newId } = chances;
  const text = reply.texts[Math.floor(random.next() * reply.texts.length)] ?? '';
  const messageId = newId();
  const typing = (what: 'Started' | 'Stopped'): readonly Step[] =>
    reply.typing === true ? [atOnce({ kind: 'type', what })] : [];
  const answer = { messageId, text, capabilities: question.capabilities };
  const whole = atOnce({ kind: 'say', messageId, text, answers: question.messageId });
  return [
    ...planReceipts(agent, question, random),
    ...typing('Started'),
    ...planProgress(reply, question, random),
    ...later([...planTokens(reply, answer, random), whole], sample(reply.after, random)),
    ...typing('Stopped'),
    ...(transfer?.afterReplies === question.replies ? [atOnce({ kind: 'transfer', to: transfer.to })] : []),
    ...(end?.afterReplies === question.replies ? [atOnce({ kind: 'end' })] : []),
  ];
}

function atOnce(act: Act): Step {
  return { afterMs: 0, act };
}

/** The same steps, the first of them so much later. */
function later([first, ...rest]: readonly Step[], ms: number): readonly Step[] {
  return first === undefined ? [] : [{ ...first, afterMs: first.afterMs + ms }, ...rest];
}

function planReceipts({ receipts }: Agent, { messageId }: Question, random: Random): readonly Step[] {
  if (receipts === undefined) return [];
  return [
    {
      afterMs: sample(receipts.delivered, random),
      act: { kind: 'acknowledge', what: 'Delivery', messageId },
    },
    { afterMs: sample(receipts.read, random), act: { kind: 'acknowledge', what: 'Read', messageId } },
  ];
}

function planProgress({ progress }: Reply, { capabilities }: Question, random: Random): readonly Step[] {
  if (progress === undefined || capabilities < PROGRESS_CAPABILITIES) return [];
  return progress.texts.map((text, index) => ({
    afterMs: index === 0 ? 0 : sample(progress.every, random),
    act: { kind: 'progress', text },
  }));
}

/** What is answered to whom. */
interface Answer {
  readonly messageId: string;
  readonly text: string;
  readonly capabilities: number;
}

function planTokens(
  { tokens }: Reply,
  { messageId, text, capabilities }: Answer,
  random: Random,
): readonly Step[] {
  if (tokens === undefined || capabilities < TOKEN_CAPABILITIES) return [];
  const parts = partsOf(text, tokens.words).map((part, index): Act => ({
    kind: 'token',
    messageId,
    sequence: index + 1,
    text: part,
  }));
  return shuffled(parts, tokens.outOfOrder ?? 0, random).map((act) => ({
    afterMs: sample(tokens.every, random),
    act,
  }));
}

/** The text in parts of so many words; together they are the text. */
function partsOf(text: string, words: number): readonly string[] {
  return text.match(new RegExp(String.raw`(?:\s*\S+){1,${words}}\s*`, 'g')) ?? [text];
}

/** Lets that share of the parts change places with the next one. */
function shuffled(parts: readonly Act[], share: number, random: Random): readonly Act[] {
  const order = [...parts];
  for (let index = 0; index + 1 < order.length; index += 1) {
    const [one, next] = [order[index], order[index + 1]];
    if (random.next() >= share || one === undefined || next === undefined) continue;
    order.splice(index, 2, next, one);
    index += 1;
  }
  return order;
}
