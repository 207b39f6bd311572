/** A text that can be kept or shown: tokens and the user part of a URL are masked. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/Bearer \S+/g, 'Bearer <token>')
    .replace(/eyJ[\w-]{4,}[\w.-]*/g, '<token>')
    .replace(/(\/\/)[^/@\s]+@/g, '$1<masked>@');
}
