/** No answer of this API is near it; what is longer comes from something else. */
export const LONGEST_BODY_BYTES = 4 * 1024 * 1024;

/** The body as text, cut at 4 MiB: a target that never stops sending must not fill our memory. */
export async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop cancels the body, and with it the connection.
    if (bytes > LONGEST_BODY_BYTES) break;
  }
  return text + decoder.decode();
}
