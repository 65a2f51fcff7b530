/**
 * Restricted Boltzmann machines exactly: free energies, and the partition function by enumeration of the smaller side.
 *
 * With visible units v, hidden units h, biases b, c and weights w the energy is E(v, h) = −b·v − c·h − Σ w_ij v_i h_j over the
 * connections that exist. Time of an enumeration follows those: between two states of the enumerated units one of them
 * changes, and with it the sums of the units that it is connected to.
 */

import { UsageError } from '../errors.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import { exp, log, log1p } from '../numerics/portable.ts';

/** A machine as a list of its connections: `visible[k]` to `hidden[k]` with `weights[k]`. */
export interface Boltzmann {
  readonly visibleBias: ArrayLike<number>;
  readonly hiddenBias: ArrayLike<number>;
  readonly visible: ArrayLike<number>;
  readonly hidden: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** Most units that are enumerated: 2²⁰ states. */
export const MOST_ENUMERATED = 20;

const softplus = (x: number): number => Math.max(x, 0) + log1p(exp(-Math.abs(x)));

/**
 * F(v) = −b·v − Σ_j log(1 + e^(c_j + Σ_i w_ij v_i)): −log of the weight of v.
 *
 * @param v as many numbers as there are visible units, from `at` on
 */
export function freeEnergy(machine: Boltzmann, v: ArrayLike<number>, at = 0): number {
  const { visibleBias, hiddenBias, visible, hidden, weights } = machine;
  const sums = Float64Array.from(hiddenBias);
  for (let k = 0; k < weights.length; k++) sums[hidden[k]] += weights[k] * v[at + visible[k]];
  let energy = 0;
  for (let i = 0; i < visibleBias.length; i++) energy -= visibleBias[i] * v[at + i];
  for (const sum of sums) energy -= softplus(sum);
  return energy;
}

/** The machine with its sides exchanged. */
const turned = ({ visibleBias, hiddenBias, visible, hidden, weights }: Boltzmann): Boltzmann => ({
  visibleBias: hiddenBias,
  hiddenBias: visibleBias,
  visible: hidden,
  hidden: visible,
  weights,
});

/** What one of the enumerated units is connected to; the factors are e^w and e^−w. */
interface List {
  readonly bias: number;
  readonly units: Uint32Array;
  readonly weights: Float64Array;
  readonly factors: readonly [Float64Array, Float64Array];
}

/** Lists of the hidden units, those with the fewest connections first: in a Gray code the first change most often. */
function listsOf({ hiddenBias, visible, hidden, weights }: Boltzmann): List[] {
  const pairs = Array.from(hiddenBias, () => [] as [unit: number, weight: number][]);
  for (let k = 0; k < weights.length; k++) pairs[hidden[k]].push([visible[k], weights[k]]);
  return pairs
    .map((own, j): List => {
      const w = Float64Array.from(own, ([, weight]) => weight);
      return {
        ...{ bias: hiddenBias[j], units: Uint32Array.from(own, ([unit]) => unit), weights: w },
        factors: [w.map(exp), w.map((x) => exp(-x))],
      };
    })
    .sort((a, b) => a.units.length - b.units.length);
}

/** Sums of the units that are summed over, in whatever state the enumerated ones are. */
interface Sums {
  /** Σ_i log(1 + e^x_i) for these states of the enumerated units. */
  fresh(on: Uint8Array): number;
  /** By how much it changes when a unit comes on or goes off, which it then has. */
  flip(list: List, on: boolean): number;
}

function sumsOf(bias: ArrayLike<number>, lists: readonly List[], on: Uint8Array): Float64Array {
  const sums = Float64Array.from(bias);
  for (const [unit, { units, weights }] of lists.entries())
    if (on[unit] === 1) for (let k = 0; k < units.length; k++) sums[units[k]] += weights[k];
  return sums;
}

/** As it is said. */
function plainSums(bias: ArrayLike<number>, lists: readonly List[]): Sums {
  let sums: Float64Array = Float64Array.from(bias);
  return {
    fresh(on) {
      sums = sumsOf(bias, lists, on);
      return sums.reduce((all, x) => all + softplus(x), 0);
    },
    flip({ units, weights }, on) {
      let change = 0;
      for (let k = 0; k < units.length; k++) {
        const before = sums[units[k]];
        sums[units[k]] = before + (on ? weights[k] : -weights[k]);
        change += softplus(sums[units[k]]) - softplus(before);
      }
      return change;
    },
  };
}

/** The same with one logarithm a change: e^x_i is kept, and multiplied by e^±w. Needs exponents that stay small. */
function productSums(bias: ArrayLike<number>, lists: readonly List[]): Sums {
  let powers: Float64Array = new Float64Array(bias.length);
  return {
    fresh(on) {
      const sums = sumsOf(bias, lists, on);
      powers = sums.map(exp);
      return sums.reduce((all, x) => all + softplus(x), 0);
    },
    flip({ units, factors: [up, down] }, on) {
      const factors = on ? up : down;
      let ratio = 1;
      for (let k = 0; k < units.length; k++) {
        const before = powers[units[k]];
        const after = before * factors[k];
        powers[units[k]] = after;
        ratio *= (1 + after) / (1 + before);
      }
      return log(ratio);
    },
  };
}

/** Exponents below this leave doubles, whose largest is e^709, room. */
const TAME = 600;

/** Whether no sum and no product of a list can become too large. */
function tame(bias: ArrayLike<number>, lists: readonly List[]): boolean {
  const bounds = Float64Array.from(bias, Math.abs);
  for (const { units, weights } of lists) {
    for (let k = 0; k < units.length; k++) bounds[units[k]] += Math.abs(weights[k]);
    if (weights.reduce((all, w) => all + Math.abs(w), 0) > TAME) return false;
  }
  return bounds.every((bound) => bound < TAME);
}

/** States between two fresh sums: rounding has not gathered by then. */
const FRESH = 4096;

/** Running log of a sum of exponentials. */
class LogSum {
  private largest = Number.NEGATIVE_INFINITY;
  private sum = 0;
  add(x: number): void {
    if (x <= this.largest) {
      this.sum += exp(x - this.largest);
      return;
    }
    this.sum = this.sum * exp(this.largest - x) + 1;
    this.largest = x;
  }
  get value(): number {
    return this.largest + log(this.sum);
  }
}

/**
 * log Z = log Σ_h e^(c·h) Π_i (1 + e^(b_i + Σ_j w_ij h_j)), over all states of the side with fewer units.
 *
 * @throws UsageError where both sides have more than `MOST_ENUMERATED` units
 * @example logPartition({ visibleBias: [0], hiddenBias: [0], visible: [], hidden: [], weights: [] }) // log 4 = 1.386…
 */
export const logPartition = (machine: Boltzmann): number => finish(logPartitionInSteps(machine));

/** As `logPartition`, with signs of life. */
export function* logPartitionInSteps(machine: Boltzmann): Work<number> {
  const small = Math.min(machine.hiddenBias.length, machine.visibleBias.length);
  if (small > MOST_ENUMERATED)
    throw new UsageError(
      `${machine.visibleBias.length} × ${machine.hiddenBias.length} units have too many states to enumerate; one side needs ≤ ${MOST_ENUMERATED}: use annealed importance sampling`,
    );
  const { visibleBias, ...own } = machine.hiddenBias.length === small ? machine : turned(machine);
  const lists = listsOf({ visibleBias, ...own });
  const make = tame(visibleBias, lists) ? productSums : plainSums;
  const sums = make(visibleBias, lists);
  const on = new Uint8Array(small);
  const total = new LogSum();
  const pace = createPace();
  let inner = 0;
  const states = 2 ** small;
  for (let state = 0; state < states; state++) {
    if (state > 0) {
      // Gray code: the unit of the lowest bit that is set changes.
      const unit = 31 - Math.clz32(state & -state);
      on[unit] ^= 1;
      inner += sums.flip(lists[unit], on[unit] === 1);
    }
    if (state % FRESH === 0) inner = sums.fresh(on);
    let field = 0;
    for (let unit = 0; unit < small; unit++) if (on[unit] === 1) field += lists[unit].bias;
    total.add(field + inner);
    if (state % 64 === 0 && pace.due()) yield tick(state / states);
  }
  return total.value;
}
