import type { components } from '../../schemas/generated/api.ts';
import type { OperationId } from '../../schemas/generated/operations.ts';
import type { ClientCommand, CommandOf } from '../machine/command.ts';
import type { Claims } from '../machine/token.ts';
import type { PipelineRequest } from './request.ts';

type Schemas = components['schemas'];

/** A request that passed every check; `claims` are those of its token, where the operation needs one. */
export interface CheckedRequest {
  readonly request: PipelineRequest;
  readonly claims: Claims | undefined;
}

/** Makes a request the state machine's command. The shapes were checked, so that they may be asserted here. */
export function commandOf(operation: OperationId, { request, claims }: CheckedRequest): ClientCommand {
  const { body, headers, url } = request;
  if (operation === 'generateAccessTokenForUnauthenticatedUser')
    return { kind: 'issueGuestToken', body: body as Schemas['GuestTokenRequest'] };
  if (operation === 'generateAccessTokenForAuthenticatedUser')
    return { kind: 'issueVerifiedToken', body: body as Schemas['AuthenticatedTokenRequest'] };
  if (claims === undefined)
    throw new Error(`${operation} needs a token, and the description lets it do without`);
  const conversationId = /\/conversation\/([^/]+)/.exec(url.path)?.[1] ?? '';
  const on = { claims, conversationId };
  const name = url.query?.['esDeveloperName'];
  // Only the close needs it (D, S26); what is given must be right.
  const deployment = name === undefined ? {} : { esDeveloperName: String(name) };
  switch (operation) {
    case 'generateContinuationToken':
      return { kind: 'continueToken', claims };
    case 'revokeToken':
      return { kind: operation, claims };
    case 'createConversation':
      return { kind: operation, claims, body: body as Schemas['CreateConversationRequest'] };
    case 'sendMessage':
      return { kind: operation, ...on, body: body as Schemas['SendMessageRequest'] };
    case 'sendFile':
      return { kind: operation, ...on, ...fileOf(request) };
    case 'closeConversation':
    case 'endMessagingSession':
    case 'getTranscript':
      return { kind: operation, ...on, ...deployment };
    case 'sendTypingIndicator':
    case 'acknowledgeEntries':
    case 'getRoutingStatus':
      return { kind: operation, ...on };
    case 'listConversations':
      return { kind: operation, claims, query: queryOf<CommandOf<'listConversations'>['query']>(request) };
    case 'listConversationEntries':
      return {
        kind: operation,
        ...on,
        query: queryOf<CommandOf<'listConversationEntries'>['query']>(request),
      };
    case 'streamEvents':
      return {
        kind: 'openStream',
        claims,
        orgId: headers['x-org-id'] ?? '',
        lastEventId: headers['last-event-id'],
      };
  }
}

function fileOf({ body, file }: PipelineRequest): Pick<CommandOf<'sendFile'>, 'body' | 'file'> {
  const { messageEntry } = body as Schemas['SendFileRequest'];
  if (file === undefined) throw new Error('a form without a file passed the checks');
  return { body: JSON.parse(messageEntry) as Schemas['FileMessageEntry'], file };
}

const NUMBERS: readonly string[] = ['limit', 'startTimestamp', 'endTimestamp'];

/** The query with the types that the description gives its parameters: in a URL all are texts. */
function queryOf<Query>({ url }: PipelineRequest): Query {
  const typed = Object.entries(url.query ?? {}).map(([name, value]) => {
    if (NUMBERS.includes(name)) return [name, Number(value)];
    return [name, name === 'inclClosedConvs' ? value === 'true' : value];
  });
  return Object.fromEntries(typed) as Query;
}
