/** Numbers of 16 bits (IEEE 754 binary16), which JavaScript does not have everywhere: to single precision and back. */

/** What each of the 65,536 patterns is; made when it is first needed. */
let table: Float32Array | undefined;

function patterns(): Float32Array {
  const values = new Float32Array(1 << 16);
  for (let bits = 0; bits < values.length; bits++) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Number.POSITIVE_INFINITY
            : Number.NaN
          : (1024 + fraction) * 2 ** (exponent - 25);
    values[bits] = bits < 1 << 15 ? size : -size;
  }
  return values;
}

/** Each pattern as the number it is; exact. */
export function fromHalf(bits: Uint16Array): Float32Array {
  table ??= patterns();
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]];
  return values;
}

/** The nearest pattern, ties to even; what is beyond 65,504 becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length);
  const single = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (single[i] >>> 16) & 0x8000;
    const size = Math.abs(values[i]);
    const exponent = ((single[i] >>> 23) & 255) - 127;
    bits[i] = sign | (Number.isNaN(size) ? 0x7e00 : patternOf(size, exponent));
  }
  return bits;
}

/** @param exponent the largest with 2^exponent ≤ size */
function patternOf(size: number, exponent: number): number {
  if (size >= 65520) return 0x7c00;
  // Below the least normal number the last place is always worth 2⁻²⁴.
  const scale = Math.max(-14, exponent);
  // A fraction that is rounded up to the next power of two carries into the exponent by itself.
  return (scale + 14) * 1024 + even(size * 2 ** (10 - scale));
}

/** Nearest integer, ties to even. */
function even(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
