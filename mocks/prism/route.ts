import { ProblemJsonError } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

interface PathMatch {
  readonly operations: ReadonlyMap<string, IHttpOperation>;
}

interface TemplatedPath extends PathMatch {
  readonly pattern: RegExp;
}

/** Finds the operation of a request. */
export interface Router {
  /** The operation, or 404 for a path that the document does not have, 405 for a method that it lacks. */
  find(method: string, path: string): IHttpOperation | ProblemJsonError;
}

/**
 * Creates an exact router: one look-up for literal paths, one short match for paths with parameters.
 * Prism's own matches every request against every path, which is four times dearer with 25 operations.
 */
export function createRouter(operations: readonly IHttpOperation[]): Router {
  const literal = new Map<string, Map<string, IHttpOperation>>();
  const templated: TemplatedPath[] = [];
  for (const [path, group] of Map.groupBy(operations, (operation) => operation.path)) {
    const methods = new Map(group.map((operation) => [operation.method.toLowerCase(), operation]));
    if (path.includes('{')) templated.push({ pattern: patternOf(path), operations: methods });
    else literal.set(path, methods);
  }
  return {
    find: (method, path) => {
      const methods = literal.get(path) ?? templated.find(({ pattern }) => pattern.test(path))?.operations;
      if (methods === undefined) return problem(404, `There is no ${path}`);
      return methods.get(method) ?? problem(405, `${path} does not take ${method.toUpperCase()}`);
    },
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((segment) => (segment.startsWith('{') ? '[^/]+' : segment.replaceAll('.', String.raw`\.`)))
    .join('/');
  return new RegExp(`^${source}$`);
}

function problem(status: 404 | 405, detail: string): ProblemJsonError {
  return new ProblemJsonError('route', detail, status, detail);
}
