/** Measures words as an element would show them. */
export function measure(element: Element): { line: number; width: (text: string) => number } {
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize) || 14;
  const known = new Map<string, number>();
  const pen = document.createElement('canvas').getContext('2d');
  if (pen) pen.font = `${style.fontWeight} ${size}px ${style.fontFamily}`;
  const width = (text: string) => {
    const found = known.get(text) ?? pen?.measureText(text).width ?? text.length * size * 0.55;
    known.set(text, found);
    return found;
  };
  return { line: size * 1.25, width };
}
