import { randomUUID } from 'node:crypto';
import { claimsOf } from '../../contract/claims.ts';
import { parsedObject } from '../../contract/session.ts';
import { guestTokenCall, isHeaderValue } from '../../../schemas/requests.ts';
import type { LocatedTarget } from '../../k6/target.ts';
import { answerOf } from '../condition.ts';
import type { TokenFacts } from '../facts.ts';
import { ask, type Terms } from './exchange.ts';
import { questionOf } from './question.ts';

/** A token, and what may be told of it. */
export interface Obtained {
  readonly facts: TokenFacts;
  readonly accessToken?: string | undefined;
  readonly lastEventId?: string | undefined;
}

/** A token that was brought along: nothing is asked. */
export function givenToken(token: string): Obtained {
  const facts = { source: 'given', outcome: undefined, isThere: true, deploymentType: undefined } as const;
  return { facts: { ...facts, claims: readClaims(token) }, accessToken: token };
}

/** Asks for one guest token. */
export async function obtainToken(
  target: LocatedTarget,
  origin: string | undefined,
  terms: Terms,
): Promise<Obtained> {
  const { outcome, body } = await ask(
    questionOf(target, guestTokenCall(target, randomUUID()), origin),
    terms,
  );
  const { accessToken, lastEventId, context } = answerOf(outcome)?.status === 200 ? parsedObject(body) : {};
  const isThere = typeof accessToken === 'string' && isHeaderValue(accessToken);
  const facts: TokenFacts = {
    source: 'asked',
    outcome,
    isThere,
    claims: isThere ? readClaims(accessToken) : undefined,
    deploymentType: deploymentTypeOf(context),
  };
  if (!isThere) return { facts };
  const isPosition = typeof lastEventId === 'string' && isHeaderValue(lastEventId);
  return { facts, accessToken, lastEventId: isPosition ? lastEventId : undefined };
}

function readClaims(token: string): TokenFacts['claims'] {
  const claims = claimsOf(token);
  if (Object.keys(claims).length === 0) return undefined;
  const { orgId, exp } = claims;
  return { ...(typeof orgId === 'string' && { orgId }), ...(typeof exp === 'number' && { exp }) };
}

function deploymentTypeOf(context: unknown): string | undefined {
  const found = ['configuration', 'embeddedServiceConfig', 'deploymentType'].reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    context,
  );
  return typeof found === 'string' ? found : undefined;
}
