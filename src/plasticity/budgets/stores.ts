/**
 * Rules that keep changes back in a hidden store of every synapse, and write many small ones as one.
 *
 * In *caching* the store works: weight = lasting part + store, and the store may fade. In the *residual* rules it does not:
 * the network sees only what has been committed. What is held is booked as S, its changes as hidden writes.
 */

import { FrugalError } from '../../errors.ts';
import type { Beside } from '../../numerics/kernel-calls.ts';
import { placesAbove, roomToSearch } from '../../numerics/places-above.ts';
import { exp } from '../../numerics/portable.ts';
import { sizeTotalOf } from '../../numerics/totals.ts';
import { type BundleTransform, type Chain, chain, type SynapticTransform } from '../transform.ts';
import { competitive, groupsOf } from './competitive.ts';
import { perBundle } from './neurons.ts';

function checkThreshold(threshold: number): void {
  if (!(threshold > 0)) throw new FrugalError(`threshold ${threshold} is outside (0, ∞]`);
}

/** The largest single: a threshold of infinity as a number that formulas may compare with. */
const NEVER = 3.4028234663852886e38;

/**
 * Residual rule: `r ← r + change`; where |r| > θ the synapse changes by r and r ← 0, else it stays. Nothing that is
 * proposed is lost, and nothing small is written.
 *
 * @param threshold θ > 0, in units of weight
 * @example chain(rate(0.1), residual(0.003))
 */
export function residual(threshold: number): SynapticTransform {
  checkThreshold(threshold);
  return {
    kind: 'synaptic',
    name: 'residual',
    states: ['rest'],
    cells: ['threshold'],
    at: () => [Math.min(threshold, NEVER)],
    stores: true,
    formula: (a, { change, states, cells }) => {
      const zero = a.constant(0);
      const sum = a.add(states[0], change);
      const over = a.less(cells[0], a.abs(sum));
      const rest = a.select(over, zero, sum);
      const moved = a.sub(rest, states[0]);
      return {
        change: a.select(over, sum, zero),
        states: [rest],
        store: { held: rest, moved },
      };
    },
  };
}

/**
 * What a rule that chooses among sums begins with: `sum ← rest + change`, handed on as the change. What follows the choice goes
 * on with both states.
 */
const gathered = (name: string, kept: string, handsOn: 'sum' | 'change'): SynapticTransform => ({
  kind: 'synaptic',
  name,
  states: [kept, 'sum'],
  cells: [],
  at: () => [],
  formula: (a, { change, states: [rest] }) => {
    const sum = a.add(rest, change);
    return { change: handsOn === 'sum' ? sum : change, states: [rest, sum] };
  },
});

/** What was chosen is written; the rest of the sums is kept. */
const KEPT: SynapticTransform = {
  kind: 'synaptic',
  name: 'residualKept',
  states: [],
  shares: 2,
  cells: [],
  at: () => [],
  stores: true,
  formula: (a, { change, states: [rest, sum] }) => {
    const zero = a.constant(0);
    const held = a.select(a.less(zero, a.abs(change)), zero, sum);
    return { change, states: [held, sum], store: { held, moved: a.sub(sum, rest) } };
  },
};

/**
 * Residual rule with competition: `r ← r + change`; the share p of synapses with the largest |r| change by r, and their
 * r ← 0. Exact as `competitive`, with ties broken in the same way.
 *
 * @example chain(rate(0.1), residualCompetitive(0.03))
 */
export function residualCompetitive(fraction: number): Chain {
  return chain(gathered('residualCompetitive', 'rest', 'sum'), competitive({ fraction }), KEPT);
}

/** When a store is emptied into the lasting weight. */
export type CachingCriterion = 'local' | 'neuron' | 'all';

export interface CachingOptions {
  /** θ > 0, in units of weight; infinite: only at the end. */
  readonly threshold: number;
  /**
   * `local`: |s_i| > θ consolidates i. `neuron`: any synapse onto a unit > θ consolidates all of them. `all`: Σ|s| > θ
   * consolidates the bundle.
   */
  readonly criterion?: CachingCriterion;
  /** τ in steps: s ← s·e^(−1/τ) after every step. Default infinite: no decay. */
  readonly timeConstant?: number;
}

/** e^(−1/τ). Throws `FrugalError` for a time constant that is not positive. */
function decayFactor(timeConstant: number): number {
  if (!(timeConstant > 0))
    throw new FrugalError(
      `time constant ${timeConstant} is outside (0, ∞]: the decay would be ≥ 1`,
    );
  return timeConstant === Infinity ? 1 : exp(-1 / timeConstant);
}

/**
 * Synaptic caching: w = l + s. `s ← s + change`; where the criterion is met l ← l + s, s ← 0; then s fades.
 *
 * Only changes of l are booked as changes of synapses (kind *consolidate*); Σ|s| is booked after consolidation and before
 * the decay, as in the published MLP code. What is left in s at the end is charged by `consolidateRest`.
 * Source: H. L. Li & M. van Rossum, "Energy efficient synaptic plasticity", eLife 9:e50804 (2020).
 *
 * @example chain(rate(0.1), caching({ threshold: 0.003, timeConstant: 1000 }))
 */
export function caching(options: CachingOptions): SynapticTransform | Chain {
  const { threshold, criterion = 'local', timeConstant = Infinity } = options;
  checkThreshold(threshold);
  const decay = decayFactor(timeConstant);
  if (criterion !== 'local') return groupCaching(threshold, criterion, decay);
  return {
    kind: 'synaptic',
    name: 'caching',
    states: ['cache'],
    cells: ['threshold', 'decay'],
    at: () => [Math.min(threshold, NEVER), decay],
    stores: true,
    transient: true,
    formula: (a, { change, states, cells }) => {
      const zero = a.constant(0);
      const sum = a.add(states[0], change);
      const over = a.less(cells[0], a.abs(sum));
      const held = a.select(over, zero, sum);
      const faded = a.flush(a.mul(held, cells[1]));
      return {
        change: a.add(change, a.sub(faded, held)),
        states: [faded],
        durable: a.select(over, sum, zero),
        store: { held, moved: a.sub(faded, states[0]) },
      };
    },
  };
}

/** What a group criterion keeps of a bundle between steps. */
interface Groups {
  /** Positions of the synapses onto each unit. */
  readonly onto: readonly Uint32Array[];
  /** 1 for the units whose synapses are consolidated. */
  readonly over: Uint8Array;
}

/** Positions of the synapses whose unit has a store above the threshold, ascending. */
function overOf(
  stores: Float32Array,
  threshold: number,
  { onto, over }: Groups,
  post: Uint32Array,
  beside: Beside | undefined,
) {
  const units: number[] = [];
  const above = placesAbove(stores, threshold, beside);
  for (let k = 0; k < above.length; k++) {
    const unit = post[above[k]];
    if (over[unit] === 1) continue;
    over[unit] = 1;
    units.push(unit);
  }
  for (const unit of units) over[unit] = 0;
  const positions = new Uint32Array(units.reduce((sum, unit) => sum + onto[unit].length, 0));
  let at = 0;
  for (const unit of units) {
    positions.set(onto[unit], at);
    at += onto[unit].length;
  }
  return units.length > 1 ? positions.sort() : positions;
}

/**
 * Caching by a criterion that looks at many stores: the sums are made by a formula, what is emptied is looked for among them,
 * and a formula lets the rest fade. Looking is all that is not a kernel.
 */
function groupCaching(threshold: number, criterion: 'neuron' | 'all', decay: number): Chain {
  const name = criterion === 'all' ? 'cachingAll' : 'cachingNeuron';
  const groupsFor = perBundle(
    (context): Groups => ({
      onto: groupsOf(context.ends().post, context.outputs),
      over: new Uint8Array(context.outputs),
    }),
  );
  const emptied: BundleTransform = {
    kind: 'bundle',
    name: `${name}Emptied`,
    states: [],
    shares: 1,
    transient: true,
    ...(criterion === 'neuron' ? { scratch: roomToSearch } : {}),
    apply({ states: [sums], kernels }, _step, context) {
      if (criterion === 'all') {
        if (!(sizeTotalOf(sums) > threshold)) return;
        context.book({ durable: sums });
        sums.fill(0);
        return;
      }
      const groups = groupsFor(context, sums.length);
      const open = overOf(sums, threshold, groups, context.ends().post, kernels);
      if (open.length === 0) return;
      const durable = new Float32Array(open.length);
      for (let k = 0; k < open.length; k++) {
        durable[k] = sums[open[k]];
        sums[open[k]] = 0;
      }
      context.book({ durable });
    },
  };
  const faded: SynapticTransform = {
    kind: 'synaptic',
    name: `${name}Faded`,
    states: [],
    shares: 2,
    cells: ['decay'],
    at: () => [decay],
    stores: true,
    formula: (a, { change, states: [before, held], cells }) => {
      const rest = a.flush(a.mul(held, cells[0]));
      return {
        change: a.add(change, a.sub(rest, held)),
        states: [rest, held],
        store: { held, moved: a.sub(rest, before) },
      };
    },
  };
  return chain(gathered(name, 'cache', 'change'), emptied, faded);
}

/** What is left in a store at the end, to be written: as changes for the ledger. Empties the store. */
export function consolidateRest(store: Float32Array): {
  readonly changes: number;
  readonly potentiation: number;
  readonly depression: number;
} {
  let [changes, potentiation, depression] = [0, 0, 0];
  for (const value of store) {
    if (value === 0) continue;
    changes += 1;
    if (value > 0) potentiation += value;
    else depression -= value;
  }
  store.fill(0);
  return { changes, potentiation, depression };
}
