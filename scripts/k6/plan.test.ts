import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { createPlan } from './plan.ts';
import { listProfiles, loadProfile, type Profile, type ProfileRow } from './profile.ts';
import { findScenario } from './scenario.ts';
import { loadTarget, locate } from './target.ts';

const TARGET = locate(loadTarget('stand-in'), 'http://127.0.0.1:4010');
const ROW: ProfileRow = {
  startRate: 10,
  stages: [{ target: 10, duration: '2s' }],
  virtualUsers: 30,
  gracefulStop: '5s',
};

function profile(phases: Profile['phases']): Profile {
  return { name: 'made', purpose: 'a test', order: 'sequential', phases };
}

function compile(scenario: string, made: Profile) {
  return createPlan({ scenario: findScenario(scenario), profile: made, target: TARGET, seed: 7 });
}

describe('createPlan', () => {
  it('makes one k6 scenario of each phase, under its name', () => {
    const { plan } = compile('nightly', profile({ any: ROW }));
    expect(Object.keys(plan.options.scenarios)).toEqual(['tokens', 'conversations', 'fanout']);
    expect(plan.options.scenarios.fanout).toMatchObject({ executor: 'ramping-arrival-rate', exec: 'fanout' });
  });

  it('begins each phase a second after the load of the one before', () => {
    const { plan, phases } = compile('nightly', profile({ any: ROW }));
    expect(phases.map(({ startMs }) => startMs)).toEqual([0, 3300, 6600]);
    expect(plan.options.scenarios.conversations?.startTime).toBe('3.3s');
  });

  it('prefers the row of the phase to that for any', () => {
    const { phases } = compile('nightly', profile({ any: ROW, tokens: { ...ROW, startRate: 20 } }));
    expect(phases.map(({ planned }) => planned)).toEqual([30, 20, 20]);
  });

  it('makes all virtual users beforehand, and never more', () => {
    const { plan } = compile('guest-token', profile({ any: ROW }));
    expect(plan.options.scenarios.tokens).toMatchObject({ preAllocatedVUs: 30, maxVUs: 30 });
  });

  it('completes the parameters with the defaults of the phase', () => {
    const { plan } = compile('sse-fanout', profile({ fanout: { ...ROW, parameters: { tabs: 10 } } }));
    expect(plan.phases.fanout).toEqual({ tabs: 10, messages: 2, messageGapMs: 500 });
  });

  it('gives each phase its own of the parameters for any', () => {
    const { plan } = compile('nightly', profile({ any: { ...ROW, parameters: { tabs: 3, messages: 5 } } }));
    expect(plan.phases.conversations).toEqual({ messages: 5, messageGapMs: 0 });
    expect(plan.phases.tokens).toEqual({});
  });

  it('hands on all that a request needs of its target, and nothing else', () => {
    const secrets = { captchaToken: 'c', guestTokenAuthorization: 'Bearer g', headers: { 'x-key': 'k' } };
    const target = {
      ...TARGET,
      ...secrets,
      permission: { by: 'a', reference: 'b', validUntil: '2027-01-01' },
    };
    const made = profile({ any: ROW });
    const { plan } = createPlan({ scenario: findScenario('nightly'), profile: made, target, seed: 7 });
    const { name: _, purpose: __, permission: ___, ...needed } = target;
    expect(plan.target).toEqual(needed);
  });

  it('refuses a phase without a row', () => {
    expect(() => compile('nightly', profile({ tokens: ROW }))).toThrow('phase "conversations" has no row');
  });

  it('refuses a phase without load', () => {
    const still = { ...ROW, startRate: 0, stages: [{ target: 0, duration: '2s' }] };
    expect(() => compile('guest-token', profile({ tokens: still }))).toThrow('has no rate above zero');
  });

  it('refuses a parameter that the phase does not know', () => {
    const strange = { ...ROW, parameters: { tabs: 2 } };
    expect(() => compile('guest-token', profile({ tokens: strange }))).toThrow(
      'has no parameter "tabs"; it has none',
    );
  });

  it('tells the engine nothing of the target that a request does not need', () => {
    const { plan } = compile('guest-token', profile({ any: ROW }));
    expect(plan.target).not.toHaveProperty('purpose');
    expect(plan.target).not.toHaveProperty('name');
  });

  it('keeps URLs out of the tags', () => {
    expect(compile('guest-token', profile({ any: ROW })).plan.options.systemTags).not.toContain('url');
  });
});

describe('the profiles that there are', () => {
  it.each(listProfiles())('%s serves every scenario', (name) => {
    for (const scenario of SCENARIOS) expect(() => compile(scenario.name, loadProfile(name))).not.toThrow();
  });

  it('nightly is large enough to be judged and short enough for a night', () => {
    const { plan, phases, loadMs } = compile('nightly', loadProfile('nightly'));
    const [tokens, conversations, fanout] = phases.map(({ planned }) => planned);
    expect(tokens).toBeGreaterThanOrEqual(10_000);
    expect(conversations).toBeGreaterThanOrEqual(1000);
    expect((fanout ?? 0) * (plan.phases.fanout?.['tabs'] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(loadMs).toBeLessThanOrEqual(105_000);
  });

  it('smoke takes about ten seconds', () => {
    expect(compile('nightly', loadProfile('smoke')).loadMs).toBeLessThanOrEqual(11_000);
  });
});
