import type { components } from '../../schemas/generated/api.ts';
import type { ClientCommand, CommandOf } from '../machine/command.ts';
import type { Claims } from '../machine/token.ts';
import type { PlayedId } from './operation.ts';
import type { PipelineRequest } from './request.ts';

type Schemas = components['schemas'];

/** A request that passed every check; `claims` are those of its token, where the operation needs one. */
export interface CheckedRequest {
  readonly request: PipelineRequest;
  readonly claims: Claims | undefined;
}

/** Makes a request the state machine's command. Prism has checked the shapes, so that they may be asserted here. */
export function commandOf(operation: PlayedId, { request, claims }: CheckedRequest): ClientCommand {
  const { body, headers, url } = request;
  if (operation === 'generateAccessTokenForUnauthenticatedUser')
    return { kind: 'issueGuestToken', body: body as Schemas['GuestTokenRequest'] };
  if (claims === undefined)
    throw new Error(`${operation} needs a token, and the description lets it do without`);
  const conversationId = /\/conversation\/([^/]+)/.exec(url.path)?.[1] ?? '';
  const on = { claims, conversationId };
  const esDeveloperName = String(url.query?.['esDeveloperName']);
  switch (operation) {
    case 'generateContinuationToken':
      return { kind: 'continueToken', claims };
    case 'createConversation':
      return { kind: operation, claims, body: body as Schemas['CreateConversationRequest'] };
    case 'sendMessage':
      return { kind: operation, ...on, body: body as Schemas['SendMessageRequest'] };
    case 'closeConversation':
    case 'endMessagingSession':
      return { kind: operation, ...on, esDeveloperName };
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

const NUMBERS: readonly string[] = ['limit', 'startTimestamp', 'endTimestamp'];

/** The query with the types that the description gives its parameters: in a URL all are texts. */
function queryOf<Query>({ url }: PipelineRequest): Query {
  const typed = Object.entries(url.query ?? {}).map(([name, value]) => {
    if (NUMBERS.includes(name)) return [name, Number(value)];
    return [name, name === 'inclClosedConvs' ? value === 'true' : value];
  });
  return Object.fromEntries(typed) as Query;
}
