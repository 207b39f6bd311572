import type { OperationName } from './phases.ts';

/** Between which two moments an operation is measured. */
export interface OperationSpan {
  readonly from: string;
  readonly to: string;
}

const REQUEST: OperationSpan = {
  from: 'the request is handed to the engine (a connection that has to be made is included)',
  to: 'its whole answer was read, with a 2xx status',
};

const SENT = 'sendMessage begins';

/** What each operation of the book means. Awaited events end at the moment when the socket was read. */
export const OPERATION_SPANS: Readonly<Record<OperationName, OperationSpan>> = {
  generateAccessTokenForUnauthenticatedUser: REQUEST,
  generateContinuationToken: REQUEST,
  createConversation: REQUEST,
  sendMessage: REQUEST,
  closeConversation: REQUEST,
  streamEvents: { from: 'the stream is asked for', to: 'its response headers were read, with status 200' },
  awaitFirstEvent: { from: 'createConversation begins', to: 'the first event of that conversation arrived' },
  awaitEcho: { from: SENT, to: "the guest's own message arrived on the stream" },
  awaitReply: { from: SENT, to: 'the next message of somebody else arrived on the stream' },
  awaitDelivery: { from: SENT, to: 'the message arrived on the stream of this tab' },
  awaitClosed: { from: 'closeConversation begins', to: 'CONVERSATION_CLOSE_CONVERSATION arrived' },
};
