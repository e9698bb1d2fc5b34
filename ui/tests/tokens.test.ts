import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
const css = readFileSync(join(SRC, 'styles/tokens.css'), 'utf8');

/** Reads the colours of one theme; the dark ones lie over the light ones. */
function theme(dark: boolean): Map<string, string> {
  const start = css.indexOf('@media (prefers-color-scheme: dark)');
  const end = css.indexOf('@media (min-width', start);
  const source = css.slice(0, start) + (dark ? css.slice(start, end) : '');
  return new Map([...source.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const PAGES = ['surface', 'surface-side', 'surface-raised', 'surface-hover', 'surface-selected'];
/** Which ink may lie on which ground, and the least contrast there. */
const PAIRS: [ink: string, grounds: string[], least: number][] = [
  ['ink', [...PAGES, 'accent-soft', 'owed-soft', 'done-soft', 'unsure-soft'], 7],
  ['ink-soft', ['surface', 'surface-side', 'surface-raised'], 7],
  ['ink-soft', [...PAGES, 'accent-soft', 'owed-soft', 'done-soft', 'unsure-soft'], 4.5],
  ['ink-mute', ['surface', 'surface-side', 'surface-raised', 'surface-hover'], 4.5],
  ['on-accent', ['accent', 'accent-hover'], 4.5],
  ['accent-text', ['surface', 'surface-side', 'surface-raised', 'surface-hover', 'accent-soft'], 4.5],
  ['owed', ['surface', 'surface-side', 'surface-raised', 'surface-hover', 'owed-soft'], 4.5],
  ['done', ['surface', 'surface-raised', 'done-soft'], 4.5],
  ['unsure', ['surface', 'surface-raised', 'unsure-soft'], 4.5],
  // What is not text: the frames of fields, the focus (WCAG 1.4.11).
  ['line-strong', ['surface', 'surface-raised'], 3],
  ['focus', PAGES, 3],
];

describe.each([
  ['light', false],
  ['dark', true],
] as const)('the %s theme', (_, dark) => {
  const colours = theme(dark);
  const cases = PAIRS.flatMap(([ink, grounds, least]) => grounds.map((ground) => [ink, ground, least] as const));

  it.each(cases)('%s on %s has a contrast of %d at least', (ink, ground, least) => {
    expect(contrast(colours.get(ink) ?? '', colours.get(ground) ?? '')).toBeGreaterThanOrEqual(least);
  });
});

it('the dark theme says every colour that the light one does', () => {
  const light = theme(false);
  const start = css.indexOf('@media (prefers-color-scheme: dark)');
  const said = new Set([...css.slice(start).matchAll(/--([a-z-]+):\s*#/g)].map((match) => match[1]));
  expect([...light.keys()].filter((name) => !said.has(name))).toEqual([]);
});

it('no component names a colour by value, and every token that is used is there', () => {
  const known = new Set([...css.matchAll(/--([a-z0-9-]+):/g)].map((match) => match[1]));
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'));
  const wrong = files.flatMap((file) => {
    const source = readFileSync(join(SRC, file), 'utf8');
    const style = source.slice(source.indexOf('<style'));
    const values = [...style.matchAll(/:[^;{}]*(#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\()/gi)].map((match) => `${file}: ${match[1]}`);
    const own = new Set([...source.matchAll(/style:--([a-z0-9-]+)/g)].map((match) => match[1]));
    const unknown = [...style.matchAll(/var\(--([a-z0-9-]+)/g)]
      .map((match) => match[1])
      .filter((name) => !known.has(name) && !own.has(name))
      .map((name) => `${file}: --${name}`);
    return [...values, ...unknown];
  });
  expect(wrong).toEqual([]);
});
