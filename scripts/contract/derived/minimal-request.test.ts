import { expect, it } from 'vitest';
import { pointersOf } from '../../../schemas/change.ts';
import { readDocument } from '../../../schemas/generate/document.ts';
import { examplesOf } from '../../../schemas/generate/examples.ts';
import type { OperationId } from '../../../schemas/generated/operations.ts';
import { minimalRequest } from './minimal-request.ts';
import { soundCallsOf } from './scene.fixture.ts';
import { describedBodyOf } from './sound-request.ts';

const DOCUMENT = readDocument();
const EXAMPLES = examplesOf(DOCUMENT).filter(({ kind, name }) => kind === 'request' && name === 'minimal');

function minimalOf(operation: OperationId) {
  const [sound] = soundCallsOf(operation);
  if (sound === undefined) throw new Error(`no sound call of ${operation}`);
  return minimalRequest({ ...sound, document: DOCUMENT });
}

it.each(
  EXAMPLES.flatMap((each) => (each.kind === 'request' ? [each] : []))
    // The list of the example has no items; ours keeps those that it has.
    .filter(({ operation }) => operation !== 'acknowledgeEntries')
    .map(({ operation, value }) => ({ operation: operation as OperationId, value })),
)('keeps of $operation what its minimal example has', ({ operation, value }) => {
  const body = describedBodyOf({ made: minimalOf(operation), document: DOCUMENT });
  expect(pointersOf(body?.value)).toEqual(pointersOf(value));
});

it('keeps the items of a list, and the parameters that are required', () => {
  expect(minimalOf('acknowledgeEntries').body).toMatchObject({ acks: [{}, {}] });
  expect(minimalOf('listConversations').query).toEqual({});
  expect(minimalOf('closeConversation').query).toEqual({ esDeveloperName: 'CustomAgentUI_ESD' });
});
