import { describe, expect, test } from 'vitest';

import { htmlText, markdownCode, markdownText, terminalText, xmlText } from './escape.ts';

describe('terminalText', () => {
  test.each([
    ['an ANSI sequence', '\u001B[2J\u009B1m', '\\u{1b}[2J\\u{9b}1m'],
    ['a right-to-left override', 'a\u202Eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['invisible characters', 'a\u200Bb\uFEFFc\u00ADd\u{E0041}', 'a\\u{200b}b\\u{feff}c\\u{ad}d\\u{e0041}'],
    ['a lone surrogate', 'a\uD800b', 'a\\u{d800}b'],
    ['line breaks and tabs', 'a\r\n\n b\tc', 'a b c'],
    ['letters of all scripts', 'Grüße, 世界 🙂 مرحبا', 'Grüße, 世界 🙂 مرحبا'],
  ])('makes %s harmless or leaves it', (_what, text, expected) => {
    expect(terminalText(text)).toBe(expected);
  });
});

test('htmlText leaves no markup and no end of an attribute', () => {
  expect(htmlText(`<a href="x" onclick='y'>&`)).toBe('&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;');
});

test('xmlText leaves nothing that XML forbids', () => {
  expect(xmlText('\u0000\uFFFE]]>')).toBe('\\u{0}\\u{fffe}]]&gt;');
});

test('markdownText leaves no cell border, link, image, mention or tag', () => {
  expect(markdownText('a|b [c](d) ![e](f) @g <h> `i` *j* _k_ \\')).toBe(
    'a\\|b \\[c\\](d) \\!\\[e\\](f) \\@g &lt;h&gt; \\`i\\` \\*j\\* \\_k\\_ \\\\',
  );
});

test('markdownCode fences with more backticks than the text has', () => {
  expect(markdownCode('a `` b | c')).toBe('``` a `` b \\| c ```');
});
