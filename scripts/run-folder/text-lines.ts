/** A line of a file; `complete` is false for a last line without its line feed: the writer was cut off. */
export interface TextLine {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  readonly complete: boolean;
}

/** Lines of a text that arrives in pieces, one at a time: memory is bounded by the longest line. */
export async function* textLines(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<TextLine> {
  let rest = '';
  let number = 0;
  for await (const chunk of chunks) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    for (const text of pieces) {
      number += 1;
      yield { text, number, complete: true };
    }
  }
  if (rest !== '') yield { text: rest, number: number + 1, complete: false };
}
