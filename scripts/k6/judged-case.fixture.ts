import { OPERATIONS, type OperationId } from '../../schemas/generated/operations.ts';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { judgeRequest } from '../../schemas/judge-request.ts';
import { judgeResponse } from '../../schemas/judge-response.ts';

/** Something to judge, as it would come over the wire; `"@"` in its text is where the long text goes. */
export type JudgedCase = Judged & { readonly repeated?: Repeated };

const AT = '"@"';

type Judged =
  | { readonly kind: 'event'; readonly name: string; readonly text: string }
  | { readonly kind: 'request'; readonly operation: OperationId; readonly text: string }
  | {
      readonly kind: 'answer';
      readonly operation: OperationId;
      readonly status: number;
      readonly contentType: string;
      readonly text: string;
    };

/** What stands for a long text in a case, so that the file of cases stays small. */
export interface Repeated {
  readonly opening: string;
  readonly times: number;
  readonly closing: string;
}

/** What is found in a case, as a text: the same in Node and in k6, or one of them is wrong. */
export function judgeCase(one: JudgedCase): string {
  const { repeated } = one;
  const text = repeated === undefined ? one.text : one.text.replaceAll(AT, () => repeatedText(repeated));
  if (one.kind === 'event') {
    const { violations, entry } = judgeEvent(one.name, text);
    return JSON.stringify(entry === undefined ? violations : [...violations, 'an entry']);
  }
  const { operation } = one;
  if (one.kind === 'request') return JSON.stringify(judgeRequest({ operation, body: text }));
  return JSON.stringify(judgeResponse({ ...one, operation: OPERATIONS[operation], body: text }));
}

function repeatedText({ opening, times, closing }: Repeated): string {
  return opening.repeat(times) + closing.repeat(times);
}
