import { fileURLToPath } from 'node:url';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

/** The one description of the API. */
export const DOCUMENT_PATH = fileURLToPath(
  new URL('../../schemas/enhanced-chat.openapi.yaml', import.meta.url),
);

/** Reads the description as Prism's operations. */
export async function readOperations(): Promise<IHttpOperation[]> {
  return getHttpOperationsFromSpec(DOCUMENT_PATH);
}
