/**
 * Which connections die: parts that look at a layer and name positions.
 *
 * Every part returns strictly ascending positions and changes nothing. Where equal weights lie on both sides of a cut, who
 * dies is drawn from the stream `ties`: the order in which connections are stored decides nothing.
 */

import type { Random } from '../numerics/random.ts';
import { largest, magnitudeKeys, smallest, type Ties, valueKeys } from '../numerics/select.ts';
import { smallestOfEachSign } from '../numerics/select-signs.ts';
import { density } from '../sparse/topology.ts';
import { asFraction, checkRounding, type Fraction, type Rounding, shareOf } from './fraction.ts';
import { type Moment, type RewirableLayer, stateOf } from './layer.ts';

/** A layer among others, and its own stream. */
export interface DropLayer {
  readonly layer: RewirableLayer;
  readonly random: Random;
}

/** Which die. */
export interface Drop {
  readonly name: string;
  /** Whether it asks for scores of the connections that exist. Default false. */
  readonly scored?: boolean;
  /**
   * @param at what the fractions' schedules count, and what the rule remembers of this layer
   * @returns positions of the connections that die, strictly ascending
   */
  select(layer: RewirableLayer, random: Random, at: Moment): Uint32Array;
  /**
   * Where it is given, one look at all layers of the rule decides, in place of `select`.
   *
   * @param at whose memory is that of the first layer
   * @returns for each layer what `select` returns
   */
  across?(layers: readonly DropLayer[], at: Moment): Uint32Array[];
}

/** What a removal of a share lets one choose. */
export interface CountOptions {
  /** How ζK becomes a whole number; default `down`. */
  readonly rounding?: Rounding;
}

const NONE = new Uint32Array(0);

const tiesOf =
  (random: Random): Ties =>
  () =>
    random.split('ties');

/** Nobody dies: the static control. */
export const dropNone: Drop = { name: 'none', select: () => NONE };

/**
 * The rule of SET: the fraction ζ of the negative weights nearest to zero, and the fraction ζ of the positive ones.
 *
 * ⌊ζ K₋⌋ negatives and ⌊ζ K₊⌋ positives die, counted exactly. D. C. Mocanu et al., Nature Communications 9:2383 (2018).
 *
 * *Deviation.* The article does not say what happens to weights that are exactly 0, which have no sign. Here they are a
 * third population that loses ⌊ζ K₀⌋: connections that never get a gradient (from pixels that are always black) are
 * recycled at the same rate as others, and connections just born with weight 0 are not all lost at the next step.
 *
 * @param zeta ζ in [0, 1]
 * @throws UsageError when ζ is outside [0, 1]
 */
export function smallestPerSign(zeta: Fraction, { rounding }: CountOptions = {}): Drop {
  const fraction = asFraction('zeta', zeta);
  checkRounding(rounding ?? 'down');
  return {
    name: 'smallest-per-sign',
    select({ arrays: { weights } }, random, { step, done }) {
      const share = fraction(step, done);
      const of = (population: number): number => shareOf(share, population, rounding);
      return smallestOfEachSign(weights, of, tiesOf(random));
    },
  };
}

/**
 * The ⌊ζK⌋ connections of smallest |weight|, whatever their sign: what later libraries call "SET".
 *
 * Weights just born as 0 are the smallest there are: with new weights of 0, steps must be far enough apart.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function smallestMagnitude(zeta: Fraction, { rounding }: CountOptions = {}): Drop {
  const fraction = asFraction('zeta', zeta);
  checkRounding(rounding ?? 'down');
  return {
    name: 'smallest-magnitude',
    select: ({ arrays: { weights } }, random, { step, done }) =>
      smallest(
        magnitudeKeys(weights),
        shareOf(fraction(step, done), weights.length, rounding),
        tiesOf(random),
      ),
  };
}

/**
 * As `smallestMagnitude`, but a layer denser than 80 % loses at most its share of empty positions: what is nearly full should
 * not give away what it has just been given.
 *
 * T. Dettmers, L. Zettlemoyer (2019), public code.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function smallestUnlessFull(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'smallest-unless-full',
    select({ topology, arrays: { weights } }, random, { step, done }) {
      const full = density(topology);
      const share = full > 0.8 ? Math.min(fraction(step, done), 1 - full) : fraction(step, done);
      return smallest(magnitudeKeys(weights), shareOf(share, weights.length), tiesOf(random));
    },
  };
}

/**
 * The arithmetic of the public SET code, for comparison with its logs.
 *
 * With the K weights sorted, f the index of the one nearest zero and l that of the last such one plus 1, a weight stays
 * where it is below the value at ⌊(1 − ζ) f⌋ or above the value at min(K − 1, ⌊l + ζ (K − l)⌋). The values at both cuts and
 * the one nearest zero die as well: about two connections more than ζK, half of a layer of ten. As in that code, weights
 * of exactly 0 all die, and so do all that equal a cut: there are no ties to break. Sorts: O(K log K).
 *
 * github.com/dcmocanu/sparse-evolutionary-artificial-neural-networks, `weightsEvolution`.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function publicCode(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'public-code',
    select({ arrays: { weights } }, _random, { step, done }) {
      const share = fraction(step, done);
      const count = weights.length;
      if (count === 0) return NONE;
      // For its check: a sort would put what is not a number last and go on.
      magnitudeKeys(weights);
      const sorted = weights.slice().sort();
      let first = 0;
      let last = 0;
      for (let k = 1; k < count; k++) {
        if (Math.abs(sorted[k]) < Math.abs(sorted[first])) first = k;
        if (Math.abs(sorted[k]) <= Math.abs(sorted[last])) last = k;
      }
      const after = last + 1;
      const low = sorted[Math.floor((1 - share) * first)];
      const high = sorted[Math.floor(Math.min(count - 1, after + share * (count - after)))];
      const positions = new Uint32Array(count);
      let found = 0;
      for (let k = 0; k < count; k++) {
        if (!(weights[k] < low || weights[k] > high)) positions[found++] = k;
      }
      return positions.slice(0, found);
    },
  };
}

/**
 * ⌊ζK⌋ connections at random: an ablation that shows what choosing the weakest is worth.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function randomDrop(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'random',
    select({ arrays: { weights } }, random, { step, done }) {
      const count = weights.length;
      return Uint32Array.from(random.distinct(count, shareOf(fraction(step, done), count)));
    },
  };
}

/**
 * The ⌊ζK⌋ connections of largest |weight|: an ablation that, in the article, prevents learning altogether.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function largestMagnitude(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'largest-magnitude',
    select: ({ arrays: { weights } }, random, { step, done }) =>
      largest(
        magnitudeKeys(weights),
        shareOf(fraction(step, done), weights.length),
        tiesOf(random),
      ),
  };
}

/**
 * The ⌊ζK⌋ connections of smallest score, the scores being a state of the layer (a saliency, an age).
 *
 * @param state name of the layer's state that holds the scores
 * @throws UsageError when ζ is outside [0, 1], or in use when the layer has no such state
 */
export function smallestScore(zeta: Fraction, state: string): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'smallest-score',
    select(layer, random, { step, done }) {
      const scores = stateOf(layer, state);
      return smallest(
        valueKeys(scores),
        shareOf(fraction(step, done), scores.length),
        tiesOf(random),
      );
    },
  };
}

/**
 * Every connection whose weight has crossed zero against its fixed sign: sign · weight < 0.
 *
 * A weight of exactly 0 stays, so a connection may be born with it. G. Bellec et al., "Deep rewiring", ICLR 2018.
 *
 * @param state name of the layer's state that holds the signs, −1 or +1
 * @throws UsageError in use when the layer has no such state
 */
export function signFlipped(state = 'sign'): Drop {
  return {
    name: 'sign-flipped',
    select(layer) {
      const { weights } = layer.arrays;
      const signs = stateOf(layer, state);
      const positions = new Uint32Array(weights.length);
      let found = 0;
      for (let k = 0; k < weights.length; k++) {
        if (signs[k] * weights[k] < 0) positions[found++] = k;
      }
      return positions.slice(0, found);
    },
  };
}
