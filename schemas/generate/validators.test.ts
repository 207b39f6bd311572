import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import type { Validator } from '../breach.ts';
import * as generated from '../generated/validators.js';
import { createDice, mutated } from '../mutation.fixture.ts';
import { componentSchemas, readDocument } from './document.ts';
import { examplesOf } from './examples.ts';
import { breachCode } from './breach-code.ts';
import { validatedSchemas } from './validators.ts';

const DOCUMENT = readDocument();
const MUTATIONS = 100;
const validators = new Map<string, Validator>(Object.entries(generated));

/** A validator that is compiled from the description as it stands, by the library alone. */
function plainValidators() {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'plain', components: { schemas: componentSchemas(DOCUMENT) } });
  return (component: string) => ajv.getSchema(`plain#/components/schemas/${component}`);
}

it('judges as plain JSON Schema does, in every example and in thousands of mutations', () => {
  const plain = plainValidators();
  const dice = createDice(1);
  const seen = { sound: 0, broken: 0 };
  for (const { id, kind, schema = '', value } of examplesOf(DOCUMENT)) {
    if (!validatedSchemas(DOCUMENT).includes(schema)) continue;
    const judged =
      kind === 'event' && schema !== 'PingData'
        ? (value as { readonly conversationEntry: { readonly entryPayload: unknown } }).conversationEntry
            .entryPayload
        : value;
    const texts = Array.from({ length: MUTATIONS }, () => mutated(judged, dice));
    for (const text of [JSON.stringify(judged), ...texts]) {
      const mutation = parsed(text);
      const found = validators.get(schema)?.(mutation, '');
      expect(found === null, `${id}: ${text.slice(0, 500)}`).toBe(plain(schema)?.(mutation));
      seen[found === null ? 'sound' : 'broken'] += 1;
    }
  }
  expect(seen.sound).toBeGreaterThan(1_000);
  expect(seen.broken).toBeGreaterThan(3_000);
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

it('refuses code of the library that it does not know', () => {
  const unknown =
    '"use strict";\nfunction validate9(data, {instancePath=""}={}){\nvalidate9.errors = [1];\nreturn false;\n}\n';
  expect(() => breachCode(DOCUMENT, unknown)).toThrow('ajv wrote what breachCode does not know');
});
