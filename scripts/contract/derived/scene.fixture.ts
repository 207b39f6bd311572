import { createRandom } from '../../../mocks/random.ts';
import { SOUND_CALLS, type NamedCall, type Scene } from '../sound-calls.ts';
import { NOWHERE } from '../../../schemas/target.fixture.ts';
import type { OperationId } from '../../../schemas/generated/operations.ts';

const SCENE: Omit<Scene, 'random'> = {
  target: NOWHERE,
  token: 'token',
  conversationId: '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11',
  messageId: '0b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11',
  lastEventId: '0',
  captchaToken: 'none',
  identityToken: 'e30.e30.c2ln',
};

/** The sound calls of an operation in a scene that nobody plays. */
export function soundCallsOf(operation: OperationId): readonly NamedCall[] {
  return SOUND_CALLS[operation]({ ...SCENE, random: createRandom(1) });
}
