/** Large and small numbers as people write them. */

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @example powerOf(-4) // '10⁻⁴' */
export function powerOf(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((d) => superscripts[Number(d)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** @example powerText(3.2e11) // '3.2 × 10¹¹' */
export function powerText(value: number): string {
  const [mantissa, exponent] = Math.abs(value).toExponential(2).split('e');
  return `${value < 0 ? '−' : ''}${Number(mantissa)} × ${powerOf(Number(exponent))}`;
}
