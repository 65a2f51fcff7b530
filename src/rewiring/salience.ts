/** Which connections die by other measures than |weight| alone. */

import { UsageError } from '../errors.ts';
import { log, pow } from '../numerics/portable.ts';
import { magnitudeKeys, smallest } from '../numerics/select.ts';
import { listOfEach, others } from '../sparse/topology.ts';
import type { Drop, DropLayer } from './drop.ts';
import { asFraction, type Fraction, shareOf } from './fraction.ts';
import type { RewirableLayer } from './layer.ts';

/** |weight| + λ·|gradient| of every connection. @throws UsageError when the layer has no score */
function salience(
  { topology, arrays: { weights }, score }: RewirableLayer,
  lambda: number,
): Float32Array {
  if (score === undefined)
    throw new UsageError('removal by gradient needs a layer with a score; this network gives none');
  const gradient = score(listOfEach(topology), Uint32Array.from(topology.index));
  return weights.map((weight, k) => Math.abs(weight) + lambda * Math.abs(gradient[k]));
}

export interface SalienceOptions {
  /** Default 0.01. */
  readonly lambda?: number;
}

/**
 * The ⌊ζK⌋ connections of smallest |weight| + λ·|gradient|: what is weak and does not grow.
 *
 * G. Yuan et al., "MEST", NeurIPS 2021, eq. 1.
 *
 * @throws UsageError when ζ is outside [0, 1], λ is negative, or in use when the layer has no score
 */
export function smallestSalience(zeta: Fraction, { lambda = 0.01 }: SalienceOptions = {}): Drop {
  const fraction = asFraction('zeta', zeta);
  if (!(lambda >= 0)) throw new UsageError(`lambda ${lambda} is not a number ≥ 0`);
  return {
    name: 'smallest-salience',
    scored: true,
    select(layer, random, { step, done }) {
      const count = shareOf(fraction(step, done), layer.topology.index.length);
      return smallest(magnitudeKeys(salience(layer, lambda)), count, () => random.split('ties'));
    },
  };
}

/**
 * As `smallestSalience`, down to a number of connections that stays what it was at the first pass: what births have added for
 * a while goes again. Its memory is `base`.
 *
 * @throws UsageError as `smallestSalience`
 */
export function backToBase({ lambda = 0.01 }: SalienceOptions = {}): Drop {
  if (!(lambda >= 0)) throw new UsageError(`lambda ${lambda} is not a number ≥ 0`);
  return {
    name: 'back-to-base',
    scored: true,
    select(layer, random, { memory }) {
      const count = layer.topology.index.length;
      memory.base ??= Float64Array.of(count);
      const extra = Math.max(0, count - memory.base[0]);
      return smallest(magnitudeKeys(salience(layer, lambda)), extra, () => random.split('ties'));
    },
  };
}

/** |w| / Σ|w| of its receiver's inputs + |w| / Σ|w| of its sender's outputs, of every connection. */
export function relativeImportance({
  topology,
  arrays: { weights },
}: Pick<RewirableLayer, 'topology' | 'arrays'>): Float32Array {
  const { start, index } = topology;
  const ofList = new Float64Array(start.length - 1);
  const ofOther = new Float64Array(others(topology));
  const list = listOfEach(topology);
  weights.forEach((weight, k) => {
    ofList[list[k]] += Math.abs(weight);
    ofOther[index[k]] += Math.abs(weight);
  });
  const share = (weight: number, sum: number): number => (sum > 0 ? Math.abs(weight) / sum : 0);
  return weights.map((w, k) => share(w, ofList[list[k]]) + share(w, ofOther[index[k]]));
}

/**
 * The ⌊ζK⌋ connections of smallest relative importance: |w| / Σ|w| of its receiver's inputs + |w| / Σ|w| of its sender's
 * outputs.
 *
 * Y. Zhang et al., "Epitopological learning and Cannistraci-Hebb network shape intelligence", ICLR 2024, as an option.
 *
 * @throws UsageError when ζ is outside [0, 1]
 */
export function leastImportant(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'least-important',
    select(layer, random, { step, done }) {
      const count = shareOf(fraction(step, done), layer.topology.index.length);
      const importance = relativeImportance(layer);
      return smallest(magnitudeKeys(importance), count, () => random.split('ties'));
    },
  };
}

export interface SoftOptions {
  /** Exponent T on |weight|: by the share of the training that is done; default from 1 to 3. */
  readonly temperature?: (done: number) => number;
}

/**
 * K − ⌊ζK⌋ connections survive, drawn one after the other without replacement with odds ∝ |weight|^T; the others die. With
 * T → ∞ it is removal by magnitude, with T = 0 at random.
 *
 * Y. Zhang et al. (2025), CHTs. Drawn by exponential races (P. Efraimidis, P. Spirakis, 2006), which is the same law.
 *
 * @throws UsageError when ζ is outside [0, 1], or in use when T is not a number ≥ 0
 */
export function softMagnitude(zeta: Fraction, options: SoftOptions = {}): Drop {
  const fraction = asFraction('zeta', zeta);
  const { temperature = (done: number) => 1 + 2 * done } = options;
  return {
    name: 'soft-magnitude',
    select({ arrays: { weights } }, random, { step, done }) {
      const exponent = temperature(done);
      if (!(exponent >= 0)) throw new UsageError(`temperature ${exponent} is not a number ≥ 0`);
      const race = raceTimes(
        weights.map((weight) => pow(Math.abs(weight), exponent)),
        random.split('race'),
      );
      const dead = shareOf(fraction(step, done), weights.length);
      // The last to arrive die; weights of 0 never arrive, and chance decides among them.
      const late = smallest(magnitudeKeys(race), weights.length - dead, () => random.split('ties'));
      return rest(weights.length, late);
    },
  };
}

/** −log(u) / odds for each: the k smallest are k draws without replacement with these odds. */
export function raceTimes(odds: Float32Array, random: DropLayer['random']): Float32Array {
  return odds.map((weight) => {
    // In (0, 1], so that the logarithm is finite; drawn also where it is not needed, so that others do not move.
    const wait = -log(1 - random.uniform());
    return weight > 0 ? wait / weight : Number.POSITIVE_INFINITY;
  });
}

/** The numbers below `count` that are not in an ascending set. */
function rest(count: number, chosen: Uint32Array): Uint32Array {
  const left = new Uint32Array(count - chosen.length);
  for (let k = 0, c = 0, at = 0; k < count; k++) {
    if (chosen[c] === k) c++;
    else left[at++] = k;
  }
  return left;
}
