import { expect, test } from 'vitest';
import { answer, refuse, type Outcome } from '../machine/command.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { readOperations } from './document.ts';
import { createPipeline, type Verdict } from './pipeline.ts';
import { readRequest } from './request.ts';

const TOKEN_PATH = '/iamessage/api/v2/authorization/unauthenticated/access-token';
const BODY = { ...DEPLOYMENT, capabilitiesVersion: '1', platform: 'Web' };

/** What becomes of a token request when the machine answers like this. */
async function answerWith(outcome: Outcome): Promise<Verdict> {
  const operations = await readOperations();
  const pipeline = createPipeline({
    operations,
    open: () => refuse('garbled-token', 'no token is needed'),
    requireAuthorization: false,
    apply: () => outcome,
  });
  const headers = { 'content-type': 'application/json' };
  const body = Buffer.from(JSON.stringify(BODY));
  return pipeline.answer(await readRequest({ method: 'POST', url: TOKEN_PATH, headers, body }));
}

test('finds nothing wrong with an answer that the document names', async () => {
  const { outcome, defects } = await answerWith(answer(200, { accessToken: 'x', lastEventId: '0' }));
  expect([outcome.answer.status, defects]).toEqual([200, []]);
});

test.each([
  ['a body that lacks a member', answer(200, { accessToken: 'x' })],
  ['a member of the wrong type', answer(200, { accessToken: 'x', lastEventId: 0 })],
  ['a status that is not named', answer(418, { message: 'no' })],
])('tells of %s as a defect of ours, and answers all the same', async (_, wrong) => {
  const { outcome, defects } = await answerWith(wrong);
  expect(outcome.answer).toEqual(wrong.answer);
  expect(defects).not.toEqual([]);
});
