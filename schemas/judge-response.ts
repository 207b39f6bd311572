import type { DescribedResponse } from './contract-table.ts';
import { CONTRACT } from './generated/contract-table.ts';
import {
  ContinuationTokenResponse,
  ErrorBody,
  SendMessageResponse,
  TokenResponse,
  type Validator,
} from './generated/validators.js';
import { schemaViolations, shown, type Violation } from './violation.ts';

/** The schemas that answers refer to: named one by one, so that a bundle carries no others. */
const BODY_VALIDATORS: Readonly<Record<string, Validator>> = {
  ContinuationTokenResponse,
  ErrorBody,
  SendMessageResponse,
  TokenResponse,
};

/** An answer as it arrived. `contentType` is the header, parameters included. */
export interface Answer {
  readonly operation: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * Judges one answer: is its status one that the description names, is its body what the description
 * says for that status. An empty body is tolerated where the schema requires nothing of it.
 */
export function judgeResponse(answer: Answer): readonly Violation[] {
  const contract = CONTRACT.operations[answer.operation];
  if (contract === undefined) throw new Error(`no operation "${answer.operation}" in the description`);
  const described = describedResponse(contract.responses, answer.status);
  if (described === undefined) {
    return [
      {
        rule: 'response-status',
        mark: 'U',
        place: answer.operation,
        expected: `a status of ${Object.keys(contract.responses).join(', ')}`,
        received: String(answer.status),
      },
    ];
  }
  return judgeBody(answer, described);
}

function describedResponse(
  responses: Readonly<Record<string, DescribedResponse>>,
  status: number,
): DescribedResponse | undefined {
  return responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`];
}

function judgeBody(answer: Answer, described: DescribedResponse): readonly Violation[] {
  const mediaTypes = Object.keys(described.bodies);
  const mediaType = answer.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaTypes.length === 0 || toleratesEmpty(answer, described)) return [];
  const place = `${answer.operation} ${answer.status}`;
  if (!mediaTypes.includes(mediaType)) {
    return [
      {
        rule: 'response-content-type',
        mark: described.mark,
        place,
        expected: mediaTypes.join(' or '),
        received: shown(answer.contentType),
      },
    ];
  }
  const schema = described.bodies[mediaType];
  return schema == null ? [] : judgeJson(answer, { schema, place });
}

function toleratesEmpty(answer: Answer, described: DescribedResponse): boolean {
  const schemas = Object.values(described.bodies);
  return answer.body === '' && schemas.every((name) => name === null || name === 'SendMessageResponse');
}

function judgeJson(
  answer: Answer,
  { schema, place }: { readonly schema: string; readonly place: string },
): readonly Violation[] {
  const rule = 'response-body';
  const validator = BODY_VALIDATORS[schema];
  if (validator === undefined) throw new Error(`no validator for schema "${schema}"`);
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    // Half a token answer holds half a token: of these only the length is shown.
    const pointer = answer.operation.startsWith('generate') ? '/accessToken' : '';
    return [{ rule, mark: 'C', place, expected: 'JSON', received: shown(answer.body, pointer) }];
  }
  return schemaViolations(value, { rule, schema, validator, place });
}
