/** A text with the path to name it by. */
export interface LogSource {
  readonly path: string;
  readonly chunks: AsyncIterable<string> | Iterable<string>;
}

/** What a log gives besides its lines. */
export interface LogEnd {
  /** True when the last line was cut off and left out. */
  readonly cut: boolean;
}

/** A line of a file; `complete` is false for a last line without its line feed: the writer was cut off. */
export interface TextLine {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  readonly complete: boolean;
  /** The line is longer than `MAX_LINE_CHARS`, and `text` is its beginning. */
  readonly tooLong: boolean;
}

/**
 * No line of ours comes near it: a histogram with a count in every bucket is some 100 KB, an interval with all counters
 * and with 256 books of 64 reasons each some 4 MB.
 */
export const MAX_LINE_CHARS = 16 * 1024 * 1024;

/** What to say of a line that is too long. */
export const TOO_LONG = `is longer than ${MAX_LINE_CHARS} characters`;

/** Lines of a text that arrives in pieces, one at a time: memory is bounded, whatever the text is. */
export async function* textLines(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<TextLine> {
  let rest = createRest();
  let number = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      rest.add(chunk.slice(from, end));
      from = end + 1;
      number += 1;
      yield { ...rest.line(), number, complete: true };
      rest = createRest();
    }
    rest.add(chunk.slice(from));
  }
  const { text, tooLong } = rest.line();
  if (text !== '') yield { text, tooLong, number: number + 1, complete: false };
}

/** The pieces of the line that has not ended yet, joined once: an endless line costs no time and no memory. */
function createRest(): {
  readonly add: (piece: string) => void;
  readonly line: () => Pick<TextLine, 'text' | 'tooLong'>;
} {
  const pieces: string[] = [];
  let length = 0;
  return {
    add: (piece) => {
      if (length < MAX_LINE_CHARS) pieces.push(piece);
      length += piece.length;
    },
    line: () => ({ text: pieces.join('').slice(0, MAX_LINE_CHARS), tooLong: length > MAX_LINE_CHARS }),
  };
}
