const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Says a size as people read it: "1.4 MB". */
export function sayBytes(bytes: number, locale = 'en'): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
