import type { PipelineRequest } from '../prism/request.ts';
import type { FaultId } from './catalogue.ts';
import type { Faults } from './faults.ts';

/** A request, and the fault that changed it. */
export interface Misread {
  readonly asked: PipelineRequest;
  /** Takes effect when the request is answered with 200. */
  readonly fault?: FaultId;
}

/** The request as faults make it before anything looks at it. */
export function misread(request: PipelineRequest, operation: string, faults: Faults): Misread {
  const hits = (id: FaultId): boolean => faults.draw(id, { operation }) !== undefined;
  switch (operation) {
    case 'streamEvents':
      return resumed(request, hits);
    case 'listConversationEntries': {
      const { entryTypeFilter, ...query } = request.url.query ?? {};
      const isHit = entryTypeFilter !== undefined && hits('unfiltered');
      return isHit ? withQuery(request, query, 'unfiltered') : { asked: request };
    }
    case 'listConversations': {
      const query = request.url.query ?? {};
      const isHit = query['inclClosedConvs'] === undefined && hits('closed-listed');
      return isHit
        ? withQuery(request, { ...query, inclClosedConvs: 'true' }, 'closed-listed')
        : { asked: request };
    }
    default:
      return { asked: request };
  }
}

function withQuery(
  request: PipelineRequest,
  query: NonNullable<PipelineRequest['url']['query']>,
  fault: FaultId,
): Misread {
  return { asked: { ...request, url: { ...request.url, query } }, fault };
}

function resumed(request: PipelineRequest, hits: (id: FaultId) => boolean): Misread {
  const { 'last-event-id': lastEventId, ...headers } = request.headers;
  const fromStart = { ...request, headers: { ...headers, 'last-event-id': '0' } };
  if (hits('always-resume')) return { asked: fromStart, fault: 'always-resume' };
  if (lastEventId === undefined) return { asked: request };
  if (hits('early-resume')) return { asked: fromStart, fault: 'early-resume' };
  return hits('no-resume') ? { asked: { ...request, headers }, fault: 'no-resume' } : { asked: request };
}
