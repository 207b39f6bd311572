/** A copy of a value with another one at a JSON pointer; undefined takes the member away. */
export function changed(value: unknown, pointer: string, replacement: unknown): unknown {
  const copy: unknown = structuredClone(value);
  const path = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/'));
  const last = path.pop();
  if (last === undefined) return replacement;
  const parent = path.reduce<unknown>(
    (inner, member) => (inner as Readonly<Record<string, unknown>>)[member],
    copy,
  ) as Record<string, unknown>;
  if (replacement === undefined) delete parent[last];
  else parent[last] = replacement;
  return copy;
}

/** A pointer to every value within a value, itself included; what would need escaping is left out. */
export function pointersOf(value: unknown, pointer = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  const inner = Object.entries(value).filter(([member]) => !member.includes('/'));
  return [pointer, ...inner.flatMap(([member, each]) => pointersOf(each, `${pointer}/${member}`))];
}
