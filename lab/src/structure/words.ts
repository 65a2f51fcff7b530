/** Numbers as a person reads them. */

/** `27 k`, `1.3 M`, `512`. */
export function short(count: number): string {
  const unit = UNITS.find(([size]) => Math.abs(count) >= 0.9995 * size);
  if (unit !== undefined) return `${trimmed(count / (unit[1] === 'k' ? 1e3 : unit[0]))} ${unit[1]}`;
  return WHOLE.format(count);
}

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const UNITS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
] as const;

const trimmed = (x: number): string =>
  x >= 99.5 ? x.toFixed(0) : x.toFixed(1).replace(/\.0$/, '');

/** Three digits that count, a true minus. */
export function figure(x: number): string {
  if (x === 0) return '0';
  const size = Math.abs(x);
  const text =
    size >= 1000 || size < 0.001 ? size.toExponential(1) : String(Number(size.toPrecision(3)));
  return x < 0 ? `−${text}` : text;
}

/** `2.1 %`. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
