/**
 * Reduction of an angle modulo π/2, the first step of sine and cosine, for every finite double.
 *
 * Up to 2²⁰·π/2 the multiple of π/2 is subtracted in four parts (Cody and Waite); beyond, the angle is multiplied by
 * as many bits of 2/π as its exponent asks for (Payne and Hanek), in integers.
 */

const TWO_OVER_PI = 0.6366197723675814;
/** π/2 in parts: the first three have 33 bits, so that a product with an integer below 2²⁰ is exact. */
const PART_1 = 1.5707963267341256;
const PART_2 = 6.077100506303966e-11;
const PART_3 = 2.0222662487111665e-21;
const PART_4 = 8.4784276603689e-32;
const LARGE = 1048576 * 1.5707963267948966;

/** First 1280 bits of 2/π: 1024 for the largest exponent and 256 for the precision of what is left. */
const TWO_OVER_PI_BITS = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561' +
    'b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484' +
    'e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980f' +
    'ef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b' +
    '3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d',
);
const TWO_OVER_PI_LENGTH = 1280n;
/** π/2 as an integer with 126 fractional bits. */
const HALF_PI_BITS = BigInt('0x6487ed5110b4611a62633145c06e0e68');
const HALF_PI_FRACTION = 126n;
/** Fractional bits of the reduced angle in integer arithmetic. */
const KEPT = 192n;

const bits = new DataView(new ArrayBuffer(8));

function reduceLarge(x: number, out: Float64Array): number {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const exponent = ((word >> 52n) & 0x7ffn) - 1075n;
  const mantissa = (word & 0xfffffffffffffn) | 0x10000000000000n;
  // x·2/π modulo 4 with TWO_OVER_PI_LENGTH fractional bits, then rounded down to KEPT.
  const turns = (mantissa * TWO_OVER_PI_BITS) << (exponent > 0n ? exponent : 0n);
  const shift = TWO_OVER_PI_LENGTH + (exponent < 0n ? -exponent : 0n);
  const kept = (turns >> (shift - KEPT)) & ((4n << KEPT) - 1n);
  const quadrant = (kept + (1n << (KEPT - 1n))) >> KEPT;
  const fraction = kept - (quadrant << KEPT);
  const reduced = (fraction * HALF_PI_BITS) >> HALF_PI_FRACTION;
  const unit = 1.5930919111324523e-58; // 2⁻¹⁹²
  const high = Number(reduced);
  out[0] = high * unit;
  out[1] = Number(reduced - BigInt(high)) * unit;
  const turn = Number(quadrant) & 3;
  if (x >= 0) return turn;
  out[0] = -out[0];
  out[1] = -out[1];
  return -turn & 3;
}

/**
 * Writes x − n·π/2 as `out[0] + out[1]`, |out[0]| ≤ π/4 (up to rounding), and returns n mod 4.
 *
 * @param x a finite angle in radians
 */
export function reduceAngle(x: number, out: Float64Array): number {
  if (Math.abs(x) > LARGE) return reduceLarge(x, out);
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const first = x - n * PART_1;
  const part = n * PART_2;
  const second = first - part;
  const rounded = second - first;
  const error = first - (second - rounded) - (part + rounded);
  const rest = error - n * PART_3 - n * PART_4;
  const high = second + rest;
  out[0] = high;
  out[1] = second - high + rest;
  return n & 3;
}
