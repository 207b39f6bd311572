import type { RunResult } from '../../schemas/generated/run-result.ts';
import { createRecorder } from '../contract/recorder.ts';
import { contractResult } from '../contract/result.ts';

/** A contract check of three cases, of which one broke a rule. */
export function contractExample(): RunResult {
  const recorder = createRecorder();
  recorder.rule('operation-succeeds', {
    place: 'sendMessage',
    expected: 'an answer',
    received: 'no answer in time',
    repeat: '',
  });
  return contractResult({
    check: {
      cases: [
        { id: 'sends-text', operation: 'sendMessage', kind: 'positive', broken: [] },
        { id: 'sends-a-long-text', operation: 'sendMessage', kind: 'positive', broken: ['C'] },
        { id: 'refuses-no-token', operation: 'sendMessage', kind: 'authentication', broken: [] },
      ],
      seen: recorder,
      leftOpen: [],
    },
    gate: ['D', 'C', 'I', 'U'],
    partial: false,
    manifest: { scenario: 'contract', profile: { name: 'check' }, target: { name: 'stand-in' } },
  });
}
