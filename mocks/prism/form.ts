import { Busboy, type BusboyInstance } from '@fastify/busboy';

const PART_LIMIT = 10;
const HEADER_LIMIT_BYTES = 64 * 1024;
const NAME_LIMIT = 200;
/** What file systems take; a header that was cut at its limit cannot pass for a name either. */
const FILE_NAME_LIMIT = 255;

const NO_FORM = 'The Content-Type must be multipart/form-data with a boundary';
const CUT = 'The form is cut short or garbled: its final boundary is missing';
const TOO_MANY_PARTS = `The form has more than ${PART_LIMIT} parts`;

/** One part of a form. */
export interface FormPart {
  readonly name: string;
  /** As the client wrote it (`%22` for a quote, perhaps with folders): text, never a path. Absent for plain fields. */
  readonly fileName?: string;
  /** Lower case, without parameters; `text/plain` when the part names none. */
  readonly mediaType: string;
  readonly content: Buffer;
}

/** What a form holds, by the names of its parts. A map, so that a part named `__proto__` is one like any other. */
export interface FormParts {
  readonly parts: ReadonlyMap<string, FormPart>;
}

/** Why a form cannot be read: a sentence for an answer with status 400. */
export interface FormFault {
  readonly fault: string;
}

type RawPart = Omit<FormPart, 'name'> & { readonly name: string | undefined };

/**
 * Reads a multipart/form-data body that is in memory; the caller bounds its size.
 *
 * At most 10 parts, 64 KiB of headers a part (the rest is not looked at), names of 200 and file names of
 * 255 characters. Two parts of one name are a fault, since no rule says which one counts. Parts whose
 * disposition is not `form-data` are left out, and so is what stands before the first and after the final
 * boundary (RFC 2046, 5.1.1). Never rejects.
 */
export async function readForm(body: Buffer, contentType: string): Promise<FormParts | FormFault> {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return { fault: NO_FORM };
  const parser = openParser(contentType);
  if (parser === undefined) return { fault: NO_FORM };
  const { promise, resolve } = Promise.withResolvers<FormParts | FormFault>();
  const found: RawPart[] = [];
  parser.on('file', (name: string | undefined, stream, ...rest) => {
    const [fileName, , mediaType] = rest as [string | undefined, string, string];
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => resolve({ fault: CUT }));
    stream.on('end', () => {
      const content = Buffer.concat(chunks);
      found.push({ name, mediaType, content, ...(fileName !== undefined && { fileName }) });
    });
  });
  parser.on('finish', () => resolve(toForm(found)));
  parser.on('error', () => resolve({ fault: CUT }));
  parser.on('partsLimit', () => {
    resolve({ fault: TOO_MANY_PARTS });
    // Nothing else ends the parser's loop over the whole body: 5 MB of boundaries took 1.7 s.
    throw new Error(TOO_MANY_PARTS);
  });
  try {
    parser.end(body);
  } catch {
    resolve({ fault: CUT });
  }
  return promise;
}

/** Every part as a file, so that its bytes stay as they came. Undefined when there is no usable boundary. */
function openParser(contentType: string): BusboyInstance | undefined {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: () => true,
      preservePath: true,
      limits: { parts: PART_LIMIT, headerSize: HEADER_LIMIT_BYTES },
    });
  } catch {
    return undefined;
  }
}

function toForm(found: readonly RawPart[]): FormParts | FormFault {
  const parts = new Map<string, FormPart>();
  for (const { name, ...part } of found) {
    if (name === undefined || name === '') return { fault: 'A part of the form has no name' };
    if (name.length > NAME_LIMIT)
      return { fault: `The name of a part is longer than ${NAME_LIMIT} characters` };
    if (part.fileName !== undefined && part.fileName.length > FILE_NAME_LIMIT)
      return { fault: `The file name of part '${name}' is longer than ${FILE_NAME_LIMIT} characters` };
    if (parts.has(name)) return { fault: `The form has two parts named '${name}'` };
    parts.set(name, { name, ...part });
  }
  return { parts };
}
