/**
 * Rules that keep changes back in a hidden store of every synapse, and write many small ones as one.
 *
 * In *caching* the store works: weight = lasting part + store, and the store may fade. In the *residual* rules it does not:
 * the network sees only what has been committed. What is held is booked as S, its changes as hidden writes.
 */

import { FrugalError } from '../../errors.ts';
import { exp } from '../../numerics/portable.ts';
import { keepExtreme } from '../../numerics/select.ts';
import {
  type BundleContext,
  type BundleTransform,
  type SynapticTransform,
  tiesAt,
} from '../transform.ts';
import { checkFraction, keptOf } from './kept.ts';
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
 * Residual rule with competition: `r ← r + change`; the share p of synapses with the largest |r| change by r, and their
 * r ← 0. Exact as `competitive`, with ties broken in the same way.
 *
 * @example chain(rate(0.1), residualCompetitive(0.03))
 */
export function residualCompetitive(fraction: number): BundleTransform {
  checkFraction(fraction, 'competing synapses');
  return {
    kind: 'bundle',
    name: 'residualCompetitive',
    states: ['rest'],
    apply({ change, states: [rest] }, step, { book, random }) {
      let [stored, hiddenWrites] = [0, 0];
      for (let k = 0; k < change.length; k++) {
        const before = rest[k];
        const sum = Math.fround(before + change[k]);
        rest[k] = sum;
        change[k] = sum;
        hiddenWrites += sum !== before ? 1 : 0;
      }
      const keep = keptOf(change.length, fraction);
      keepExtreme(change, change, keep, 'largest', tiesAt(random, step));
      for (let k = 0; k < change.length; k++) {
        const held = change[k] !== 0 ? 0 : rest[k];
        rest[k] = held;
        stored += Math.abs(held);
      }
      book({ stored, hiddenWrites });
    },
  };
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
export function caching(options: CachingOptions): SynapticTransform | BundleTransform {
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

/** What a group criterion keeps of a bundle between steps: room to work in. */
interface Room {
  readonly before: Float32Array;
  readonly durable: Float32Array;
  /** 1 for the units whose synapses are consolidated. */
  readonly over: Uint8Array;
}

function groupCaching(
  threshold: number,
  criterion: 'neuron' | 'all',
  decay: number,
): BundleTransform {
  const roomFor = perBundle(
    (context, size): Room => ({
      before: new Float32Array(size),
      durable: new Float32Array(size),
      over: new Uint8Array(context.outputs),
    }),
  );
  const fade = Math.fround(decay);
  /** Marks in `over` whose stores are emptied; says whether any is. */
  const decide = (cache: Float32Array, over: Uint8Array, context: BundleContext): boolean => {
    if (criterion === 'all') {
      let sum = 0;
      for (let k = 0; k < cache.length; k++) sum += Math.abs(cache[k]);
      over.fill(sum > threshold ? 1 : 0);
      return sum > threshold;
    }
    over.fill(0);
    let any = false;
    const { post } = context.ends();
    for (let k = 0; k < cache.length; k++) {
      if (!(Math.abs(cache[k]) > threshold)) continue;
      over[post[k]] = 1;
      any = true;
    }
    return any;
  };
  return {
    kind: 'bundle',
    name: criterion === 'all' ? 'cachingAll' : 'cachingNeuron',
    states: ['cache'],
    transient: true,
    apply({ change, states: [cache] }, _step, context) {
      const { before, durable, over } = roomFor(context, change.length);
      before.set(cache);
      for (let k = 0; k < change.length; k++) cache[k] += change[k];
      const emptied = decide(cache, over, context);
      if (emptied) {
        const { post } = context.ends();
        for (let k = 0; k < change.length; k++) {
          const open = over[post[k]] === 1;
          durable[k] = open ? cache[k] : 0;
          if (open) cache[k] = 0;
        }
      }
      let [stored, hiddenWrites] = [0, 0];
      for (let k = 0; k < change.length; k++) {
        const held = cache[k];
        const faded = Math.fround(held * fade);
        stored += Math.abs(held);
        cache[k] = faded;
        change[k] += Math.fround(faded - held);
        hiddenWrites += faded !== before[k] ? 1 : 0;
      }
      context.book({ stored, hiddenWrites, durable: emptied ? durable : undefined });
    },
  };
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
