import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarkdown, readSpans, type Block } from './markdown';

const plain = (text: string) => [{ text, bold: false }];

describe('the page to take along', () => {
  it('is read into headings, paragraphs, lists and quotations (C78)', () => {
    const page = ['# Nursing', '', 'Decided **today**.', 'On two lines.', '', '## Heard', '- [x] Pay', '- [ ] Nights', '', '### Ana', '> First.', '>', '> Second.'];
    expect(readMarkdown(page.join('\n'))).toEqual([
      { kind: 'heading', level: 1, spans: plain('Nursing') },
      {
        kind: 'paragraph',
        spans: [
          { text: 'Decided ', bold: false },
          { text: 'today', bold: true },
          { text: '.\nOn two lines.', bold: false },
        ],
      },
      { kind: 'heading', level: 2, spans: plain('Heard') },
      {
        kind: 'list',
        items: [
          { spans: plain('Pay'), ticked: true },
          { spans: plain('Nights'), ticked: false },
        ],
      },
      { kind: 'heading', level: 3, spans: plain('Ana') },
      { kind: 'quote', paragraphs: [plain('First.'), plain('Second.')] },
    ] satisfies Block[]);
  });

  it('keeps an item of several lines together, and lists apart that are apart', () => {
    expect(readMarkdown('- one\n  more\n- two\n\nwords\n\n- three')).toEqual([
      { kind: 'list', items: [{ spans: plain('one\nmore') }, { spans: plain('two') }] },
      { kind: 'paragraph', spans: plain('words') },
      { kind: 'list', items: [{ spans: plain('three') }] },
    ]);
  });

  it('takes signs that mean nothing as words', () => {
    expect(readSpans('2 ** 3, a*b, **')).toEqual(plain('2 ** 3, a*b, **'));
    expect(readSpans('\\*\\*not bold\\*\\*, C:\\temp')).toEqual(plain('**not bold**, C:\\temp'));
    expect(readMarkdown('#no heading\n-no item\n<b onclick="x">still words</b>')).toEqual([
      { kind: 'paragraph', spans: plain('#no heading\n-no item\n<b onclick="x">still words</b>') },
    ]);
  });

  it('loses no letter of anything', () => {
    const words = (blocks: Block[]) =>
      blocks
        .flatMap((block) =>
          block.kind === 'list' ? block.items.map(({ spans }) => spans) : block.kind === 'quote' ? block.paragraphs : [block.spans],
        )
        .flat()
        .map(({ text }) => text)
        .join('');
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
    // An x in a box is a tick, and no letter.
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/^- \[[xX]\]/.test(text));
    fc.assert(fc.property(fc.array(line), (lines) => letters(words(readMarkdown(lines.join('\n')))) === letters(lines.join(''))));
  });
});
