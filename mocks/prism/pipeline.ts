import { createInstance, type IHttpConfig, type IHttpResponse } from '@stoplight/prism-http';
import { type IPrismDiagnostic } from '@stoplight/prism-core';
import { DiagnosticSeverity, type IHttpOperation } from '@stoplight/types';
import * as Either from 'fp-ts/lib/Either.js';
import { refuse, type ClientCommand, type Outcome } from '../machine/command.ts';
import type { Claims, TokenSealer } from '../machine/token.ts';
import { commandOf } from './commands.ts';
import { createSilentLogger } from './logger.ts';
import type { OperationId } from '../../schemas/generated/operations.ts';
import { isOperationId, isPlayed } from './operation.ts';
import type { PipelineRequest } from './request.ts';
import { createRouter, type Router } from './route.ts';

/** What the pipeline stands on. */
export interface PipelineParts {
  readonly operations: IHttpOperation[];
  readonly sealer: TokenSealer;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Carries a checked command out. */
  readonly apply: (command: ClientCommand) => Outcome;
}

/** What came of a request. */
export interface Verdict {
  readonly outcome: Outcome & { readonly answer: NonNullable<Outcome['answer']> };
  /** What Prism says against our own answer: defects of ours, never shown to the client. */
  readonly defects: readonly string[];
}

/** Every check of the document, with the state machine's answer in the middle. */
export interface Pipeline {
  /** The operation of a method and path; undefined when there is none. */
  operationOf(method: string, path: string): OperationId | undefined;
  /** Never rejects. */
  answer(request: PipelineRequest): Promise<Verdict>;
}

type MockResponse = IHttpResponse & Pick<Verdict, 'outcome'>;

const NOT_PLAYED = 501;

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
      const outcome = respond(parts, {
        resource,
        request: input.data as PipelineRequest,
        validations: input.validations,
      });
      return () => Either.right(responseOf(outcome, resource));
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
        return { outcome: refuse(400, 'Request cannot be read'), defects: defectsOf(error) };
      }
    },
  };
}

function operationIdOf(router: Router, method: string, path: string): OperationId | undefined {
  const found = router.find(method.toLowerCase(), path);
  if (found instanceof Error || found.iid === undefined) return undefined;
  return isOperationId(found.iid) ? found.iid : undefined;
}

function respond(
  parts: PipelineParts,
  {
    resource,
    request,
    validations,
  }: {
    readonly resource: IHttpOperation;
    readonly request: PipelineRequest;
    readonly validations: readonly IPrismDiagnostic[];
  },
): Verdict['outcome'] {
  const operation = resource.iid ?? '';
  if (!isOperationId(operation)) throw new Error(`"${operation}" is no operation of the description`);
  const needsToken = (resource.security?.length ?? 0) > 0;
  const claims = needsToken ? openToken(parts, { request, validations }) : undefined;
  if (typeof claims === 'string') return refuse(401, claims);
  if (request.bodyFault !== undefined) return refuse(400, request.bodyFault);
  const fault = validations.find(({ severity }) => severity === DiagnosticSeverity.Error);
  if (fault !== undefined) return refuse(400, fault.message);
  if (!isPlayed(operation)) return refuse(NOT_PLAYED, `The stand-in does not play ${operation} yet`);
  const { answer, ...outcome } = parts.apply(commandOf(operation, { request, claims }));
  if (answer === undefined) throw new Error(`the state machine did not answer ${operation}`);
  return { ...outcome, answer };
}

/** The claims of the request's token, or why there are none. Prism only checks that one is there. */
function openToken(
  { sealer, now }: PipelineParts,
  {
    request,
    validations,
  }: { readonly request: PipelineRequest; readonly validations: readonly IPrismDiagnostic[] },
): Claims | string {
  if (validations.some(({ code }) => code === 401)) return 'Jwt is missing';
  const claims = sealer.open((request.headers['authorization'] ?? '').replace(/^Bearer\s+/, '').trim());
  if (claims === undefined) return 'Jwt verification fails';
  return claims.exp * 1000 <= now() ? 'Jwt is expired' : claims;
}

function responseOf(outcome: Verdict['outcome'], { iid }: IHttpOperation): MockResponse {
  const { status, body } = outcome.answer;
  const type = iid === 'streamEvents' && status === 200 ? 'text/event-stream' : 'application/json';
  return {
    statusCode: status,
    headers: body === undefined ? {} : { 'content-type': type },
    ...(body !== undefined && { body }),
    outcome,
  };
}

function unrouted(error: Error & { readonly status?: number }): Verdict {
  return { outcome: refuse(error.status === 405 ? 405 : 404, error.message), defects: [] };
}

function verdictOf({
  output,
  validations,
}: {
  readonly output: IHttpResponse;
  readonly validations: { readonly output: readonly IPrismDiagnostic[] };
}): Verdict {
  const { outcome } = output as MockResponse;
  // The description names no such status: it is no answer of SCRT's.
  const isAnswer = outcome.answer.status !== NOT_PLAYED;
  return { outcome, defects: isAnswer ? validations.output.map(({ message }) => message) : [] };
}

/** What Prism throws on a hostile header is no defect of ours; everything else is. */
function defectsOf(error: unknown): readonly string[] {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return /MIME|parse/i.test(text) ? [] : [text];
}
