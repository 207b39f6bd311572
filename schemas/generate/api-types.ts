import openapiTS, { astToString } from 'openapi-typescript';
import { DOCUMENT_URL } from './document.ts';

/** The text of `generated/api.ts`: TypeScript types of every schema and operation. */
export async function apiTypes(): Promise<string> {
  return astToString(await openapiTS(DOCUMENT_URL, { immutable: true, defaultNonNullable: false }));
}
