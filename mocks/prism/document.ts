import { fileURLToPath } from 'node:url';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

const FORM_TYPE = 'multipart/form-data';
const JSON_TYPE = 'application/json';

/** The one description of the API. */
export const DOCUMENT_PATH = fileURLToPath(
  new URL('../../schemas/enhanced-chat.openapi.yaml', import.meta.url),
);

/**
 * Reads the description as Prism's operations. A form is described to Prism as JSON, since its own reader takes forms
 * for text and refuses JSON in a part: what it gets is the parts that we have read.
 */
export async function readOperations(): Promise<IHttpOperation[]> {
  return (await getHttpOperationsFromSpec(DOCUMENT_PATH)).map((operation) => {
    const { request } = operation;
    const contents = request?.body?.contents?.map((content) =>
      content.mediaType === FORM_TYPE ? { ...content, mediaType: JSON_TYPE, encodings: [] } : content,
    );
    if (request?.body === undefined || contents === undefined) return operation;
    return { ...operation, request: { ...request, body: { ...request.body, contents } } };
  });
}
