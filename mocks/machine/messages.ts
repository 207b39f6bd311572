import type { Entry } from './entries.ts';

type MessageEntry = Extract<Entry, { readonly name: 'CONVERSATION_MESSAGE' }>;
type Frame = Pick<Entry, 'conversationId' | 'at' | 'sender' | 'identifier'>;

/** A message of any kind. */
export function messageEntry(
  frame: Frame,
  message: Partial<NonNullable<MessageEntry['payload']['abstractMessage']>>,
): Entry {
  return {
    ...frame,
    name: 'CONVERSATION_MESSAGE',
    payload: {
      abstractMessage: {
        messageType: 'StaticContentMessage',
        inReplyToMessageId: null,
        references: [],
        ...message,
        id: frame.identifier,
      },
      messageReason: null,
    },
  };
}

/** A message of plain text. */
export function textMessage(frame: Frame, text: string): Entry {
  return messageEntry(frame, { staticContent: { formatType: 'Text', text } });
}

/** A link that the server has taken from a text. Of its content only the image is documented (S10). */
export function linkMessage(frame: Frame, url: string): Entry {
  const image = {
    assetType: 'ImageAsset',
    id: frame.identifier,
    mimeType: 'image/png',
    description: null,
    assetUrl: new URL('/favicon.ico', url).href,
  };
  return messageEntry(frame, { staticContent: { formatType: 'RichLink', image } });
}

/** A file. Its contents are not kept: the address leads nowhere. */
export function fileMessage(
  frame: Frame,
  file: { readonly id: string; readonly name: string; readonly mimeType: string; readonly text: string },
): Entry {
  const { id, name, mimeType, text } = file;
  const url = `https://files.invalid/${id}`;
  const attachment = { id, name, mimeType, url, referenceId: id, attachmentUploadResult: null };
  return messageEntry(frame, {
    staticContent: { formatType: 'Attachments', text: text === '' ? null : text, attachments: [attachment] },
  });
}

/** A text with a valid URL at its start or end is split off (D, S11). Assumed: of two, the first. */
export function linkOf(text: string): string | undefined {
  const words = text.trim().split(/\s+/);
  return [words[0], words.at(-1)].find(
    (word) => word !== undefined && /^https?:\/\//i.test(word) && URL.canParse(word),
  );
}
