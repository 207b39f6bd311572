import { describe, expect, it } from 'vitest';
import { judged } from './asserted.fixture.ts';
import { found, merged, type Breach } from './breach.ts';
import { changed, pointersOf } from './change.ts';
import { readDocument } from './generate/document.ts';
import { examplesOf } from './generate/examples.ts';
import { gatedMarks } from './mark.ts';
import { kindOf, shown, shownText, violationsOf } from './violation.ts';

const CANARY = 'my card is 4111-1111';
/** What a source says the look of: an identifier there is shown, since it is nobody's text. */
const SHOWN =
  /conversationId|inReplyToMessageId|identifier|entryType|channelType|messageType|optionIdentifier|orgId|esDeveloperName|\/id$|conversationEntryId|authorizationType/;

const PLACES = examplesOf(readDocument()).flatMap((example) =>
  pointersOf(example.value)
    .filter((pointer) => !SHOWN.test(pointer))
    .map((pointer) => [`${pointer} of ${example.id}`, example, pointer] as const),
);

describe('a violation', () => {
  it.each(PLACES)('shows nothing of a text, in whatever form, at %s', (_, example, pointer) => {
    for (const canary of [CANARY, [CANARY], { [CANARY]: CANARY }, { text: CANARY }, JSON.stringify(CANARY)]) {
      const violations = judged(example, changed(example.value, pointer, canary));
      // Names of members stand in the place: without them nobody knew which one was not expected.
      expect(JSON.stringify(violations.map(({ place: __, ...rest }) => rest))).not.toContain('4111');
    }
  });

  it('masks a token in the name of a member, and cuts a long name', () => {
    const breach = (pointer: string): Breach => ({
      assertion: 'a',
      pointer,
      expected: 'e',
      mark: 'I',
      sources: '',
    });
    const place = (name: string) =>
      violationsOf('request-body', { value: {}, place: 'x', breaches: [breach(`/${name}`)] })[0]?.place;
    expect(place('eyJhbGciOiJub25lIn0.e30.c2ln')).toBe('x#/<token>');
    expect(place('n'.repeat(500))).toBe(`x#/${'n'.repeat(60)}…`);
  });

  it('finds the value of a member with a long or a strange name', () => {
    const name = `${'n'.repeat(200)}/~`;
    const breaches: readonly Breach[] = [
      {
        assertion: 'a',
        pointer: `/${name.replace('~', '~0').replace('/~', '~1~')}`,
        expected: 'e',
        mark: 'I',
        sources: '',
      },
    ];
    expect(violationsOf('request-body', { value: { [name]: 7 }, place: 'x', breaches })[0]?.received).toBe(
      'a number',
    );
  });
});

describe('what is shown of a value', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['four', 'a text of 4 characters'],
    [[1, 2], 'a list of 2'],
    [{ a: 1 }, 'an object of 1 members'],
    [7, 'a number'],
    [true, 'a boolean'],
  ])('%o is only what it is', (value, text) => {
    expect(kindOf(value)).toBe(text);
  });

  it('masks tokens of an identifier, and cuts it', () => {
    expect(shown('eyJhbGciOiJub25lIn0.e30.c2ln')).toBe('"<token>"');
    expect(shown('i'.repeat(500))).toBe(`"${'i'.repeat(120)}…" (500 characters)`);
    expect(shown('a"b')).toBe(String.raw`"a\"b"`);
  });

  it('tells a page from a message', () => {
    expect(shownText(' <!DOCTYPE html><title>my card</title>')).toBe('<!DOCTYPE… (38 characters)');
    expect(shownText('my card')).toBe('a text of 7 characters');
  });
});

describe('breaches beyond a hundred', () => {
  const one = (assertion: string): Breach => ({
    assertion,
    pointer: '',
    expected: '',
    mark: 'C',
    sources: '',
  });

  it('are kept when nothing like them is there yet, so that a mild mark hides no grave one', () => {
    const many = Array.from({ length: 500 }, () => one('mild')).reduce<Breach[] | null>(found, null);
    expect(many).toHaveLength(100);
    expect(merged(many, [one('mild'), one('grave')])?.at(-1)).toEqual(one('grave'));
    expect(merged(many, null)).toHaveLength(101);
    expect(merged(null, [one('grave')])).toEqual([one('grave')]);
  });
});

describe('the gate', () => {
  it('fails our own stand-in by every mark, and others by what is documented', () => {
    expect(gatedMarks('own stand-in')).toEqual(['D', 'C', 'I', 'U']);
    expect(gatedMarks('foreign target')).toEqual(['D']);
    expect(gatedMarks('recorded traffic')).toEqual(['D']);
    expect(gatedMarks('foreign target', 'I')).toEqual(['D', 'C', 'I']);
  });
});
