import type { Random } from '../../../mocks/random.ts';
import { child } from '../../../schemas/generate/document.ts';
import type { Provenance } from '../../../schemas/mark.ts';
import { bodyOf, type Call } from '../../../schemas/requests.ts';
import { RULES } from '../../../schemas/rules.ts';
import type { BrokenRequest } from './broken-request.ts';
import { describedOperationOf, type SoundRequest } from './sound-request.ts';

/** That what is malformed gets 400 was seen (C, S24), for JSON at least. */
const MALFORMED: Provenance = RULES['refuses-malformed-request'];
/** No source says what becomes of another media type; 415 is unknown here (reference, 8). */
const UNKNOWN: Provenance = { mark: 'U', sources: [] };

/** A body that cannot be read. */
interface BrokenText extends Provenance {
  readonly kind: 'content-type' | 'json';
  readonly variant: string;
  readonly what: string;
  readonly expected: readonly number[];
  readonly made: Call;
}

/** Requests whose body cannot be read: of another media type, cut, empty, in a list. None where none is taken. */
export function unreadableBodies(sound: SoundRequest, random: Random): readonly BrokenRequest[] {
  const { made } = sound;
  const text = bodyOf(made);
  if (text === undefined) return [];
  const { required } = child(describedOperationOf(sound).operation, 'requestBody');
  const broken: readonly BrokenText[] = [
    {
      kind: 'content-type',
      variant: 'plain',
      what: 'the body is said to be text/plain',
      made: { ...made, text, headers: { ...made.headers, 'content-type': 'text/plain' } },
      expected: [400, 415],
      ...UNKNOWN,
    },
    ...unreadable(made, text, random),
    ...(required === true ? [malformed('empty', 'the body is empty', { ...made, text: '' })] : []),
  ];
  const { operation } = made;
  return broken.map(({ variant, ...each }) => ({
    id: `${operation.id}/${each.kind}:${variant}`,
    operation,
    place: `${operation.id} request#`,
    ...each,
  }));
}

function unreadable(made: Call, text: string, random: Random): readonly BrokenText[] {
  // A text of JSON that begins with a brace is none before its last character.
  const cut = (whole: string) => whole.slice(0, 1 + Math.floor(random.next() * (whole.length - 1)));
  const { form } = made;
  if (form === undefined) {
    return [
      malformed('cut', 'the body is cut', { ...made, text: cut(text) }),
      malformed('list', 'the body is a list', { ...made, text: `[${text}]` }),
    ];
  }
  const parts = Object.entries(form).filter(([, { contentType }]) => contentType === 'application/json');
  return [
    malformed('cut', 'the form has no end', {
      ...made,
      text: text.slice(0, text.lastIndexOf('--')).trimEnd(),
    }),
    ...parts.flatMap(([name, part]) => {
      const withPart = (content: string): Call => ({
        ...made,
        form: { ...form, [name]: { ...part, content } },
      });
      return [
        malformed(`cut-${name}`, `the part ${name} is cut`, withPart(cut(part.content))),
        malformed(`list-${name}`, `the part ${name} is a list`, withPart(`[${part.content}]`)),
      ];
    }),
  ];
}

function malformed(variant: string, what: string, made: Call): BrokenText {
  return { kind: 'json', variant, what, made, expected: [400], ...MALFORMED };
}
