/**
 * Text as it is set: widths without a browser to measure them, line breaks, and numbers for people.
 *
 * Widths are estimates for the sans-serif fonts of the common systems, good to about 10 %; layout leaves that much.
 */

import { powerOf, powerText } from '../evidence/number-text.ts';

const narrow = new Set("iljtfrI.,:;'|!()[] ·");
const wide = new Set('mwMWGOQ%@—…−+=');

/** Estimated width of one line in pixels at a font size in pixels. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const c of text) {
    if (narrow.has(c)) ems += 0.33;
    else if (wide.has(c)) ems += 0.84;
    else if (c >= 'A' && c <= 'Z') ems += 0.67;
    else if (c >= '0' && c <= '9') ems += 0.62;
    else if (c > '\u2e80') ems += 1;
    else ems += 0.6;
  }
  return ems * size;
}

/** Breaks at spaces into lines of at most `width` pixels; a longer word stands alone. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * As much of a line as fits into `width` pixels, with an ellipsis for the rest.
 *
 * @example shorten('a name without end', 11, 60) // 'a name …'
 */
export function shorten(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/**
 * How powers of ten are written along one axis: plain where all lie between 0.001 and 10,000, else all as `10⁻⁴` but 1 and 10;
 * empty for other numbers.
 */
export function powersOfTen(values: readonly number[]): (value: number) => string {
  const plain = values.every((value) => value > 0.00099 && value < 10_001);
  return (value) => {
    const exponent = Math.round(Math.log10(value));
    if (Math.abs(value / 10 ** exponent - 1) > 1e-9) return '';
    if (plain || exponent === 0 || exponent === 1)
      return formatNumber(Number(value.toPrecision(6)));
    return powerOf(exponent);
  };
}

/** Numbers from here on are written with powers of ten along an axis. */
export const LARGE = 1e7;

/**
 * How any numbers are written along one axis: plain where all but 0 lie between 0.001 and ten million, else all with powers of
 * ten.
 *
 * @example [2e8, 1e9].map(alongAxis([2e8, 1e9])) // ['2 × 10⁸', '10⁹']
 */
export function alongAxis(values: readonly number[]): (value: number) => string {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  if (sizes.every((size) => size > 0.00099 && size < LARGE)) return formatNumber;
  return (value) => {
    if (value === 0) return '0';
    const exponent = Math.round(Math.log10(Math.abs(value)));
    const isPower = Math.abs(Math.abs(value) / 10 ** exponent - 1) < 1e-9;
    return isPower ? `${value < 0 ? '−' : ''}${powerOf(exponent)}` : powerText(value);
  };
}

/**
 * A number for a table: grouped integers, four significant digits, powers of ten outside 10⁻³ … 10⁹.
 *
 * @example formatNumber(124600) // '124,600'
 * @example formatNumber(0.86217) // '0.8622'
 * @example formatNumber(3.2e11) // '3.2 × 10¹¹'
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) return '0';
  if (size >= 1e9 || size < 1e-3) return powerText(value);
  if (size >= 1000 || Number.isInteger(size)) return sign + thousands.format(size);
  return sign + String(Number(size.toPrecision(4)));
}

/** @example plural(3, 'run') // '3 runs' */
export function plural(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** @example formatDuration(83.2) // '1 min 23 s' */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
