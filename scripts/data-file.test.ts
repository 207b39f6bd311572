import { describe, expect, test } from 'vitest';

import { DataFileError, parseDataDocuments, parseDataFile } from './data-file.ts';

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

function faultOf(text: string): DataFileError {
  try {
    parseDataFile({ path: 'profiles/x.yaml', text }, SCHEMA);
  } catch (error) {
    if (error instanceof DataFileError) return error;
    throw error;
  }
  throw new Error(`accepted ${text}`);
}

describe('parseDataFile', () => {
  test('returns every document of the file', () => {
    const text = 'name: a\nphases: [{rate: 1}]\n---\nname: b\nphases: [{rate: 2}]\n';
    expect(parseDataFile<{ name: string }>({ path: 'x', text }, SCHEMA).map((each) => each.name)).toEqual([
      'a',
      'b',
    ]);
  });

  test('reads JSON', () => {
    expect(parseDataFile({ path: 'x', text: '{"name":"a","phases":[{"rate":1}]}' }, SCHEMA)).toHaveLength(1);
  });

  test('names file, line, field, finding and what is allowed', () => {
    expect(faultOf('name: a\nphases:\n  - rate: 1\n  - rate: -3\n').message).toBe(
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
    expect(faultOf('name: a\nphases: [{rate: 1}\nkind: ramp\n')).toMatchObject({ code: 'config', field: '' });
    expect(faultOf('name: a\nname: b\n')).toMatchObject({ line: 2 });
  });

  test('rejects an empty file', () => {
    expect(faultOf('# nothing\n').problem).toBe('is empty');
  });

  test('rejects a tag that YAML does not know', () => {
    expect(faultOf('name: !secret a\nphases: [{rate: 1}]\n').line).toBe(1);
  });
});

test('parseDataDocuments makes errors at a place of a document', () => {
  const [document] = parseDataDocuments({ path: 'x', text: 'name: a\nphases:\n  - rate: 1\n' }, SCHEMA);
  expect(document?.errorAt(['phases', 0, 'rate'], 'is odd').message).toBe('x:3: phases[0].rate: is odd');
});
