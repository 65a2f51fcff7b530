/**
 * The values nearest to zero of each sign, by the share of each population: the selection of sparse evolutionary training.
 *
 * A joint histogram of signs and upper bits finds the two bins in which the cuts lie; the few values in them are then cut
 * exactly. Kernels make these passes, many values at a time; where values are 0 or equal at a cut, so that chance has a part,
 * the last pass is made here.
 */

import { BIN_SHIFT, belowLimits, ofSignBin, SIGN_BINS, signBins } from '../kernels/signs.ts';
import { type KernelCalls, kernelCalls } from './kernel-calls.ts';
import {
  bitsOf,
  type Cut,
  INFINITE,
  lottery,
  MAGNITUDE,
  notANumber,
  smallestCut,
  type Ties,
} from './select.ts';

const NEGATIVE_BINS = SIGN_BINS / 2;
/** First bin, of either sign, of infinity and of what is not a number. */
const INFINITE_BIN = INFINITE >>> BIN_SHIFT;

/** What is asked of all values, one walk over them each. */
interface Walks {
  /** How many are in every bin. */
  bins(): Uint32Array;
  /** Magnitudes of the `count` values of a bin, in their order. */
  ofBin(bin: number, count: number): Uint32Array;
  /** Positions of the `count` values whose magnitudes are below the limit of their sign, positive and negative; ascending. */
  below(limits: readonly [number, number], count: number): Uint32Array;
}

/** The same plainly. */
export const plainWalks = (bits: Uint32Array): Walks => ({
  bins() {
    const histogram = new Uint32Array(SIGN_BINS);
    for (let k = 0; k < bits.length; k++) histogram[bits[k] >>> BIN_SHIFT]++;
    return histogram;
  },
  ofBin(bin, count) {
    const near = new Uint32Array(count);
    for (let k = 0, found = 0; found < count; k++)
      if (bits[k] >>> BIN_SHIFT === bin) near[found++] = bits[k] & MAGNITUDE;
    return near;
  },
  below(limits, count) {
    const positions = new Uint32Array(count);
    for (let k = 0, found = 0; found < count; k++)
      if ((bits[k] & MAGNITUDE) < limits[bits[k] >>> 31]) positions[found++] = k;
    return positions;
  },
});

/** Values of a part: what belongs to it stays in a core's own cache. */
const PART = 2 ** 16;
const FEWEST = 512;
/** Byte addresses. */
const VALUES = 0;
const FOUND = 4 * PART;
const BINS = 2 * FOUND + 64;
const NUMBER = BINS + 8 * SIGN_BINS;
const PAGES = Math.ceil((NUMBER + 64) / 65536);

let calls: KernelCalls | undefined;

/** The same by kernels, a part of the values at a time. */
function kernelWalks(bits: Uint32Array, { views, call }: KernelCalls): Walks {
  const { u32 } = views;
  let placed = -1;
  const eachPart = (work: (count: number, first: number) => void): void => {
    for (let first = 0; first < bits.length; first += PART) {
      const part = bits.subarray(first, first + PART);
      if (placed !== first) u32.set(part, VALUES / 4);
      placed = first;
      work(part.length, first);
    }
  };
  const gathered = (count: number, make: (part: number, first: number) => void): Uint32Array => {
    const all = new Uint32Array(count);
    let found = 0;
    eachPart((part, first) => {
      make(part, first);
      const own = u32[NUMBER / 4];
      all.set(u32.subarray(FOUND / 4, FOUND / 4 + own), found);
      found += own;
    });
    return all;
  };
  return {
    bins() {
      const [from, end] = [BINS / 4, BINS / 4 + SIGN_BINS];
      u32.fill(0, from, from + 2 * SIGN_BINS);
      eachPart((count) => call(signBins, VALUES, count, BINS));
      const histogram = u32.slice(from, end);
      for (let bin = 0; bin < SIGN_BINS; bin++) histogram[bin] += u32[end + bin];
      return histogram;
    },
    ofBin: (bin, count) =>
      gathered(count, (part) => call(ofSignBin, VALUES, part, bin, FOUND, NUMBER)),
    below: ([positive, negative], count) =>
      gathered(count, (part, first) =>
        call(belowLimits, VALUES, part, first, positive, negative, FOUND, NUMBER),
      ),
  };
}

function walksOver(bits: Uint32Array): Walks {
  if (bits.length < FEWEST) return plainWalks(bits);
  calls ??= kernelCalls([signBins, ofSignBin, belowLimits], PAGES);
  return calls.emitted ? kernelWalks(bits, calls) : plainWalks(bits);
}

/**
 * The cut among the values of one sign, given the joint histogram; as magnitude.
 *
 * @param first first bin of that sign
 * @param count how many of that sign, zeros among them, lie below the cut
 */
function cutOfSign(walks: Walks, histogram: Uint32Array, first: number, count: number): Cut {
  if (count === 0) return { below: 0, ties: 0, equal: 0 };
  let bin = first;
  let rest = count;
  while (rest > histogram[bin]) rest -= histogram[bin++];
  return smallestCut(walks.ofBin(bin, histogram[bin]), rest);
}

/** Numbers of +0 and of −0. @throws FrugalError when a value is not a number */
function zerosAmong(bits: Uint32Array, histogram: Uint32Array): readonly [number, number] {
  const any = (first: number, end: number): boolean =>
    [0, NEGATIVE_BINS].some((side) =>
      histogram.subarray(side + first, side + end).some((count) => count > 0),
    );
  if (any(INFINITE_BIN, NEGATIVE_BINS)) {
    const wrong = bits.findIndex((word) => (word & MAGNITUDE) > INFINITE);
    if (wrong >= 0) throw notANumber(wrong);
  }
  const zeros: [number, number] = [0, 0];
  if (any(0, 1))
    for (let k = 0; k < bits.length; k++) if ((bits[k] & MAGNITUDE) === 0) zeros[bits[k] >>> 31]++;
  return zeros;
}

/**
 * Positions of the values nearest to zero among the negative, the positive and the zero values each, ascending.
 *
 * @param share how many to take of a population of that many
 * @throws FrugalError when a value is not a number
 */
export function smallestOfEachSign(
  values: Float32Array,
  share: (population: number) => number,
  ties: Ties,
  walksOf: (bits: Uint32Array) => Walks = walksOver,
): Uint32Array {
  const bits = bitsOf(values);
  const count = bits.length;
  const walks = walksOf(bits);
  const histogram = walks.bins();
  const zeros = zerosAmong(bits, histogram);
  let negatives = -zeros[1];
  for (let bin = NEGATIVE_BINS; bin < histogram.length; bin++) negatives += histogram[bin];
  const ofPositive = share(count - negatives - zeros[0] - zeros[1]);
  const ofNegative = share(negatives);
  const ofZero = share(zeros[0] + zeros[1]);
  // Zeros are the smallest of their bin: below a cut lie all of them and the share of the others.
  const cuts = [
    cutOfSign(walks, histogram, 0, ofPositive && zeros[0] + ofPositive),
    cutOfSign(walks, histogram, NEGATIVE_BINS, ofNegative && zeros[1] + ofNegative),
  ];
  if (zeros[0] + zeros[1] === 0 && cuts.every((cut) => cut.ties === 0))
    return walks.below([cuts[0].below, cuts[1].below], ofPositive + ofNegative);

  // The populations share one stream: each draws the words that come while its own ties pass.
  let stream: ReturnType<Ties> | undefined;
  const shared: Ties = () => {
    stream ??= ties();
    return stream;
  };
  const zeroChosen = lottery(zeros[0] + zeros[1], ofZero, shared);
  const chosen = cuts.map((cut) => lottery(cut.equal, cut.ties, shared));
  const below = Int32Array.from(cuts, (cut) => cut.below);
  /** A magnitude at which ties are to be broken; −1 where there are none. */
  const tie = Int32Array.from(cuts, (cut) => (cut.ties > 0 ? cut.below : -1));
  const positions = new Uint32Array(ofZero + ofPositive + ofNegative);
  for (let k = 0, found = 0; found < positions.length; k++) {
    const magnitude = bits[k] & MAGNITUDE;
    const sign = bits[k] >>> 31;
    if (magnitude === 0) {
      if (zeroChosen()) positions[found++] = k;
    } else if (magnitude === tie[sign]) {
      if (chosen[sign]()) positions[found++] = k;
    } else {
      // Written always and kept when below the cut: a branch here is a coin toss for the processor, at twice the time.
      positions[found] = k;
      found += (magnitude - below[sign]) >>> 31;
    }
  }
  return positions;
}
