import type { Act } from './agent.ts';
import type { Entry, Sender } from './entries.ts';
import { textMessage } from './messages.ts';
import type { Scene } from './session-entries.ts';

/** What an agent says and shows, as opposed to what it does to the session. */
export type Utterance = Extract<Act, { kind: 'acknowledge' | 'type' | 'progress' | 'token' | 'say' }>;

/** The entry of an utterance. */
export function utter(act: Utterance, sender: Sender, { conversationId, at, newId }: Scene): Entry {
  const common = { conversationId, at, sender };
  switch (act.kind) {
    case 'say':
      return textMessage({ ...common, identifier: act.messageId }, act.text);
    case 'type': {
      const name = act.what === 'Started' ? 'STARTED' : 'STOPPED';
      return { ...common, name: `CONVERSATION_TYPING_${name}_INDICATOR`, identifier: newId(), payload: {} };
    }
    case 'acknowledge':
      return {
        ...common,
        name:
          act.what === 'Read' ? 'CONVERSATION_READ_ACKNOWLEDGEMENT' : 'CONVERSATION_DELIVERY_ACKNOWLEDGEMENT',
        identifier: newId(),
        relatedRecords: [act.messageId],
        payload: { acknowledgedConversationEntryIdentifier: act.messageId, acknowledgementTimestamp: at },
      };
    case 'progress': {
      const progressMessage = { formatType: 'Text', text: act.text };
      const payload = { progressIndicator: { indicatorType: 'ProgressUpdateIndicator', progressMessage } };
      return { ...common, name: 'CONVERSATION_PROGRESS_INDICATOR', identifier: newId(), payload };
    }
    case 'token':
      return {
        ...common,
        name: 'CONVERSATION_STREAMING_TOKEN',
        identifier: newId(),
        payload: {
          streamingToken: {
            tokenType: 'MessageStreamingToken',
            sequenceNumber: act.sequence,
            timestamp: at,
            targetMessageIdentifier: act.messageId,
            token: { formatType: 'Text', text: act.text },
          },
        },
      };
  }
}
