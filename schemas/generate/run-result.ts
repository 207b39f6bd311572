import { readFileSync } from 'node:fs';
import { type JSONSchema, compile } from 'json-schema-to-typescript';

const SCHEMA = new URL('../run-result.schema.json', import.meta.url);

/** The types of a run's result from `schemas/run-result.schema.json`, every member read-only. */
export async function generateRunResultTypes(): Promise<string> {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as JSONSchema;
  const types = await compile(schema, 'RunResult', {
    bannerComment: '',
    // Else a list with `maxItems: 20` becomes a union of twenty tuples.
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  return types.split('\n').map(readonlyMember).join('\n');
}

function readonlyMember(line: string): string {
  const member = /^(\s+)(\w+\??|\[k: string\]): (.+);$/.exec(line);
  const opening = /^(\s+)(\w+\??): \{$/.exec(line);
  if (opening !== null) return `${opening[1]}readonly ${opening[2]}: {`;
  if (member === null) return line;
  const [, indent, name, type = ''] = member;
  return `${indent}readonly ${name}: ${readonlyList(type)};`;
}

function readonlyList(type: string): string {
  if (!type.endsWith('[]')) return type;
  const item = type.slice(0, -2);
  return item.endsWith('[]') ? `readonly (${readonlyList(item)})[]` : `readonly ${item}[]`;
}
