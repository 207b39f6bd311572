/**
 * A text that can be kept or shown: tokens, the credentials of a header, and those of a URL, before its host and in its
 * query, are masked.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b(bearer|basic)(\s+)(?!<token>)\S+/gi, '$1$2<token>')
    .replace(/eyJ[\w-]{4,}[\w.-]*/g, '<token>')
    .replace(/(\/\/)[^/\s]*@/g, '$1<masked>@')
    .replace(/([?&](?:p|password|token|secret|api[-_]?key|access[-_]?token)=)[^&\s"']+/gi, '$1<masked>');
}
