import schema from '../../schemas/target.schema.json' with { type: 'json' };
import type { RequestTarget } from '../../schemas/requests.ts';
import type { DataSource } from '../../mocks/data/documents.ts';
import { parseDataDocuments } from '../data-file.ts';
import { HarnessError } from '../errors.ts';
import { namesOf, readNamed, type NamedData } from './find-named.ts';

/** The written permission to put load on a host. */
export interface Permission {
  readonly by: string;
  readonly reference: string;
  /** The last day, `2027-01-31`, UTC. */
  readonly validUntil: string;
}

/** Where, as data says it; without `baseUrl` until whoever starts the server fills it in. */
export interface Target extends Omit<RequestTarget, 'baseUrl'> {
  /** Its name, the path of its file, or its URL. */
  readonly name: string;
  readonly purpose: string;
  readonly baseUrl?: string;
  readonly permission?: Permission;
}

/** A target that can be called. */
export type LocatedTarget = Target & RequestTarget;

const TARGETS: NamedData = { kind: 'target', folder: 'scenarios/targets' };
const STAND_IN = 'stand-in';

/** How a target is read. */
export interface TargetOptions {
  /** Takes any text as org id and developer name: whoever asks judges them himself. Default false. */
  readonly orgAsItIs?: boolean;
}

/** The schema without the patterns of what the doctor judges. */
const ORG_AS_IT_IS = {
  ...schema,
  properties: { ...schema.properties, orgId: { type: 'string' }, esDeveloperName: { type: 'string' } },
};

/** The names of the targets that there are. */
export function listTargets(): readonly string[] {
  return namesOf(TARGETS);
}

/**
 * Loads a target by its name, its file, or a loopback URL, which stands for the org of the stand-in at that address.
 *
 * @throws HarnessError `usage` for an unknown name or an unfit URL; DataFileError for what is wrong in the file
 */
export function loadTarget(nameOrFileOrUrl: string, options: TargetOptions = {}): Target {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(nameOrFileOrUrl)) return readTarget(nameOrFileOrUrl, options);
  const url = parseUrl(nameOrFileOrUrl);
  if (!isLoopback(url.origin)) {
    throw new HarnessError(
      'usage',
      `"${url.origin}" is not this machine, so its org must be known: write a target file as scenarios/targets/example-org.yaml and give its path`,
    );
  }
  return locate({ ...readTarget(STAND_IN), name: url.host }, url.origin);
}

/**
 * The target with its address: one that is only known now, else its own.
 *
 * @throws HarnessError `usage` when there is none
 */
export function locate(target: Target, baseUrl: string | undefined = target.baseUrl): LocatedTarget {
  if (baseUrl !== undefined && baseUrl !== '') return { ...target, baseUrl: baseUrl.replace(/\/$/, '') };
  throw new HarnessError(
    'usage',
    `target "${target.name}" has no baseUrl; leave --target out to have a stand-in started, or give the URL of a running one`,
  );
}

/** Whether a URL's host is this machine: 127.0.0.0/8, `localhost` or `[::1]`. No name is looked up. */
export function isLoopback(baseUrl: string): boolean {
  // URL turns 127.1, 0x7f.1 and their like into four numbers.
  const { hostname } = new URL(baseUrl);
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || ['localhost', '[::1]'].includes(hostname);
}

/**
 * Lets load go to this machine only, or where the target's data carries a valid written permission.
 *
 * @param now the moment of the question
 * @throws HarnessError `refused`
 */
export function assertLoadPermitted({ name, baseUrl, permission }: LocatedTarget, now: Date): void {
  if (isLoopback(baseUrl)) return;
  const rule = 'load on a host that is not this machine needs a written permission of its owner';
  if (permission === undefined) {
    throw new HarnessError(
      'refused',
      `${rule}, and target "${name}" (${baseUrl}) carries none; add permission: {by, reference, validUntil} to its file, or check it with "npm run contract -- check"`,
    );
  }
  if (now.toISOString().slice(0, 10) > permission.validUntil) {
    throw new HarnessError(
      'refused',
      `${rule}, and that of target "${name}" (${permission.reference}) ended on ${permission.validUntil}; get a new one and set validUntil`,
    );
  }
}

/** The target as a file may keep it: secrets by their names only. */
export function recordedTarget(target: LocatedTarget): LocatedTarget {
  return {
    ...target,
    ...(target.captchaToken === undefined ? {} : { captchaToken: SECRET }),
    ...(target.guestTokenAuthorization === undefined ? {} : { guestTokenAuthorization: SECRET }),
    ...(target.headers === undefined ? {} : { headers: withoutValues(target.headers) }),
  };
}

const SECRET = '<secret>';

function withoutValues(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(record).map((name) => [name, SECRET]));
}

function readTarget(nameOrFile: string, { orgAsItIs = false }: TargetOptions = {}): Target {
  const { name, ...source } = readNamed(TARGETS, nameOrFile);
  const { baseUrl, ...rest } = parseTarget(source, orgAsItIs ? ORG_AS_IT_IS : schema);
  return { name, ...rest, ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/$/, '') }) };
}

function parseTarget(source: DataSource, allowed: object): Omit<Target, 'name'> {
  const [document, second] = parseDataDocuments<Omit<Target, 'name'>>(source, allowed);
  if (document === undefined) throw new Error(`${source.path} has no document`);
  if (second !== undefined) throw second.errorAt([], 'is a second target in one file', 'one document');
  const { validUntil } = document.value.permission ?? {};
  if (validUntil !== undefined && !isDay(validUntil)) {
    throw document.errorAt(
      ['permission', 'validUntil'],
      `is no day: "${validUntil}"`,
      'a date such as 2027-01-31',
    );
  }
  return document.value;
}

/** A day that the calendar has: JavaScript takes 2027-02-31 for the third of March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (url !== undefined && isPlain) return url;
  // Not the text itself: it may hold a password.
  throw new HarnessError(
    'usage',
    'the target URL must be http(s)://host[:port], without path, query, user or password',
  );
}
