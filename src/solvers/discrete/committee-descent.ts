/**
 * Stochastic gradient descent of a committee of ±1 synapses in the sense of the least action: behind each synapse stands a
 * real hidden state H whose sign it is, and a pattern that is answered wrongly moves the states of as many wrong units as
 * are missing from a majority, those nearest to being right. One learner; replicas of it are in replicated-descent.ts.
 *
 * Source: C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina, PNAS 113, E7655 (2016);
 * the least action is G. Mitchison & R. Durbin, Biol. Cybern. 60, 345 (1989).
 */

import { UsageError } from '../../errors.ts';
import { createPace, tick, type Work } from '../../numerics/pace.ts';
import { packRows, popcountXor } from '../../tasks/discrete/bits.ts';
import {
  checkProblem,
  type DiscreteProblem,
  isBinary,
  patternLength,
} from '../../tasks/discrete/problem.ts';
import { unitRows } from '../../tasks/discrete/rows.ts';

/** A learner whose replicas can be tied together: hidden states, and a step on some patterns. */
export interface TiedLearner {
  readonly problem: DiscreteProblem;
  /** H, [K][N]; a change takes effect with `settle`. */
  readonly hidden: Float64Array;
  /** sign H, [K][N]; the old sign where H is 0. */
  readonly signs: Int8Array;
  /** Moves the hidden states on these patterns; returns from how many it learned. Takes effect with `settle`. */
  step(patterns: Uint32Array): number;
  /** Reads the signs of the hidden states anew; returns how many turned. `turned` is told each. */
  settle(turned?: (synapse: number) => void): number;
  /** Patterns in error. */
  errors(): Work<number>;
}

/**
 * One learner at hidden states `hidden`, which it keeps.
 *
 * @param values the patterns as of `patternValues`, which replicas share
 * @param rate η: what a pattern adds to a hidden state
 * @throws UsageError for synapses or patterns that are not ±1
 */
export function createCommitteeDescent(
  problem: DiscreteProblem,
  values: Int8Array,
  hidden: Float64Array,
  rate: number,
): TiedLearner {
  checkProblem(problem);
  const { inputs, units, wiring, patterns, labels, threshold, code } = problem;
  if (!isBinary(problem) || code !== 'sign')
    throw new UsageError('committee descent needs synapses and patterns of ±1');
  const signs = Int8Array.from(hidden, (h) => (h < 0 ? -1 : 1));
  const rows = unitRows(problem);
  const length = patternLength(problem);
  let packed = packRows(signs, units, inputs);
  const { words } = rows;
  const needed = (units + 1) / 2;
  const stability = new Float64Array(units);

  /** Fills the stabilities of the units; returns the right votes that are missing. */
  const missing = (p: number): number => {
    let right = 0;
    for (let k = 0; k < units; k++) {
      const row = p * rows.stride + k * rows.offset;
      const field = inputs - 2 * popcountXor(packed, k * words, rows.bits, row, words);
      stability[k] = labels[p] * (field - threshold);
      if (stability[k] > 0) right += 1;
    }
    return needed - right;
  };

  return {
    ...{ problem, hidden, signs },
    step(batch) {
      let mistakes = 0;
      for (const p of batch) {
        const wanted = missing(p);
        if (wanted <= 0) continue;
        mistakes += 1;
        for (let n = 0; n < wanted; n++) {
          let unit = -1;
          for (let k = 0; k < units; k++)
            if (stability[k] <= 0 && (unit < 0 || stability[k] > stability[unit])) unit = k;
          // Not to be chosen again.
          stability[unit] = Number.POSITIVE_INFINITY;
          const row = p * length + (wiring === 'tree' ? unit * inputs : 0);
          const from = unit * inputs;
          const up = rate * labels[p];
          for (let i = 0; i < inputs; i++) hidden[from + i] += up * values[row + i];
        }
      }
      return mistakes;
    },
    settle(turned) {
      const count = turn(hidden, signs, turned);
      if (count > 0) packed = packRows(signs, units, inputs);
      return count;
    },
    errors: () => countWrong(patterns, (p) => missing(p) <= 0),
  };
}

/** Brings signs up to hidden states, the old sign where one is 0; returns how many turned, and tells `turned` each. */
export function turn(
  hidden: Float64Array,
  signs: Int8Array,
  turned?: (synapse: number) => void,
): number {
  let count = 0;
  for (let i = 0; i < signs.length; i++) {
    const sign = hidden[i] > 0 ? 1 : hidden[i] < 0 ? -1 : signs[i];
    if (sign === signs[i]) continue;
    signs[i] = sign;
    count += 1;
    turned?.(i);
  }
  return count;
}

/** How many patterns are not right. */
export function* countWrong(patterns: number, isRight: (p: number) => boolean): Work<number> {
  const pace = createPace();
  let sum = 0;
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
    if (!isRight(p)) sum += 1;
  }
  return sum;
}
