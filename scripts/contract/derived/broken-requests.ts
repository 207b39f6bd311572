import type { Random } from '../../../mocks/random.ts';
import { brokenBodies } from './broken-bodies.ts';
import { brokenParameters } from './broken-parameters.ts';
import type { BrokenRequest } from './broken-request.ts';
import type { SoundRequest } from './sound-request.ts';
import { unreadableBodies } from './unreadable-bodies.ts';

/**
 * Every request that breaks one assertion of the description and is sound otherwise: parameters, then what is in the
 * body, then the body as a whole. The same request and generator give the same list, in the same order. A sound request
 * with every optional member and parameter leaves none out.
 */
export function brokenRequests(sound: SoundRequest, random: Random): readonly BrokenRequest[] {
  return [
    ...brokenParameters(sound, random),
    ...brokenBodies(sound, random),
    ...unreadableBodies(sound, random),
  ];
}
