/**
 * Reads the Markdown that the program writes for a page to take along: headings, paragraphs, lists with or without boxes,
 * quotations, and bold words. Everything else is words, so that what people wrote is shown as they wrote it and is never markup.
 */

/** Words of one look. */
export interface Span {
  text: string;
  bold: boolean;
}

export interface Item {
  spans: Span[];
  /** Whether its box is ticked; undefined without a box. */
  ticked?: boolean;
}

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'quote'; paragraphs: Span[][] }
  | { kind: 'list'; items: Item[] };

/** Reads words with `**bold**` among them; a backslash keeps a sign from meaning anything. */
export function readSpans(text: string): Span[] {
  const spans: Span[] = [];
  let word = '';
  let bold = false;
  const end = () => {
    if (word !== '') spans.push({ text: word, bold });
    word = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (sign === '\\' && /[\\`*_{}[\]()#+\-.!>~|<&=:^]/.test(next)) {
      word += next;
      at += 1;
    } else if (sign === '*' && next === '*' && (bold ? /\S/.test(text[at - 1] ?? '') : /^\S(?:[^]*?\S)?\*\*/.test(text.slice(at + 2)))) {
      end();
      bold = !bold;
      at += 1;
    } else {
      word += sign;
    }
  }
  end();
  return spans;
}

/** Splits lines at empty ones. */
function paragraphs(lines: string[]): string[] {
  return lines
    .join('\n')
    .split(/\n[ \t]*\n+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Reads a page. */
export function readMarkdown(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let quoted: string[] = [];
  const endWords = () => {
    for (const one of paragraphs(lines)) blocks.push({ kind: 'paragraph', spans: readSpans(one) });
    lines = [];
  };
  const endQuote = () => {
    if (quoted.length > 0) blocks.push({ kind: 'quote', paragraphs: paragraphs(quoted).map(readSpans) });
    quoted = [];
  };
  /** The words of the list's last item, to which an indented line is added. */
  let item: { item: Item; text: string } | undefined;

  for (const line of markdown.split(/\r?\n/)) {
    const quote = /^> ?(.*)$/.exec(line);
    if (quote) {
      endWords();
      item = undefined;
      quoted.push(quote[1] ?? '');
      continue;
    }
    endQuote();

    const heading = /^(#{1,3}) +(.*)$/.exec(line);
    const entry = /^- (?:\[([ xX])\] )?(.*)$/.exec(line);
    if (heading) {
      endWords();
      item = undefined;
      blocks.push({ kind: 'heading', level: (heading[1] ?? '').length as 1 | 2 | 3, spans: readSpans(heading[2] ?? '') });
    } else if (entry) {
      endWords();
      const [, box, text = ''] = entry;
      const made: Item = { spans: readSpans(text), ...(box === undefined ? {} : { ticked: box !== ' ' }) };
      const last = blocks.at(-1);
      if (item && last?.kind === 'list') last.items.push(made);
      else blocks.push({ kind: 'list', items: [made] });
      item = { item: made, text };
    } else if (item && /^\s+\S/.test(line)) {
      item.text += `\n${line.trim()}`;
      item.item.spans = readSpans(item.text);
    } else {
      if (line.trim() !== '') item = undefined;
      lines.push(line);
    }
  }
  endQuote();
  endWords();
  return blocks;
}
