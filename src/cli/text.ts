/**
 * Text for terminals: widths, wrapping, times and counts in few characters.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of styled text are what is looked for
const STYLES = /\u001b\[[\d;]*m/g;

/** How many columns a text takes; styles take none. */
export function widthOf(text: string): number {
  return [...text.replace(STYLES, '')].length;
}

/** Filled up with blanks to a width; longer texts stay as they are. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? blanks + text : text + blanks;
}

/** Cut to a width, with an ellipsis. For texts without styles. */
export function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Lines of at most `width` columns, broken between words; a longer word is broken too. Line breaks are kept. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').filter((w) => w !== '')) {
    const candidate = current === '' ? word : `${current} ${word}`;
    if (widthOf(candidate) <= width) {
      current = candidate;
      continue;
    }
    if (current !== '') lines.push(current);
    let rest = [...word];
    while (rest.length > width) {
      // A list without spaces breaks behind a comma, so that no name of it is torn.
      const comma = rest.lastIndexOf(',', width - 1);
      const end = comma > 0 ? comma + 1 : width;
      lines.push(rest.slice(0, end).join(''));
      rest = rest.slice(end);
    }
    current = rest.join('');
  }
  return current === '' && lines.length > 0 ? lines : [...lines, current];
}

/** A span of time as a clock shows it: `0:07`, `12:05`, `3:07:00`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A span of time in words: `70 ms`, `1.8 s`, `42 s`, `3 min 7 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h} h ${m} min` : `${m} min ${s} s`;
}

/** `1 record`, `2 records`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
