import type { Random } from '../../mocks/random.ts';
import {
  conversationsCall,
  entriesCall,
  fileCall,
  receiptCall,
  responseCall,
  routingCall,
  sessionEndCall,
  transcriptCall,
  typingCall,
} from '../../schemas/conversation-requests.ts';
import type { components } from '../../schemas/generated/api.ts';
import type { OperationId } from '../../schemas/generated/operations.ts';
import {
  closeCall,
  continuationCall,
  createCall,
  guestTokenCall,
  messageCall,
  revokeCall,
  streamCall,
  verifiedTokenCall,
  type Call,
  type Conversation,
  type RequestTarget,
} from '../../schemas/requests.ts';

/** Everything that a sound call may need. */
export interface Scene extends Conversation {
  readonly target: RequestTarget;
  /** Of ids that are made up. */
  readonly random: Random;
  /** A message of the guest's in this conversation. */
  readonly messageId: string;
  readonly lastEventId: string;
  /** Absent where none would be known to be taken. */
  readonly captchaToken?: string | undefined;
  /** Of a customer; one that nobody can verify will do where it is refused for another reason. */
  readonly identityToken: string;
}

/** A call with every optional member and parameter. */
export interface NamedCall {
  readonly name: string;
  readonly made: Call;
}

/** Sound calls of every operation; of one whose body has several shapes, one of each. */
export const SOUND_CALLS: Readonly<Record<OperationId, (scene: Scene) => readonly NamedCall[]>> = {
  generateAccessTokenForUnauthenticatedUser: ({ target, random, captchaToken }) =>
    usual(withMembers(guestTokenCall(target, random.uuid()), { captchaToken })),
  generateAccessTokenForAuthenticatedUser: ({ target, random, captchaToken, identityToken }) => {
    const who = { deviceId: random.uuid(), customerIdentityToken: identityToken };
    return usual(withMembers(verifiedTokenCall(target, who), { captchaToken }));
  },
  revokeToken: ({ token }) => usual(revokeCall(token)),
  generateContinuationToken: ({ token }) => usual(continuationCall(token)),
  createConversation: ({ target, token, random }) =>
    usual(withMembers(createCall(target, { token, conversationId: random.uuid() }), { routingAttributes })),
  listConversations: ({ token, conversationId }) =>
    usual(conversationsCall(token, { inclClosedConvs: 'true', limit: '50', conversationId, ...ALL_TIMES })),
  getRoutingStatus: (scene) => usual(routingCall(scene)),
  closeConversation: ({ target, ...scene }) => usual(closeCall(target, scene)),
  sendMessage: messages,
  sendFile: (scene) => usual(file(scene)),
  sendTypingIndicator: ({ random, ...scene }) => [
    ...usual(typingCall(scene, { entryType: 'TypingStartedIndicator', id: random.uuid() })),
    {
      name: 'stopped',
      made: typingCall(scene, { entryType: 'TypingStoppedIndicator', id: random.uuid() }),
    },
  ],
  acknowledgeEntries: ({ random, messageId: conversationEntryId, ...scene }) =>
    usual(
      receiptCall(scene, [
        { id: random.uuid(), entryType: 'Delivery', conversationEntryId },
        { id: random.uuid(), entryType: 'Read', conversationEntryId },
      ]),
    ),
  listConversationEntries: (scene) =>
    usual(
      entriesCall(scene, {
        limit: '50',
        ...ALL_TIMES,
        direction: 'FromStart',
        entryTypeFilter: 'Message,RoutingResult',
      }),
    ),
  endMessagingSession: ({ target, ...scene }) => usual(sessionEndCall(target, scene)),
  getTranscript: ({ target, ...scene }) => usual(transcriptCall(target, scene)),
  streamEvents: ({ target, token, lastEventId, random }) => {
    const made = streamCall(target, token, { 'last-event-id': lastEventId });
    return usual({ ...made, query: { _ts: String(Math.floor(random.next() * 1e9)) } });
  },
};

const ALL_TIMES = { startTimestamp: '0', endTimestamp: '4102444800000' };
const routingAttributes: components['schemas']['RoutingAttributes'] = {
  _firstName: 'Maria',
  _lastName: 'Jimenez',
};

function usual(made: Call): readonly NamedCall[] {
  return [{ name: 'usual', made }];
}

/** With members added, and those that are undefined taken away. */
function withMembers(made: Call, members: Readonly<Record<string, unknown>>): Call {
  const all = Object.entries({ ...(made.body as object), ...members });
  return { ...made, body: Object.fromEntries(all.filter(([, value]) => value !== undefined)) };
}

function messages({ target, random, messageId: inReplyToMessageId, ...conversation }: Scene) {
  const text = messageCall(target, { ...conversation, messageId: random.uuid(), text: 'Hello' });
  const { message } = text.body as components['schemas']['SendMessageRequest'];
  const whole = withMembers(text, {
    message: { ...message, inReplyToMessageId },
    routingAttributes,
    context: [sessionContext(random.uuid())],
  });
  const choice = { id: random.uuid(), messageType: 'ChoicesResponseMessage', inReplyToMessageId } as const;
  return [
    ...usual(whole),
    { name: 'choice', made: responseCall(target, { ...conversation, message: choice }) },
  ];
}

function sessionContext(id: string): components['schemas']['SessionContextEntry'] {
  const variable = { name: 'Page', value: { valueType: 'TextValue', textValue: 'checkout' } };
  return {
    entryType: 'SessionContext',
    id,
    sessionContext: { contextType: 'SessionContextSet', contextVariables: [variable] },
  };
}

function file({ target, random, messageId: inReplyToMessageId, ...conversation }: Scene): Call {
  return fileCall(target, {
    ...conversation,
    message: { id: random.uuid(), fileId: random.uuid(), text: 'The receipt', inReplyToMessageId },
    fileName: 'receipt.pdf',
    mediaType: 'application/pdf',
    content: '%PDF-1.7',
  });
}
