import { expect, test } from 'vitest';
import { parseFault } from '../../mocks/faults/parse.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { examine, targetAt } from './doctor.fixture.ts';
import { startMiddlebox } from './middlebox.fixture.ts';
import { renderDiagnosis } from './render.ts';

test('shows each candidate with its rank, what was seen, what to check, the fix, and how it is known', async () => {
  await using server = await startStandIn({ faults: [parseFault('deployment-type')] });
  const { facts, ...diagnosis } = await examine(targetAt(server.baseUrl));
  const screen = renderDiagnosis(facts, diagnosis);
  expect(screen).toContain('UNCLEAR, 7 candidates, the likeliest first');
  expect(screen).toMatch(
    /^1\. perhaps: The deployment is of the wrong type \[deployment-type\]\n {2}seen {3}status 400 .*The deployment type is not api/m,
  );
  expect(screen).toMatch(/^ {2}check {2}.*Custom Client/m);
  expect(screen).toMatch(/^ {2}known {2}documented S1 S24$/m);
  expect(screen).toMatch(/no answer is 429: not rate-limited/);
});

test('shows what a target says as text, and no token, secret or header of ours', async () => {
  await using server = await startStandIn();
  const body = '\u001b[2J\u202e Bearer eyJhbGciOiJIUzI1NiJ9.e30.x top-secret-value <script>';
  const answers = { kind: 'answers', status: 418, type: 'text/plain', body } as const;
  await using box = await startMiddlebox(server.baseUrl, answers);
  const target = targetAt(box.baseUrl, {
    headers: { 'x-gateway': 'top-secret-value' },
    captchaToken: 'captcha-secret',
  });
  const { facts, ...diagnosis } = await examine(target);
  const screen = renderDiagnosis(facts, diagnosis);
  for (const unsafe of ['\u001b', '\u202e']) expect(screen).not.toContain(unsafe);
  expect(screen).toContain('\\u{1b}[2J');
  for (const text of [screen, JSON.stringify({ ...diagnosis, facts })])
    expect(text).not.toMatch(/eyJ|top-secret|captcha-secret/);
});
