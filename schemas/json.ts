/** A JSON value with members. */
export type Members = Readonly<Record<string, unknown>>;

/** Tells whether a value has members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parsed text; undefined, which no JSON text means, where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
