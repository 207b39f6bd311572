import type { components } from '../../schemas/generated/api.ts';
import type { Outcome } from '../machine/command.ts';
import type { Claims, TokenSealer } from '../machine/token.ts';
import type { FaultId } from './catalogue.ts';
import type { Faults } from './faults.ts';

type Schemas = components['schemas'];
type Body = Readonly<Record<string, unknown>>;

/** Faults that change what an answer says. */
const ANSWER_FAULTS: readonly FaultId[] = [
  'lenient',
  'unrepeatable',
  'payload-as-string',
  'overfull',
  'backwards',
  'token-missing',
  'token-position',
  'token-claims',
  'token-org-id',
  'token-channel',
  'token-subject',
  'continuation-subject',
  'continuation-client-id',
  'continuation-expiry',
  'token-expired',
];

/** An answer that faults may change. */
export interface AnswerInQuestion {
  readonly operation: string;
  readonly outcome: Outcome & { readonly answer: NonNullable<Outcome['answer']> };
  /** Claims of the bearer, where there was one. */
  readonly bearer: Claims | undefined;
}

/** The answer as the faults make it: what it says, not how it is sent. */
export function distortAnswer(
  { operation, outcome, bearer }: AnswerInQuestion,
  faults: Faults,
  sealer: TokenSealer,
): AnswerInQuestion['outcome'] {
  if (!faults.mayStrike(ANSWER_FAULTS)) return outcome;
  const { status, body, refusal } = outcome.answer;
  const hits = (id: FaultId): boolean =>
    faults.strike(id, { operation }, { operation, refusal }) !== undefined;
  const answered = (code: number, said: unknown): AnswerInQuestion['outcome'] => ({
    ...outcome,
    answer: { status: code, body: said },
  });
  if (status >= 400 && status < 500 && hits('lenient')) return answered(200, {});
  if (status >= 300 || typeof body !== 'object' || body === null) return outcome;
  if (operation === 'createConversation' && outcome.events.length === 0 && hits('unrepeatable'))
    return answered(409, { message: 'The conversation exists' });
  if (operation === 'listConversationEntries' && hits('payload-as-string'))
    return answered(status, withTextPayloads(body as Schemas['EntryList']));
  if (operation.startsWith('listConversation')) return answered(status, distortLists(body, hits));
  if (!('accessToken' in body)) return outcome;
  return answered(status, distortToken(body, { hits, bearer, sealer }));
}

const OTHER_ID = '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a';

interface TokenParts {
  readonly hits: (id: FaultId) => boolean;
  readonly bearer: Claims | undefined;
  readonly sealer: TokenSealer;
}

function distortToken(body: Body, { hits, bearer, sealer }: TokenParts): Body {
  const claims = sealer.open(String(body['accessToken']));
  if (claims === undefined) return body;
  let changed: object = claims;
  if (hits('token-claims')) changed = { ...changed, capabilitiesVersion: Number(claims.capabilitiesVersion) };
  if (hits('token-org-id')) changed = { ...changed, orgId: `${claims.orgId}MAA` };
  if (hits('token-channel')) changed = { ...changed, channelAddId: OTHER_ID };
  if (bearer === undefined && claims.sub.includes('/UNAUTH/') && hits('token-subject'))
    changed = { ...changed, sub: `v2/iamessage/UNAUTH/NA/uid:${OTHER_ID}` };
  if (hits('token-expired')) changed = { ...changed, exp: claims.iat - 60 };
  if (bearer !== undefined) {
    if (hits('continuation-subject')) changed = { ...changed, sub: `${claims.sub}0` };
    if (hits('continuation-client-id')) changed = { ...changed, clientId: bearer.clientId };
    if (hits('continuation-expiry')) changed = { ...changed, exp: claims.exp + 60 };
  }
  const token = changed === claims ? body['accessToken'] : sealer.sign(changed as Claims);
  const { accessToken: _, ...rest } = body;
  return {
    ...rest,
    ...(!hits('token-missing') && { accessToken: token }),
    ...(hits('token-position') && { lastEventId: Number(body['lastEventId']) }),
  };
}

function withTextPayloads({ conversationEntries }: Schemas['EntryList']): object {
  return {
    conversationEntries: conversationEntries.map((entry) => ({
      ...entry,
      entryPayload: JSON.stringify(entry.entryPayload),
    })),
  };
}

function distortLists(body: object, hits: (id: FaultId) => boolean): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      Array.isArray(value) ? distortList(value, hits) : value,
    ]),
  );
}

function distortList(list: readonly object[], hits: (id: FaultId) => boolean): readonly object[] {
  const ordered = list.length > 1 && hits('backwards') ? list.toReversed() : list;
  return list.length > 0 && hits('overfull') ? [...ordered, ...ordered.slice(-1)] : ordered;
}
