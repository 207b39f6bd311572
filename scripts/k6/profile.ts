import schema from '../../schemas/profile.schema.json' with { type: 'json' };
import type { PhaseName } from '../../scenarios/catalogue/phases.ts';
import { parseDataDocuments } from '../data-file.ts';
import { nanosecondsOf } from './duration.ts';
import { namesOf, readNamed, type NamedData } from './find-named.ts';
import { exactShape } from './load-shape.ts';

/** The load of one phase, as its file says it. Rates are per second, durations texts such as `10s`. */
export interface ProfileRow {
  readonly startRate: number;
  readonly stages: readonly { readonly target: number; readonly duration: string }[];
  /** Made before the start, and never more. */
  readonly virtualUsers: number;
  readonly gracefulStop: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** How hard: a row for each phase, and `any` for every other. */
export interface Profile {
  /** Its name, or the path of its file. */
  readonly name: string;
  readonly purpose: string;
  readonly order: 'sequential';
  readonly phases: Readonly<Partial<Record<PhaseName | 'any', ProfileRow>>>;
}

const PROFILES: NamedData = { kind: 'profile', folder: 'scenarios/profiles' };

/** The names of the profiles that there are. */
export function listProfiles(): readonly string[] {
  return namesOf(PROFILES);
}

/**
 * Loads a profile by its name or file.
 *
 * @throws HarnessError `usage` for an unknown name; DataFileError with line and field for what is wrong in the file
 */
export function loadProfile(nameOrFile: string): Profile {
  const { name, ...source } = readNamed(PROFILES, nameOrFile);
  const [document, second] = parseDataDocuments<Omit<Profile, 'name'>>(source, schema);
  if (document === undefined) throw new Error(`${source.path} has no document`);
  if (second !== undefined) throw second.errorAt([], 'is a second profile in one file', 'one document');
  for (const [phase, row] of Object.entries(document.value.phases)) {
    if (exactShape(shapeOf(row)) !== undefined) continue;
    throw document.errorAt(['phases', phase, 'stages'], 'has no rate above zero', 'a target of at least 1');
  }
  return { name, ...document.value };
}

/** The shape of a row's load. */
export function shapeOf({ startRate, stages }: ProfileRow): Parameters<typeof exactShape>[0] {
  return {
    startRate,
    stages: stages.map(({ target, duration }) => ({ target, durationNs: nanosecondsOf(duration) })),
  };
}
