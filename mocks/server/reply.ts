import type { OutgoingHttpHeaders } from 'node:http';
import type { Outcome } from '../machine/command.ts';
import { renderTranscript } from './transcript.ts';

/** What goes out, whole. */
export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Undefined for an answer without a body, and for a stream. */
  readonly body: Buffer | undefined;
  /** The answer goes on after its head. */
  readonly isStream: boolean;
}

/** Makes an answer of the machine what goes out. */
export async function replyOf({ answer, stream }: Outcome, more: OutgoingHttpHeaders): Promise<Reply> {
  const { status = 500, body, transcript } = answer ?? {};
  const reply = (type: string | undefined, bytes?: Buffer): Reply => ({
    status,
    headers: { ...more, ...(type !== undefined && { 'content-type': type }) },
    body: bytes,
    isStream: stream !== undefined,
  });
  if (stream !== undefined) return reply('text/event-stream;charset=utf-8');
  if (transcript !== undefined) return reply('application/pdf', await renderTranscript(transcript));
  return body === undefined ? reply(undefined) : reply('application/json', Buffer.from(JSON.stringify(body)));
}
