/**
 * Errors of weights by the products of a channel: from the bits of ±1 synapses, or else by the fields of the weights that were
 * measured last, which are kept, and follow when few weights have moved.
 */

import { createPace, tick, type Work } from '../../numerics/pace.ts';
import { evaluateInSteps } from '../../tasks/discrete/evaluate.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import type { BitProducts } from './products.ts';

/** Share of moved weights below which the fields are brought up to date one by one: a move costs 60 times its share. */
const FEW_MOVES = 1 / 64;

/** What counts the patterns that weights answer wrongly. It writes to the first slot of the products. */
export function createWeightFields(
  problem: DiscreteProblem,
  products: BitProducts,
): (weights: Int8Array) => Work<number> {
  const { inputs, units, patterns, labels, threshold, levels } = problem;
  const needed = (units + 1) / 2;
  const [slot] = products.slots;
  /** Weights that were measured last, and their fields. All 0 at first, as weights may be. */
  const measured = new Int8Array(synapsesOf(problem));
  const fields = slot.sums.map(() => new Float32Array(patterns));

  /** Adds to `good` the units that vote for the label. */
  const good = new Int32Array(patterns);
  const count = (own: Float32Array): void => {
    for (let p = 0; p < patterns; p++) if (labels[p] * (own[p] - threshold) > 0) good[p] += 1;
  };
  const wrong = (): number => {
    let errors = 0;
    for (let p = 0; p < patterns; p++) if (good[p] < needed) errors += 1;
    return errors;
  };

  /** Takes the weights that moved one by one. */
  function* follow(weights: Int8Array): Work<void> {
    const pace = createPace();
    for (let i = 0; i < weights.length; i++) {
      const change = weights[i] - measured[i];
      if (change === 0) continue;
      if (pace.due()) yield tick(i / weights.length);
      const k = Math.floor(i / inputs);
      products.move(k, i - k * inputs, change, fields[k]);
    }
  }

  function* measureAnew(weights: Int8Array): Work<void> {
    for (let k = 0; k < units; k++)
      slot.synapses[k].set(weights.subarray(k * inputs, (k + 1) * inputs));
    yield* slot.along();
    for (let k = 0; k < units; k++) fields[k].set(slot.sums[k]);
  }

  function* errorsOf(weights: Int8Array): Work<number> {
    let moved = 0;
    for (let i = 0; i < weights.length; i++) if (weights[i] !== measured[i]) moved += 1;
    yield* moved < FEW_MOVES * weights.length ? follow(weights) : measureAnew(weights);
    measured.set(weights);
    good.fill(0);
    for (const own of fields) count(own);
    return wrong();
  }

  // From the bits of the weights, where these say all.
  const { overlaps } = products;
  if (overlaps !== undefined)
    return function* (weights) {
      good.fill(0);
      for (let k = 0; k < units; k++)
        count(yield* overlaps(k, weights.subarray(k * inputs, (k + 1) * inputs)));
      return wrong();
    };
  // Sums of integers below 2²⁴ are exact in singles, in whatever order.
  const exact = inputs * Math.max(...levels.map(Math.abs)) < 16777216;
  if (exact) return errorsOf;
  return function* (weights) {
    return (yield* evaluateInSteps(problem, weights)).errors;
  };
}
