/**
 * Decimal numbers out of bytes, rounded correctly: the same doubles as `Number(text)`, without a text a number.
 *
 * Up to 18 significant digits are gathered in two 32-bit integers, so that they are an exact sum of two doubles. Where the
 * sum is one double and the power of ten is one too, one division or product rounds once (Clinger 1990). With more digits the
 * quotient is taken in twice the precision, and its rounding is accepted where no error of that precision can change it.
 * What remains (one number in 10¹⁴ of 17 digits, exponents beyond ±22, more than 18 digits) goes through `Number`.
 *
 * Sources: W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990; T. J. Dekker, "A floating-point
 * technique for extending the available precision", Numer. Math. 18 (1971).
 */

const POINT = 46;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
/** Sets the bit that small letters have and capitals lack. */
const SMALL = 0x20;
const E = 101;

/** 10⁰ … 10²²: all that are doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** Dekker's splitting into halves of at most 26 bits: 2²⁷ + 1. */
const SPLITTER = 134217729;
const HIGH = POWERS.map((power) => SPLITTER * power - (SPLITTER * power - power));
const LOW = POWERS.map((power, k) => power - HIGH[k]);

/** Twice the precision of a double has an error below 2⁻¹⁰⁰ of the result: 2⁻⁴⁸ of its second half is far more. */
const ABOVE = 1 + 2 ** -48;
const BELOW = 1 - 2 ** -48;

/** (whole + rest) / 10^power, correctly rounded, or NaN where this precision cannot tell; `rest` is below an ulp of `whole`. */
function quotient(whole: number, rest: number, power: number): number {
  const divisor = POWERS[power];
  const first = whole / divisor;
  // first × divisor = product + error, exactly.
  const product = first * divisor;
  const shifted = SPLITTER * first;
  const high = shifted - (shifted - first);
  const low = first - high;
  const error =
    low * LOW[power] - (product - high * HIGH[power] - low * HIGH[power] - high * LOW[power]);
  const second = (whole - product - error + rest) / divisor;
  const sum = first + second * ABOVE;
  return sum === first + second * BELOW ? sum : Number.NaN;
}

/**
 * Reads decimal numbers at given places of some bytes.
 *
 * A number is `[+-] digits [. digits] [e [+-] digits]` with at least one digit before the exponent: no hexadecimal, no
 * `Infinity`, no `NaN`, no separators of thousands. Very large ones round to infinity, as `Number` does.
 *
 * Bytes are read until one that cannot belong to the number, so one such byte has to stand after the last number.
 *
 * @example
 * const numbers = new NumberReader(new TextEncoder().encode('0.1 2e3\n'));
 * numbers.read(0); // 0.1, and numbers.end is 3
 */
export class NumberReader {
  /** Where the last number has ended: the index of the first byte after it. */
  end = 0;
  /** How many whole numbers, written without point and exponent, were too large for a double to hold exactly. */
  rounded = 0;
  /** Where the first of them begins. */
  firstRounded = -1;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The number that begins at index `from`; NaN, with `end` equal to `from`, where none does. */
  read(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    let code = bytes[at];
    const negative = code === MINUS;
    if (negative || code === PLUS) code = bytes[++at];
    const begin = at;
    while (code === ZERO) code = bytes[++at];
    // The first nine digits and the next nine, as integers of 32 bits.
    let high = 0;
    let low = 0;
    let start = at;
    let digit = code ^ ZERO;
    for (const stop = at + 9; digit < 10 && at < stop; digit = bytes[++at] ^ ZERO)
      high = (Math.imul(high, 10) + digit) | 0;
    for (const stop = start + 18; digit < 10 && at < stop; digit = bytes[++at] ^ ZERO)
      low = (Math.imul(low, 10) + digit) | 0;
    while (digit < 10) digit = bytes[++at] ^ ZERO;
    let digits = at - start;
    let scale = 0;
    let written = at - begin;
    const whole = digit !== (POINT ^ ZERO);
    if (!whole) {
      const point = at;
      digit = bytes[++at] ^ ZERO;
      if (digits === 0) while (digit === 0) digit = bytes[++at] ^ ZERO;
      start = at;
      for (const stop = at + 9 - digits; digit < 10 && at < stop; digit = bytes[++at] ^ ZERO)
        high = (Math.imul(high, 10) + digit) | 0;
      for (const stop = start + 18 - digits; digit < 10 && at < stop; digit = bytes[++at] ^ ZERO)
        low = (Math.imul(low, 10) + digit) | 0;
      while (digit < 10) digit = bytes[++at] ^ ZERO;
      digits += at - start;
      scale = at - point - 1;
      written += scale;
    }
    if (written === 0) {
      this.end = from;
      return Number.NaN;
    }
    if (((digit ^ ZERO) | SMALL) === E) {
      const exponentEnd = this.#exponent(at);
      if (exponentEnd > at) {
        scale -= this.#power;
        at = exponentEnd;
      }
    }
    this.end = at;
    if (digits <= 15 && scale >= 0 && scale <= 22) {
      const value = (digits > 9 ? high * POWERS[digits - 9] + low : high) / POWERS[scale];
      return negative ? -value : value;
    }
    let value = this.#wide(high, low, digits, scale);
    if (Number.isNaN(value)) value = this.#text(begin, at);
    if (whole && at - begin === written && value > Number.MAX_SAFE_INTEGER) {
      if (this.rounded++ === 0) this.firstRounded = from;
    }
    return negative ? -value : value;
  }

  /** The exponent behind the `e`. */
  #power = 0;

  /** Reads the exponent whose `e` is at index `from`; returns its end, or `from` where no digits follow. */
  #exponent(from: number): number {
    const bytes = this.#bytes;
    let at = from + 1;
    const negative = bytes[at] === MINUS;
    if (negative || bytes[at] === PLUS) at++;
    const begin = at;
    let power = 0;
    // Larger ones decide nothing any more; without the bound they would pass 2⁵³.
    for (let digit = bytes[at] ^ ZERO; digit < 10; digit = bytes[++at] ^ ZERO)
      if (power < 1e9) power = 10 * power + digit;
    this.#power = negative ? -power : power;
    return at > begin ? at : from;
  }

  /** The magnitude out of its digits, or NaN where they do not suffice. */
  #wide(high: number, low: number, digits: number, scale: number): number {
    if (digits > 18) return Number.NaN;
    // Exact: 9 digits times 5⁹ are 51 bits.
    const large = digits > 9 ? high * POWERS[digits - 9] : high;
    const sum = large + low;
    const rest = low - (sum - large);
    if (sum === 0) return 0;
    if (scale === 0) return sum;
    if (scale < 0) {
      const exact = rest === 0 && sum <= Number.MAX_SAFE_INTEGER && scale >= -22;
      return exact ? sum * POWERS[-scale] : Number.NaN;
    }
    return scale <= 22 ? quotient(sum, rest, scale) : Number.NaN;
  }

  #text(from: number, to: number): number {
    return Number(String.fromCharCode(...this.#bytes.subarray(from, to)));
  }
}
