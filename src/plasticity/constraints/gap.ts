/**
 * Stochastic gap elimination: a weight is 0 or at least δ in magnitude, enforced one step at a time by local decisions.
 * It is structural plasticity without a global ranking; for removal by rank see `rewiring/drop.ts`.
 */

import { FrugalError } from '../../errors.ts';
import type { BundleContext, BundleTransform } from '../transform.ts';

/**
 * Relative distance from δ within which a weight counts as parked on the edge of the gap. The change that sends it there
 * is added in single precision and may miss δ by a few units of its last place (6e-8); a weight that moves by itself
 * comes this close in one step of ten million.
 */
const EDGE = 2 ** -20;

/** Whether a weight of this magnitude is parked on the edge of a gap. */
export const onEdge = (magnitude: number, gap: number): boolean =>
  gap > 0 && Math.abs(magnitude - gap) <= EDGE * gap;

/** Whether a weight of this magnitude is where the gap allows none. */
export const inGap = (magnitude: number, gap: number): boolean =>
  magnitude > 0 && magnitude < gap * (1 - EDGE);

/** δ of one or of each unit that synapses come from, checked; a gap for each leaves biases alone. */
export function gapReader(
  gap: number | ArrayLike<number>,
): (context: BundleContext) => (synapse: number) => number {
  const check = (value: number, field: string): void => {
    if (!(value >= 0 && value < Infinity))
      throw new FrugalError(`${field} ${value} is outside [0, ∞)`);
  };
  if (typeof gap === 'number') {
    check(gap, 'gap');
    const single = Math.fround(gap);
    return () => () => single;
  }
  const each = Float32Array.from(gap);
  each.forEach((value, i) => {
    check(value, `gap[${i}]`);
  });
  return (context) => {
    if (context.kind === 'bias') return () => 0;
    if (context.inputs !== each.length) {
      throw new FrugalError(
        `gap has ${each.length} entries, bundle "${context.bundle}" has ${context.inputs} inputs`,
      );
    }
    const { pre } = context.ends();
    return (synapse) => each[pre[synapse]];
  };
}

export interface GapOptions {
  /** δ ≥ 0 in units of the weights; one, or one for each unit that the synapses come from. 0 leaves all as it is. */
  readonly gap: number | ArrayLike<number>;
  /** Probability that a weight in the gap is lifted to its edge, on each side. In [0, 0.5]. Default 0.02. */
  readonly promotion?: number;
  /** Acts at every so many-th step; between, weights move freely. Default 1. */
  readonly every?: number;
}

/**
 * Every weight u = w + change with 0 < |u| < δ draws once:
 *
 *     u ← +δ sign(u)   with probability q        (q = `promotion` = 1 − p_δ of the source)
 *     u ← −δ sign(u)   with probability q
 *     u ← 0            with probability 1 − 2q
 *
 * Weights at 0 and beyond the gap stay. A synapse that is pushed below δ nearly always dies; and where single changes are
 * smaller than δ, every new connection is born by promotion, on the edge.
 *
 * Draws come from the bundle's own stream, split by `gap` and the step, in the order of the synapses.
 *
 * @throws FrugalError for values outside their range
 *
 * Source: M. Baig & A. Stepanyants, arXiv 2409.04946 (2024), step 3 of the published sparse learning rule; q = 0.02 is
 * its default. Deviations: weights are in single precision, and one within 2⁻²⁰ δ of the edge counts as on it (the
 * source compares doubles for equality); `every` is ours.
 *
 * @example chain(sgd({ rate: 0.05, momentum: 0.9 }), gapElimination({ gap: 0.05, every: 100 })) // on a layer of an MLP
 */
export function gapElimination(options: GapOptions): BundleTransform {
  const { promotion = 0.02, every = 1 } = options;
  if (!(promotion >= 0 && promotion <= 0.5))
    throw new FrugalError(`promotion ${promotion} is outside [0, 0.5]`);
  if (!Number.isInteger(every) || every < 1)
    throw new FrugalError(`every ${every} is not an integer ≥ 1`);
  const gapsOf = gapReader(options.gap);
  return {
    kind: 'bundle',
    name: 'gapElimination',
    states: [],
    apply({ change, weights }, step, context) {
      if ((step + 1) % every !== 0) return;
      const gapOf = gapsOf(context);
      let stream = context.random;
      let drawing = false;
      for (let k = 0; k < change.length; k++) {
        const u = weights[k] + change[k];
        if (u === 0) continue;
        const gap = gapOf(k);
        if (!inGap(Math.abs(u), gap)) continue;
        if (!drawing) {
          stream = context.random.split('gap').split(step);
          drawing = true;
        }
        const draw = stream.uniform();
        const side = u > 0 ? gap : -gap;
        const to = draw < promotion ? -side : draw >= 1 - promotion ? side : 0;
        change[k] = to - weights[k];
      }
    },
  };
}
