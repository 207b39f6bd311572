import { headersOf, methodOf, urlOf, type Call } from '../../../schemas/requests.ts';
import type { LocatedTarget } from '../../k6/target.ts';
import type { Question } from './exchange.ts';

/** A call as what is asked, of a page of `origin` where there is one. */
export function questionOf(target: LocatedTarget, call: Call, origin: string | undefined): Question {
  return {
    url: urlOf(target, call),
    method: methodOf(call),
    headers: { ...headersOf(target, call), ...(origin !== undefined && { origin }) },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
  };
}
