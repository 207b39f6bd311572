/** One part of a form. */
export interface FormPart {
  readonly content: string;
  /** Media type; none is written where it is absent. */
  readonly contentType?: string;
  /** Makes the part a file. */
  readonly fileName?: string;
}

/** The parts of a form by name. */
export type Form = Readonly<Record<string, FormPart>>;

/** The `Content-Type` of a form. */
export function formType(form: Form): string {
  return `multipart/form-data; boundary=${boundaryOf(form)}`;
}

/** A form as it is sent (RFC 7578); names and file names must need no escaping. The same parts give the same text. */
export function formText(form: Form): string {
  const boundary = boundaryOf(form);
  const parts = Object.entries(form).map(([name, { content, contentType, fileName }]) => {
    const file = fileName === undefined ? '' : `; filename="${fileName}"`;
    const type = contentType === undefined ? '' : `\r\nContent-Type: ${contentType}`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}${type}\r\n\r\n${content}\r\n`;
  });
  return `${parts.join('')}--${boundary}--\r\n`;
}

/** Made longer until no part holds it. */
function boundaryOf(form: Form): string {
  let boundary = 'scrt-bench';
  while (Object.values(form).some(({ content }) => content.includes(boundary))) boundary += '-';
  return boundary;
}
