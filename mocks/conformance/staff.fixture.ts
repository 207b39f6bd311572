import { readStaff } from '../agents/staff.ts';
import type { Agent, Staff } from '../machine/agent.ts';

/** The plain agent, with these changes. */
export function staffOf(changes: Partial<Agent> = {}): Staff {
  const { first, source, byName } = readStaff('plain');
  const plain = byName.get(first)!;
  return { first, source, byName: new Map([[first, { ...plain, ...changes }]]) };
}

/** The plain agent, who thinks for so long. */
export function staffWhoThinks(ms: number): Staff {
  const { reply } = staffOf().byName.get('plain')!;
  return staffOf({ reply: { ...reply, after: { kind: 'fixed', ms } } });
}
