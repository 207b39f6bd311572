/** Tags of a series. */
export type Tags = Readonly<Record<string, string>>;

/** A metric with its tags. */
export interface SeriesName {
  readonly name: string;
  readonly tags: Tags;
}

/** Reads `metric{key=value;key=value}`; `undefined` when it is written otherwise. */
export function parseSeriesKey(key: string): SeriesName | undefined {
  const parts = /^([A-Za-z_][\w.]*)(?:\{([^{}]*)\})?$/.exec(key);
  if (parts === null) return undefined;
  const [, name = '', body = ''] = parts;
  const tags: Record<string, string> = {};
  for (const pair of body === '' ? [] : body.split(';')) {
    const split = pair.indexOf('=');
    if (split < 1) return undefined;
    tags[pair.slice(0, split)] = pair.slice(split + 1);
  }
  return { name, tags };
}

/** Writes `metric{key=value;key=value}`, keys sorted. */
export function seriesKey({ name, tags }: SeriesName): string {
  const body = Object.keys(tags)
    .sort()
    .map((key) => `${key}=${tags[key]}`)
    .join(';');
  return body === '' ? name : `${name}{${body}}`;
}

/** True when every tag of `wanted` has that value in `tags`. */
export function hasTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

/** Orders by name, then tags: the same series give the same bytes. */
export function bySeries(a: SeriesName, b: SeriesName): number {
  const left = seriesKey(a);
  const right = seriesKey(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
