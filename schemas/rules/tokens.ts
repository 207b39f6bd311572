import { UNANSWERED, type Rule } from './rule.ts';

/** What a token says of its bearer. */
export const TOKEN_RULES = {
  'token-claims': {
    says: 'the payload of a token is what its schema says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S21', 'S23'],
    faults: ['token-claims'],
  },
  'token-org-id': {
    says: "the token's org id has 15 characters",
    mark: 'C',
    sources: ['S27'],
    faults: ['token-org-id'],
  },
  'token-names-channel': {
    says: "the token's channelAddId is the channel of the answer's configuration, where both are told",
    mark: 'C',
    sources: ['S21', 'S30'],
    faults: ['token-channel'],
  },
  'guest-is-new': {
    says: 'each guest token is for a new user',
    mark: 'C',
    sources: ['S22'],
    faults: ['token-subject'],
    follows: UNANSWERED,
  },
  'continuation-keeps-subject': {
    says: 'a continuation token has the same subject',
    mark: 'C',
    sources: ['S19'],
    faults: ['continuation-subject'],
    follows: UNANSWERED,
  },
  'continuation-changes-client-id': {
    says: 'a continuation token has a new client id',
    mark: 'C',
    sources: ['S19'],
    faults: ['continuation-client-id'],
    follows: UNANSWERED,
  },
  'continuation-keeps-expiry': {
    says: 'a continuation token does not live longer',
    mark: 'C',
    sources: ['S26'],
    faults: ['continuation-expiry'],
    follows: UNANSWERED,
  },
} as const satisfies Readonly<Record<string, Rule>>;
