import type { ErrorObject } from 'ajv';
import type { Mark } from './contract-table.ts';
import { CONTRACT } from './generated/contract-table.ts';
import type { Validator } from './generated/validators.js';

/** One breach of the contract. */
export interface Violation {
  /** Stable rule id, kebab-case. */
  readonly rule: string;
  /** How the broken assertion is known. */
  readonly mark: Mark;
  /** Where: an operation or event, and a JSON pointer into the value. */
  readonly place: string;
  readonly expected: string;
  /** What was there, shortened, secrets masked. */
  readonly received: string;
}

/** What a value is judged against, and how a breach is to be named. */
export interface SchemaCheck {
  readonly rule: string;
  /** Component schema of the description, for the provenance mark. */
  readonly schema: string;
  readonly validator: Validator;
  /** What stands before the JSON pointer in `place`. */
  readonly place: string;
}

const SHOWN_LENGTH = 120;
const SECRET = /token|authorization/i;

/** Judges one value by one schema; the first breach, or none. */
export function schemaViolations(value: unknown, check: SchemaCheck): readonly Violation[] {
  if (check.validator(value)) return [];
  const error = check.validator.errors?.[0];
  if (error === undefined) return [];
  const pointer = placeOf(error);
  return [
    {
      rule: check.rule,
      mark: markAt(check.schema, pointer),
      place: `${check.place}#${pointer}`,
      expected: expectation(error),
      received: shown(valueAt(value, pointer), pointer),
    },
  ];
}

/** A value as a short text: JSON, cut at 120 characters; a secret by its length only. */
export function shown(value: unknown, pointer = ''): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? JSON.stringify(value) : safeJson(value);
  if (SECRET.test(pointer)) return `a secret of ${text.length} characters`;
  const masked = text.replace(/eyJ[\w-]{4,}[\w.-]*/g, '<token>');
  return masked.length > SHOWN_LENGTH ? `${masked.slice(0, SHOWN_LENGTH)}…` : masked;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

function placeOf(error: ErrorObject): string {
  const member: unknown = error.params['missingProperty'] ?? error.params['additionalProperty'];
  return typeof member === 'string' ? `${error.instancePath}/${member}` : error.instancePath;
}

function expectation(error: ErrorObject): string {
  const { params, keyword } = error;
  if (keyword === 'required') return 'a value (required)';
  if (keyword === 'type') return [params['type']].flat().join(' or ');
  if (keyword === 'pattern') return `a match of ${String(params['pattern'])}`;
  if (keyword === 'additionalProperties') return 'no such member';
  return `${keyword} ${JSON.stringify(params)}`;
}

function markAt(schema: string, pointer: string): Mark {
  const marks = CONTRACT.marks[schema] ?? {};
  const segments = pointer.split('/').slice(1);
  for (let length = segments.length; length >= 0; length--) {
    const place = segments
      .slice(0, length)
      .map((segment) => (/^\d+$/.test(segment) ? '*' : segment))
      .join('/');
    const mark = marks[place === '' ? '' : `/${place}`];
    // A member that no row names is an extra one: of mark I.
    if (mark !== undefined) return length === segments.length ? mark : 'I';
  }
  return 'U';
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, segment) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, segment)
          ? (inner as Readonly<Record<string, unknown>>)[segment]
          : undefined,
      value,
    );
}
