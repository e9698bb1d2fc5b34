/** Letters that do not come apart into a plain letter and an accent; apostrophes and hyphens; Arabic as it is typed in haste. */
const PLAIN: Record<string, string> = {
  ...{ ß: 'ss', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', þ: 'th', æ: 'ae', œ: 'oe', ς: 'σ' },
  ...{ '‘': "'", '’': "'", ʼ: "'", ʻ: "'", '\u2010': '-' },
  ...{ ـ: '', ٱ: 'ا', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك' },
};

/** Marks that are accents and do not count; in other scripts, marks are vowels and tones. */
const ACCENT =
  /^(?=\p{M})[\p{sc=Zinh}\p{sc=Zyyy}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}]$/u;
/** The dots of Indic letters that are often left out: canonical combining class 7. */
const NUKTA =
  /[\u093c\u09bc\u0a3c\u0abc\u0b3c\u0c3c\u0cbc\u1037\u1b34\u1be6\u1c37\ua9b3\u{110ba}\u{11173}\u{111ca}\u{11236}\u{112e9}\u{1133b}\u{1133c}\u{11446}\u{114c3}\u{115c0}\u{116b7}\u{1183a}\u{11943}\u{11d42}\u{1e94a}]/u;
/** What cannot be seen (default ignorable code points), and the colors of skins. */
const UNSEEN = /[\p{DI}\u{1f3fb}-\u{1f3ff}]/gu;

/** Folds text; `long` spells ä, ö, ü, ø and å as ae, oe, ue, oe and aa. */
function folded(text: string, long: boolean): string {
  let folded = '';
  // Whether the letter before is in its longer spelling already, as in ǟ.
  let spelled = false;
  for (const c of text.replace(UNSEEN, '').normalize('NFKD')) {
    const last = folded.at(-1) ?? '';
    if (!/\p{M}/u.test(c)) {
      const lower = [...c.toUpperCase().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')];
      folded += lower.map((letter) => (letter === 'ø' ? (long ? 'oe' : 'o') : (PLAIN[letter] ?? letter))).join('');
      spelled = false;
    } else if (!spelled && ((c === '\u0308' && /[aou]/.test(last)) || (c === '\u030a' && last === 'a'))) {
      folded += long ? (c === '\u0308' ? 'e' : 'a') : '';
      spelled = true;
    } else if (c === '\u3099' || c === '\u309a') {
      // With and without its dots or ring, a kana is another sound.
      const composed = (last + c).normalize('NFC');
      if (composed.length === 1) folded = folded.slice(0, -1) + composed;
    } else if (!ACCENT.test(c) && !NUKTA.test(c)) {
      folded += c;
    }
  }
  return folded.replace(/\s+/gu, ' ').trim();
}

/** Joins what hyphens, apostrophes and points part within a word, and the digits of numbers. */
function joined(text: string): string {
  return text
    .replace(/(?<=[\p{L}\p{N}\p{M}])[-'.](?=[\p{L}\p{N}\p{M}])/gu, '')
    .replace(/(?<=\d)(,|[ \-./()'\u2011-\u2015\u2212·]{1,3})(?=\d)/gu, '');
}

/** Returns the ways to write a text, the folded one first. */
function forms(text: string): string[] {
  const [plain, long] = [folded(text, false), folded(text, true)];
  return [...new Set([plain, long, joined(plain), joined(long)])];
}

/**
 * Folds text for comparison the way the program does (crates/domain, fold): no case, no accents, nothing that cannot be seen;
 * single spaces.
 */
export function fold(text: string): string {
  return folded(text, false);
}

/** Folds text that is searched: as `fold` does, with the further ways to write its words after it. */
export function searched(text: string): string {
  return forms(text).join(' ');
}

/** Makes a test for searched text: it must hold every word of the query in one of its forms, in any order. */
export function matcher(query: string): (searched: string) => boolean {
  const words = query.split(/\s+/u).filter(Boolean).map(forms);
  return (searched) => words.every((forms) => forms.some((form) => searched.includes(form)));
}
