import { describe, expect, test } from 'vitest';

import { formatFault, readDocuments, type DataFault } from './documents.ts';

const SCHEMA = {
  type: 'object',
  required: ['name', 'phases'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-z-]+$' },
    kind: { enum: ['ramp', 'constant'] },
    phases: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['rate'],
        additionalProperties: false,
        properties: { rate: { type: 'number', minimum: 0 }, scenario: { type: 'string' } },
      },
    },
  },
};

class Faulty extends Error {
  readonly fault: DataFault;

  constructor(fault: DataFault) {
    super(formatFault(fault));
    this.fault = fault;
  }
}

const PLAN = { schema: SCHEMA, errorOf: (fault: DataFault) => new Faulty(fault) };

function valuesOf<T>(text: string): readonly T[] {
  return readDocuments<T>({ path: 'profiles/x.yaml', text }, PLAN).map(({ value }) => value);
}

function faultOf(text: string): DataFault {
  try {
    valuesOf(text);
  } catch (error) {
    if (error instanceof Faulty) return error.fault;
    throw error;
  }
  throw new Error(`accepted ${text}`);
}

describe('readDocuments', () => {
  test('returns every document of the file', () => {
    const text = 'name: a\nphases: [{rate: 1}]\n---\nname: b\nphases: [{rate: 2}]\n';
    expect(valuesOf<{ name: string }>(text).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('reads JSON', () => {
    expect(valuesOf('{"name":"a","phases":[{"rate":1}]}')).toHaveLength(1);
  });

  test('names file, line, field, finding and what is allowed', () => {
    expect(formatFault(faultOf('name: a\nphases:\n  - rate: 1\n  - rate: -3\n'))).toBe(
      'profiles/x.yaml:4: phases[1].rate: found -3; allowed: at least 0',
    );
  });

  test('suggests the nearest field for an unknown one', () => {
    const fault = faultOf('name: a\nphases:\n  - rat: 1\n');
    expect(fault).toMatchObject({ line: 3, field: 'phases[0].rat', allowed: 'rate, scenario' });
    expect(fault.problem).toBe('is unknown (did you mean rate?)');
  });

  test('names a missing field with its type', () => {
    expect(faultOf('phases:\n  - rate: 1\n')).toMatchObject({
      field: 'name',
      problem: 'is missing',
      allowed: 'string',
    });
  });

  test('lists the allowed values of a choice', () => {
    expect(faultOf('name: a\nkind: step\nphases: [{rate: 1}]')).toMatchObject({
      line: 2,
      field: 'kind',
      problem: 'found "step"',
      allowed: '"ramp", "constant"',
    });
  });

  test('gives the line in the second document', () => {
    expect(faultOf('name: a\nphases: [{rate: 1}]\n---\nname: B\nphases: [{rate: 2}]\n')).toMatchObject({
      line: 4,
      field: 'name',
    });
  });

  test('gives the line of broken YAML', () => {
    expect(faultOf('name: a\nphases: [{rate: 1}\nkind: ramp\n')).toMatchObject({ line: 3, field: '' });
    expect(faultOf('name: a\nname: b\n')).toMatchObject({ line: 2 });
  });

  test('rejects an empty file', () => {
    expect(faultOf('# nothing\n').problem).toBe('is empty');
  });

  test('rejects a tag that YAML does not know', () => {
    expect(faultOf('name: !secret a\nphases: [{rate: 1}]\n').line).toBe(1);
  });
});

test('names a place of a document for what no schema can say', () => {
  const [document] = readDocuments({ path: 'x', text: 'name: a\nphases:\n  - rate: 1\n' }, PLAN);
  expect(formatFault(document!.faultAt(['phases', 0, 'rate'], 'is odd'))).toBe('x:3: phases[0].rate: is odd');
});
