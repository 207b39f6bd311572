import type { Condition } from '../condition.ts';
import { NETWORK_CONDITIONS } from './network.ts';
import { PAGE_CONDITIONS } from './page.ts';
import { PATH_CONDITIONS } from './path.ts';
import { SETTINGS_CONDITIONS } from './settings.ts';
import { STREAM_CONDITIONS } from './stream.ts';
import { TLS_CONDITIONS } from './tls.ts';
import { TOKEN_CONDITIONS } from './token.ts';

/** Everything that the doctor tells apart, in the order in which a request meets it. */
export const CONDITIONS: readonly Condition[] = [
  ...SETTINGS_CONDITIONS,
  ...NETWORK_CONDITIONS,
  ...TLS_CONDITIONS,
  ...TOKEN_CONDITIONS,
  ...STREAM_CONDITIONS,
  ...PATH_CONDITIONS,
  ...PAGE_CONDITIONS,
];
