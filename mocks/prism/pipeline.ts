import { createInstance, type IHttpConfig, type IHttpResponse } from '@stoplight/prism-http';
import { type IPrismDiagnostic } from '@stoplight/prism-core';
import { DiagnosticSeverity, type IHttpOperation } from '@stoplight/types';
import * as Either from 'fp-ts/lib/Either.js';
import { isMembers } from '../../schemas/json.ts';
import { judgeRequest } from '../../schemas/judge-request.ts';
import { refuse, type ClientCommand, type Outcome } from '../machine/command.ts';
import type { Refusal } from '../machine/refusal.ts';
import type { Claims } from '../machine/token.ts';
import { commandOf } from './commands.ts';
import { createSilentLogger } from './logger.ts';
import type { OperationId } from '../../schemas/generated/operations.ts';
import { isOperationId } from '../operation.ts';
import type { PipelineRequest } from './request.ts';
import { createRouter, type Router } from './route.ts';

/** What the pipeline stands on. */
export interface PipelineParts {
  readonly operations: IHttpOperation[];
  /** The claims of a bearer, or the refusal of a token that is not good. */
  readonly open: (token: string) => Claims | ReturnType<typeof refuse>;
  /** Whether the guest's token call needs a header `Authorization`, which a guide sends and clients do not. */
  readonly requireAuthorization: boolean;
  /** Carries a checked command out. */
  readonly apply: (command: ClientCommand) => Outcome;
}

/** What came of a request. */
export interface Verdict {
  readonly outcome: Outcome & { readonly answer: NonNullable<Outcome['answer']> };
  /** What Prism says against our own answer: defects of ours, never shown to the client. */
  readonly defects: readonly string[];
  /** The claims of the request's token, where one was needed and good. */
  readonly bearer?: Claims | undefined;
}

/** Every check of the document, with the state machine's answer in the middle. */
export interface Pipeline {
  /** The operation of a method and path; undefined when there is none. */
  operationOf(method: string, path: string): OperationId | undefined;
  /** Never rejects. */
  answer(request: PipelineRequest): Promise<Verdict>;
}

type MockResponse = IHttpResponse & Answered;

type Answered = Pick<Verdict, 'outcome' | 'bearer'>;

const CONFIG: IHttpConfig = {
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: false,
  isProxy: false,
  upstreamProxy: undefined,
  mock: { dynamic: false },
};

/**
 * Creates Prism's pipeline (route, security, input, output) around the state machine. Precedence of
 * refusals: 404 and 405, 401, 400 for what the document forbids, then the machine's own.
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const router = createRouter(parts.operations);
  const prism = createInstance(CONFIG, {
    logger: createSilentLogger(),
    route: ({ input }) => {
      const found = router.find(input.method, input.url.path);
      return found instanceof Error ? Either.left(found) : Either.right(found);
    },
    // Prism hands on the very request that answer() gave it.
    mock: ({ resource, input }) => {
      const asked = { resource, request: input.data as PipelineRequest, validations: input.validations };
      const answered = respond(parts, asked);
      return () => Either.right(responseOf(answered, resource));
    },
  });
  return {
    operationOf: (method, path) => operationIdOf(router, method, path),
    answer: async (request) => {
      try {
        const result = await prism.request(request, parts.operations)();
        return Either.isLeft(result) ? unrouted(result.left) : verdictOf(result.right);
      } catch (error) {
        // Prism's own parsers throw on some headers, a garbled content type for example.
        return { outcome: refuse('malformed-request', 'Request cannot be read'), defects: defectsOf(error) };
      }
    },
  };
}

function operationIdOf(router: Router, method: string, path: string): OperationId | undefined {
  const found = router.find(method.toLowerCase(), path);
  if (found instanceof Error || found.iid === undefined) return undefined;
  return isOperationId(found.iid) ? found.iid : undefined;
}

/** A request with what Prism says of it. */
interface Asked {
  readonly resource: IHttpOperation;
  readonly request: PipelineRequest;
  readonly validations: readonly IPrismDiagnostic[];
}

function respond(parts: PipelineParts, asked: Asked): Answered {
  const { resource, request, validations } = asked;
  const operation = resource.iid ?? '';
  if (!isOperationId(operation)) throw new Error(`"${operation}" is no operation of the description`);
  const needsToken = (resource.security?.length ?? 0) > 0;
  const claims = needsToken ? openToken(parts, asked) : undefined;
  if (claims !== undefined && 'answer' in claims) return { outcome: claims };
  if (lacksAuthorization(parts, operation, request))
    return { outcome: refuse('missing-authorization', 'Authorization is missing') };
  const fault = faultOf(operation, request, validations);
  if (fault !== undefined) return { outcome: refuse(malformationOf(request), fault), bearer: claims };
  const { answer, ...outcome } = parts.apply(commandOf(operation, { request, claims }));
  if (answer === undefined) throw new Error(`the state machine did not answer ${operation}`);
  return { outcome: { ...outcome, answer }, bearer: claims };
}

/** Why the document does not take the body; the JSON in a part of a form is beyond Prism. */
function faultOf(
  operation: OperationId,
  request: PipelineRequest,
  validations: readonly IPrismDiagnostic[],
): string | undefined {
  if (request.bodyFault !== undefined) return request.bodyFault;
  const fault = validations.find(({ severity }) => severity === DiagnosticSeverity.Error);
  if (fault !== undefined) return fault.message;
  if (operation !== 'sendFile') return undefined;
  if (request.file === undefined) return 'The part fileData is no file';
  const [violation] = judgeRequest({ operation, body: request.body as Record<string, unknown> });
  return violation && `${violation.place}: expected ${violation.expected}, received ${violation.received}`;
}

/** An id in upper case is malformed, too, but a rule of its own (1.8). */
function malformationOf({ url, body }: PipelineRequest): Refusal {
  const id = isMembers(body) ? body['conversationId'] : undefined;
  const [text = ''] = UPPER_CASE_ID.exec(typeof id === 'string' ? id : url.path) ?? [];
  return text === text.toLowerCase() ? 'malformed-request' : 'upper-case-id';
}

const UPPER_CASE_ID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i;

function lacksAuthorization(
  { requireAuthorization }: PipelineParts,
  operation: OperationId,
  { headers }: PipelineRequest,
): boolean {
  if (!requireAuthorization || operation !== 'generateAccessTokenForUnauthenticatedUser') return false;
  return !/^Bearer\s+\S/i.test(headers['authorization'] ?? '');
}

/** The claims of the request's token, or why there are none. Prism only checks that one is there. */
function openToken(
  { open }: PipelineParts,
  { request, validations }: Asked,
): ReturnType<PipelineParts['open']> {
  if (validations.some(({ code }) => code === 401)) return refuse('missing-token', 'Jwt is missing');
  return open((request.headers['authorization'] ?? '').replace(/^Bearer\s+/i, '').trim());
}

function responseOf(answered: Answered, { iid }: IHttpOperation): MockResponse {
  const { outcome } = answered;
  const { status, body, transcript } = outcome.answer;
  if (transcript !== undefined)
    return { statusCode: status, headers: { 'content-type': 'application/pdf' }, body: '', ...answered };
  const type = iid === 'streamEvents' && status === 200 ? 'text/event-stream' : 'application/json';
  return {
    statusCode: status,
    headers: body === undefined ? {} : { 'content-type': type },
    ...(body !== undefined && { body }),
    ...answered,
  };
}

function unrouted(error: Error & { readonly status?: number }): Verdict {
  return {
    outcome: refuse(error.status === 405 ? 'wrong-method' : 'unknown-path', error.message),
    defects: [],
  };
}

function verdictOf({
  output,
  validations,
}: {
  readonly output: IHttpResponse;
  readonly validations: { readonly output: readonly IPrismDiagnostic[] };
}): Verdict {
  const { outcome, bearer } = output as MockResponse;
  return { outcome, bearer, defects: validations.output.map(({ message }) => message) };
}

/** What Prism throws on a hostile header, or a path that cannot be decoded, is no defect of ours; everything else is. */
function defectsOf(error: unknown): readonly string[] {
  if (error instanceof URIError) return [];
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return /MIME|parse/i.test(text) ? [] : [text];
}
