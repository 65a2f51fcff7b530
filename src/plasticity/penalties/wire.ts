/**
 * A price on wire: λ Σ |w| (base + d^p), d the distance of the units that a synapse connects. Without a space it is L1.
 *
 * In two forms. `wirePenalty` adds its subgradient to the gradient, as a term of the loss does; weights that nothing holds
 * then hover about 0. `wireShrink` is the proximal step: it takes them to 0 exactly, and they stay there until their
 * gradient outweighs the price. Neither removes a connection: that is rewiring's affair.
 */

import { distance, type Space } from '../../connectivity/space.ts';
import { FrugalError } from '../../errors.ts';
import {
  addSlope,
  byShrinking,
  bySlope,
  type Kernel,
  numberDoubles,
  type Priced,
  shrink,
} from '../../kernels/index.ts';
import { pow } from '../../numerics/portable.ts';
import { inPlace } from '../in-place.ts';
import {
  type BundleContext,
  type BundleTransform,
  type BundleView,
  type Schedule,
  valueAt,
} from '../transform.ts';

export interface WirePrice {
  /** λ ≥ 0, in units of loss over weight (and distance). */
  readonly strength: Schedule;
  /** Where the units lie, or a function that says where they lie now; absent: every synapse costs the same. */
  readonly space?: Space | (() => Space);
  /** Price of |w| at distance 0, in units of λ; default 0 with a space, 1 without. */
  readonly base?: number;
  /** p > 0, default 1. */
  readonly power?: number;
}

/** λ at a step. @throws FrugalError unless it is in [0, ∞) */
export function strengthAt(strength: Schedule, step: number): number {
  const value = valueAt(strength, step);
  if (value >= 0 && value < Infinity) return value;
  throw new FrugalError(`penalty strength ${value} is outside [0, ∞) (step ${step})`);
}

/** @throws FrugalError unless the bundle connects the units of the space with each other */
export function checkPopulation(context: BundleContext, { units }: Space): void {
  if (context.inputs !== units || context.outputs !== units) {
    throw new FrugalError(
      `a space of ${units} units does not fit bundle "${context.bundle}" of ${context.inputs}×${context.outputs}`,
    );
  }
}

/** Distance to the power p of every synapse, listed anew only after the synapses or the places of units have changed. */
export function lengthsOf(
  space: Space | (() => Space),
  power: number,
): (context: BundleContext) => Float64Array {
  if (!(power > 0 && power < Infinity))
    throw new FrugalError(`power ${power} of the distance is outside (0, ∞)`);
  const known = new WeakMap<object, { readonly places: Space; readonly lengths: Float64Array }>();
  return (context) => {
    const places = typeof space === 'function' ? space() : space;
    checkPopulation(context, places);
    const ends = context.ends();
    const listed = known.get(ends);
    if (listed?.places === places) return listed.lengths;
    const { pre, post } = ends;
    let lengths = Float64Array.from(pre, (unit, k) => distance(places, unit, post[k]));
    if (power !== 1) lengths = lengths.map((d) => (d === 0 ? 0 : pow(d, power)));
    known.set(ends, { places, lengths });
    return lengths;
  };
}

/** Has every change priced, by the kernel where all synapses cost the same. */
function pricing(
  price: WirePrice,
  kernel: Kernel,
  priced: Priced,
): (view: BundleView, context: BundleContext, strength: number) => void {
  const { space, base = space === undefined ? 1 : 0, power = 1 } = price;
  if (!(base >= 0 && base < Infinity)) throw new FrugalError(`base ${base} is outside [0, ∞)`);
  strengthAt(price.strength, 0);
  if (space === undefined)
    return (view, _, strength) =>
      inPlace(view, CELL, ({ call, views, change, weights, scratch }) => {
        views.f64[scratch / 8] = strength * base;
        call(kernel, view.change.length, change, weights, scratch);
      });
  const lengths = lengthsOf(space, power);
  return ({ change, weights }, context, strength) => {
    const of = lengths(context);
    for (let k = 0; k < change.length; k++)
      change[k] = priced(numberDoubles, change[k], weights[k], strength * (base + of[k]));
  };
}

/** Bytes that hold a price. */
const CELL = 8;

/**
 * `change ← change + λ (base + d^p) sign(w)`, the subgradient of λ Σ |w| (base + d^p), 0 at w = 0. At the head of a chain,
 * where the change is the gradient; biases pass. Before Adam it counts by its ratio to the loss's gradient alone: a weight
 * that has nothing but its price moves at the learning rate, however small the price.
 *
 * @throws FrugalError for values outside their range; at the first step, when the bundle does not fit the space
 *
 * Source: with a space, SE1 of the code of J. Achterberg et al., Nature Machine Intelligence 5:1369 (2023); with `base`, the
 * penalty of Z. Liu, E. Gan, M. Tegmark, Entropy 26:41 (2024), λ (l₀ + A d) |w|. Deviations: none.
 *
 * @example chain(wirePenalty({ strength: 1e-3, space: mask.space }), adam({ rate: 1e-3 }))
 */
export function wirePenalty(price: WirePrice): BundleTransform {
  const pay = pricing(price, addSlope, bySlope);
  return {
    kind: 'bundle',
    name: 'wirePenalty',
    states: [],
    scratch: () => CELL,
    apply(view, step, context) {
      if (context.kind === 'bias') return;
      pay(view, context, strengthAt(price.strength, step));
    },
  };
}

/**
 * `u ← sign(u) max(|u| − η λ (base + d^p), 0)` with u = w + change: the proximal step of the same price. At the end of a
 * chain; biases pass.
 *
 * @param price `rate` is η, the learning rate of the step that came before. Behind an optimiser that rescales gradients
 *   (Adam) the price is still paid in units of η alone
 * @throws FrugalError for values outside their range; at the first step, when the bundle does not fit the space
 *
 * Source: the soft threshold of I. Daubechies, M. Defrise, C. De Mol, Comm. Pure Appl. Math. 57:1413 (2004).
 *
 * @example chain(sgd({ rate: 0.1 }), wireShrink({ rate: 0.1, strength: 1e-3, space: mask.space }))
 */
export function wireShrink(price: WirePrice & { readonly rate: Schedule }): BundleTransform {
  const pay = pricing(price, shrink, byShrinking);
  return {
    kind: 'bundle',
    name: 'wireShrink',
    states: [],
    scratch: () => CELL,
    apply(view, step, context) {
      if (context.kind === 'bias') return;
      const rate = valueAt(price.rate, step);
      if (!(rate >= 0 && rate < Infinity))
        throw new FrugalError(`learning rate ${rate} is outside [0, ∞)`);
      pay(view, context, rate * strengthAt(price.strength, step));
    },
  };
}
