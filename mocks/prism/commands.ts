import type { components } from '../../schemas/generated/api.ts';
import type { ClientCommand } from '../machine/command.ts';
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
  const { body, headers } = request;
  if (operation === 'generateAccessTokenForUnauthenticatedUser')
    return { kind: 'issueGuestToken', body: body as Schemas['GuestTokenRequest'] };
  if (claims === undefined)
    throw new Error(`${operation} needs a token, and the description lets it do without`);
  switch (operation) {
    case 'generateContinuationToken':
      return { kind: 'continueToken', claims };
    case 'createConversation':
      return { kind: 'createConversation', claims, body: body as Schemas['CreateConversationRequest'] };
    case 'sendMessage':
      return {
        kind: 'sendMessage',
        claims,
        conversationId: conversationIdOf(request),
        body: body as Schemas['SendMessageRequest'],
      };
    case 'closeConversation':
      return {
        kind: 'closeConversation',
        claims,
        conversationId: conversationIdOf(request),
        esDeveloperName: String(request.url.query?.['esDeveloperName']),
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

function conversationIdOf({ url }: PipelineRequest): string {
  return /\/conversation\/([^/]+)/.exec(url.path)?.[1] ?? '';
}
