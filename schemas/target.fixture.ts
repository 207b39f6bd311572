import type { RequestTarget } from './requests.ts';

/** A target that nobody is asked at. */
export const NOWHERE: RequestTarget = {
  baseUrl: 'http://127.0.0.1:9',
  orgId: '00DgL00000ApqdC',
  esDeveloperName: 'CustomAgentUI_ESD',
  capabilitiesVersion: '1',
  platform: 'Web',
  context: { appName: 'scrt-bench', clientVersion: '0.1.0' },
  timeouts: { operationMs: 1, awaitedEventMs: 1 },
};
