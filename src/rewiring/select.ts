/**
 * The k smallest or largest of many float32 values, in O(n), with ties decided by position.
 *
 * Floats are compared as integers of the same order (*keys*), so a selection is a few counting passes, most of them over
 * the few values near the cut: no comparison function, no pivot. Nothing here knows about connections.
 */

import { FrugalError } from '../errors.ts';

const MAGNITUDE = 0x7fffffff;
/** Key of infinity as a magnitude: what lies above is not a number. */
const INFINITE = 0x7f800000;

/** The bits of the values, without copying. */
function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

function notANumber(position: number): FrugalError {
  return new FrugalError(
    `value at position ${position} is not a number: training has diverged; lower the learning rate`,
  );
}

/** Keys in the order of |value|; in 0..2^31 − 1. @throws FrugalError when a value is not a number */
export function magnitudeKeys(values: Float32Array): Uint32Array {
  const bits = bitsOf(values);
  const keys = new Uint32Array(bits.length);
  for (let k = 0; k < bits.length; k++) {
    const key = bits[k] & MAGNITUDE;
    if (key > INFINITE) throw notANumber(k);
    keys[k] = key;
  }
  return keys;
}

/** Keys in the order of the values, −0 with +0. @throws FrugalError when a value is not a number */
export function valueKeys(values: Float32Array): Uint32Array {
  const bits = bitsOf(values);
  const keys = new Uint32Array(bits.length);
  for (let k = 0; k < bits.length; k++) {
    const magnitude = bits[k] & MAGNITUDE;
    if (magnitude > INFINITE) throw notANumber(k);
    // Zero is 2^31; negative values count down from there, positive ones up.
    keys[k] = bits[k] === magnitude ? 0x80000000 + magnitude : 0x80000000 - magnitude;
  }
  return keys;
}

/** Where a selection of the smallest keys ends. */
interface Cut {
  /** Every smaller key is selected … */
  readonly below: number;
  /** … and so many of the keys equal to it, the first ones; 0 unless keys at the end of the selection are equal. */
  readonly ties: number;
}

/** Bits of each counting pass, from the top; together 32. */
const DIGITS = [
  { shift: 21, mask: 0x7ff },
  { shift: 10, mask: 0x7ff },
  { shift: 0, mask: 0x3ff },
];

/** The cut below which lie exactly the `count` smallest keys; `count` is at most their number. */
function smallestCut(keys: Uint32Array, count: number): Cut {
  if (count === 0) return { below: 0, ties: 0 };
  const histogram = new Uint32Array(2048);
  let pool = keys;
  let key = 0;
  let rest = count;
  for (const { shift, mask } of DIGITS) {
    histogram.fill(0);
    for (let k = 0; k < pool.length; k++) histogram[(pool[k] >>> shift) & mask]++;
    let digit = 0;
    while (rest > histogram[digit]) rest -= histogram[digit++];
    key += digit * 2 ** shift;
    const near = new Uint32Array(histogram[digit]);
    for (let k = 0, found = 0; found < near.length; k++) {
      if (((pool[k] >>> shift) & mask) === digit) near[found++] = pool[k];
    }
    pool = near;
  }
  return rest === pool.length ? { below: key + 1, ties: 0 } : { below: key, ties: rest };
}

/** Positions of the `count` smallest keys, ascending; ties go to the first positions. */
export function smallest(keys: Uint32Array, count: number): Uint32Array {
  const positions = new Uint32Array(count);
  const { below, ties } = smallestCut(keys, count);
  let left = ties;
  for (let k = 0, found = 0; found < count; k++) {
    const key = keys[k];
    if (key < below) positions[found++] = k;
    else if (key === below && left > 0) {
      left--;
      positions[found++] = k;
    }
  }
  return positions;
}

/** Positions of the `count` largest keys, ascending; ties go to the first positions. Overwrites `keys`. */
export function largest(keys: Uint32Array, count: number): Uint32Array {
  for (let k = 0; k < keys.length; k++) keys[k] = ~keys[k];
  return smallest(keys, count);
}

/** Bins of the joint histogram: the sign and the upper 11 bits of the magnitude. */
const BIN_SHIFT = 20;
const NEGATIVE_BINS = 2048;

/**
 * The cut among the values of one sign, given the joint histogram; as magnitude.
 *
 * @param first first bin of that sign
 * @param count how many of that sign, zeros among them, lie below the cut
 */
function cutOfSign(bits: Uint32Array, histogram: Uint32Array, first: number, count: number): Cut {
  if (count === 0) return { below: 0, ties: 0 };
  let bin = first;
  let rest = count;
  while (rest > histogram[bin]) rest -= histogram[bin++];
  const near = new Uint32Array(histogram[bin]);
  for (let k = 0, found = 0; found < near.length; k++) {
    if (bits[k] >>> BIN_SHIFT === bin) near[found++] = bits[k] & MAGNITUDE;
  }
  return smallestCut(near, rest);
}

/**
 * Positions of the values nearest to zero among the negative, the positive and the zero values each, ascending; ties go to
 * the first positions.
 *
 * @param share how many to take of a population of that many
 * @throws FrugalError when a value is not a number
 */
export function smallestOfEachSign(
  values: Float32Array,
  share: (population: number) => number,
): Uint32Array {
  const bits = bitsOf(values);
  const count = bits.length;
  const histogram = new Uint32Array(2 * NEGATIVE_BINS);
  /** Numbers of +0 and of −0. */
  const zeros = [0, 0];
  for (let k = 0; k < count; k++) {
    const magnitude = bits[k] & MAGNITUDE;
    if (magnitude > INFINITE) throw notANumber(k);
    if (magnitude === 0) zeros[bits[k] >>> 31]++;
    histogram[bits[k] >>> BIN_SHIFT]++;
  }
  let negatives = -zeros[1];
  for (let bin = NEGATIVE_BINS; bin < histogram.length; bin++) negatives += histogram[bin];
  const ofPositive = share(count - negatives - zeros[0] - zeros[1]);
  const ofNegative = share(negatives);
  let ofZero = share(zeros[0] + zeros[1]);
  // Zeros are the smallest of their bin: below a cut lie all of them and the share of the others.
  const cuts = [
    cutOfSign(bits, histogram, 0, ofPositive && zeros[0] + ofPositive),
    cutOfSign(bits, histogram, NEGATIVE_BINS, ofNegative && zeros[1] + ofNegative),
  ];

  const below = Int32Array.from(cuts, (cut) => cut.below);
  const left = Int32Array.from(cuts, (cut) => cut.ties);
  /** A magnitude at which ties are to be counted; −1 where there are none. */
  const tie = Int32Array.from(cuts, (cut) => (cut.ties > 0 ? cut.below : -1));
  const positions = new Uint32Array(ofZero + ofPositive + ofNegative);
  for (let k = 0, found = 0; found < positions.length; k++) {
    const magnitude = bits[k] & MAGNITUDE;
    const sign = bits[k] >>> 31;
    if (magnitude === 0) {
      if (ofZero-- > 0) positions[found++] = k;
    } else if (magnitude === tie[sign]) {
      if (left[sign]-- > 0) positions[found++] = k;
    } else {
      // Written always and kept when below the cut: a branch here is a coin toss for the processor, at twice the time.
      positions[found] = k;
      found += (magnitude - below[sign]) >>> 31;
    }
  }
  return positions;
}
