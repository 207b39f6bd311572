// Runs in k6, as it is: k6 strips the types itself.
import http from 'k6/http';
import type { Options, Scenario } from 'k6/options';

/** What the script is told. */
export interface PingPlan {
  readonly url: string;
  /** How hard. */
  readonly scenario: Scenario;
}

const plan = JSON.parse(__ENV['BENCH_PLAN'] ?? '') as PingPlan;

export const options: Options = { scenarios: { ping: { ...plan.scenario, exec: 'ping' } } };

/** One request. */
export function ping(): void {
  http.get(plan.url);
}
