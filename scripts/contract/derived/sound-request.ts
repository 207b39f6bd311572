import {
  child,
  describedOperations,
  schemaName,
  type DescribedOperation,
  type Json,
} from '../../../schemas/generate/document.ts';
import type { OperationId } from '../../../schemas/generated/operations.ts';
import { parsedJson } from '../../../schemas/json.ts';
import type { Call } from '../../../schemas/requests.ts';

/** A request that keeps the description, and what the description says of its operation. */
export interface SoundRequest {
  readonly made: Call;
  readonly document: Json;
}

/** A body as the description sees it. */
export interface DescribedBody {
  readonly component: string;
  /** Of a form its parts by name, those of JSON parsed. */
  readonly value: unknown;
}

/** The operation of a request in the description. @throws Error for an operation that it does not have */
export function describedOperationOf({ document, made }: SoundRequest): DescribedOperation {
  const { id } = made.operation;
  const found = describedOperations(document).find((each) => each.id === id);
  if (found === undefined) throw new Error(`the description has no operation "${id}"`);
  return found;
}

/** The body of a request, and what describes it; undefined where the operation takes none. */
export function describedBodyOf(sound: SoundRequest): DescribedBody | undefined {
  const content = child(child(describedOperationOf(sound).operation, 'requestBody'), 'content');
  const [media] = Object.values(content);
  const component = schemaName(child(media, 'schema'));
  return component === undefined ? undefined : { component, value: bodyValueOf(sound.made) };
}

function bodyValueOf({ body, form }: Call): unknown {
  if (form === undefined) return body;
  return Object.fromEntries(
    Object.entries(form).map(([name, { content, contentType }]) => [
      name,
      contentType === 'application/json' ? parsedJson(content) : content,
    ]),
  );
}

/** The request with another body; a part of a form that is no longer there is left out. */
export function withBody(made: Call, value: unknown): Call {
  if (made.form === undefined) return { ...made, body: value };
  const parts = value as Json;
  const form = Object.entries(made.form)
    .filter(([name]) => parts[name] !== undefined)
    .map(([name, part]) => {
      const changed = parts[name];
      return [name, { ...part, content: typeof changed === 'string' ? changed : JSON.stringify(changed) }];
    });
  return { ...made, form: Object.fromEntries(form) as NonNullable<Call['form']> };
}

/** The id of a call's operation. */
export function operationIdOf({ operation }: Call): OperationId {
  return operation.id as OperationId;
}
