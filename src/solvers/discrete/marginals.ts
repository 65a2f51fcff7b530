/**
 * The synapses' side of approximate message passing with any number of levels: marginals p_i(W) ∝ prior(W) exp(h_i W − A_i W²/2),
 * where the prior puts a price λ on every synapse that is not 0, and what is carried over from sweep to sweep.
 */

import { createPace, tick, type Work } from '../../numerics/pace.ts';
import { exp, log } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, levelStep, synapsesOf } from '../../tasks/discrete/problem.ts';

/** log-weights are cut at this: what is e⁻⁶⁰ times less probable than another level does not come back. */
const LARGEST = 60;

/** What a sweep starts from, [K·N] each. */
const ARRAYS = [
  ...['fields', 'curvatures', 'means', 'variances', 'own', 'ownCurvature'],
  ...['carried', 'carriedCurvature', 'lasting', 'sides'],
] as const;

type ArrayName =
  /** h and A, what was carried over included; mean and variance of every synapse. */
  | ('fields' | 'curvatures' | 'means' | 'variances')
  /** The patterns' own part of h and A, and what is carried over. */
  | ('own' | 'ownCurvature' | 'carried' | 'carriedCurvature')
  /** Fields that stay; sides to which equal levels fall. */
  | ('lasting' | 'sides');

/** All that a sweep starts from. */
export interface MarginalState extends Readonly<Record<ArrayName, Float64Array>> {
  /** λ of the last sweep; what the asked price has grown to by being carried over; of that, what is carried over now. */
  readonly price: number;
  readonly ownPrice: number;
  readonly carriedPrice: number;
}

/** Marginals of all synapses. */
export interface Marginals extends Readonly<Record<ArrayName, Float64Array>> {
  readonly problem: DiscreteProblem;
  /** The price that was asked for, and the largest share of synapses that are not 0. */
  readonly asked: number;
  readonly nonzero: number;
  price: number;
  ownPrice: number;
  carriedPrice: number;
  /** Of the synapse at hand: p_i by level. */
  readonly mass: Float64Array;
  /** Of every synapse, the log of the odds of a connection without a price, or its probability. */
  readonly odds: Float64Array;
}

/** Marginals at fields of 0. */
export function createMarginals(
  problem: DiscreteProblem,
  asked: number,
  nonzero: number,
): Marginals {
  const synapses = synapsesOf(problem);
  const room = () => new Float64Array(synapses);
  return {
    ...{ problem, asked, nonzero, price: asked, ownPrice: asked, carriedPrice: 0 },
    ...{ fields: room(), curvatures: room(), means: room(), variances: room() },
    ...{ own: room(), ownCurvature: room(), carried: room(), carriedCurvature: room() },
    ...{ lasting: room(), sides: room(), odds: room() },
    mass: new Float64Array(problem.levels.length),
  };
}

/** p_i in `mass`, at a price and with a shift of its field; returns the probability of a connection. */
export function weigh(
  { problem, fields, curvatures, mass }: Marginals,
  i: number,
  price: number,
  shift = 0,
): number {
  const { levels } = problem;
  const count = levels.length;
  let top = Number.NEGATIVE_INFINITY;
  for (let q = 0; q < count; q++) {
    const w = levels[q];
    mass[q] = w * (fields[i] + shift - 0.5 * curvatures[i] * w) - (w === 0 ? 0 : price);
    top = Math.max(top, mass[q]);
  }
  let [sum, active] = [0, 0];
  for (let q = 0; q < count; q++) {
    mass[q] = exp(Math.max(mass[q] - top, -2 * LARGEST));
    sum += mass[q];
    if (levels[q] !== 0) active += mass[q];
  }
  for (let q = 0; q < count; q++) mass[q] /= sum;
  return active / sum;
}

/** Mean of what is in `mass`. */
function meanOf({ problem, mass }: Marginals): number {
  let mean = 0;
  for (let q = 0; q < mass.length; q++) mean += mass[q] * problem.levels[q];
  return mean;
}

/** Variance of what is in `mass`, around its mean. */
function varianceOf({ problem, mass }: Marginals, mean: number): number {
  let variance = 0;
  for (let q = 0; q < mass.length; q++) {
    const gap = problem.levels[q] - mean;
    variance += mass[q] * gap * gap;
  }
  return variance;
}

/** Σ⟨W⟩ of unit k and Σ of its variances, were the fields on all its synapses greater by `shift`. */
export function totalsAt(marginals: Marginals, unit: number, shift: number) {
  const { inputs } = marginals.problem;
  let [mean, variance] = [0, 0];
  for (let i = unit * inputs; i < (unit + 1) * inputs; i++) {
    weigh(marginals, i, marginals.price, shift);
    const own = meanOf(marginals);
    mean += own;
    variance += varianceOf(marginals, own);
  }
  return { mean, variance };
}

/** Halvings of the interval in which a price is looked for. */
const HALVINGS = 30;

/** λ ≥ `least` at which the expected share of connections is the budget, by bisection. */
export function* priceOf(marginals: Marginals, least: number): Work<number> {
  const { nonzero, odds } = marginals;
  if (nonzero === 1) return least;
  const pace = createPace();
  const most = nonzero * odds.length;
  for (let i = 0; i < odds.length; i++) {
    const active = weigh(marginals, i, least);
    odds[i] = log(Math.max(active, 1e-300)) - log(Math.max(1 - active, 1e-300));
  }
  const expected = (extra: number): number => {
    let sum = 0;
    for (let i = 0; i < odds.length; i++) sum += 1 / (1 + exp(extra - odds[i]));
    return sum;
  };
  if (expected(0) <= most) return least;
  let [low, high] = [0, 1];
  while (expected(high) > most && high < 4 * LARGEST) high *= 2;
  for (let t = 0; t < HALVINGS; t++) {
    if (pace.due()) yield tick(t / HALVINGS);
    const middle = 0.5 * (low + high);
    if (expected(middle) > most) low = middle;
    else high = middle;
  }
  return least + high;
}

/** Means and variances of all synapses out of their fields; returns the largest change of a mean, in two-level units. */
export function* settle(marginals: Marginals): Work<number> {
  const { problem, asked, means, variances } = marginals;
  marginals.ownPrice = asked + marginals.carriedPrice;
  marginals.price = yield* priceOf(marginals, marginals.ownPrice);
  let change = 0;
  for (let i = 0; i < means.length; i++) {
    weigh(marginals, i, marginals.price);
    const mean = meanOf(marginals);
    change = Math.max(change, Math.abs(mean - means[i]));
    means[i] = mean;
    variances[i] = varianceOf(marginals, mean);
  }
  return (2 * change) / levelStep(problem);
}

/** First fields, uniform in ±`amplitude`, and fields that stay, in ±`asymmetry`; all else begins anew. */
export function fillMarginals(
  marginals: Marginals,
  { amplitude, asymmetry }: { readonly amplitude: number; readonly asymmetry: number },
  random: Random,
): void {
  for (const name of ARRAYS) marginals[name].fill(0);
  marginals.carriedPrice = 0;
  random.split('messages').fillUniform(marginals.fields, -amplitude, amplitude);
  random.split('asymmetry').fillUniform(marginals.lasting, -asymmetry, asymmetry);
  random.split('sides').fillUniform(marginals.sides, -1e-9, 1e-9);
}

/** Carries over `rate` times the log-marginals of the last sweep. */
export function carry(marginals: Marginals, rate: number): void {
  const { problem, fields, curvatures, carried, carriedCurvature, ownPrice } = marginals;
  // Fields beyond this decide a synapse: cut, so that a run that fails stays finite.
  const most = LARGEST / levelStep(problem);
  for (let i = 0; i < fields.length; i++) {
    const scale = Math.min(1, most / Math.max(Math.abs(fields[i]), curvatures[i], 1e-300));
    carried[i] = rate * fields[i] * scale;
    carriedCurvature[i] = rate * curvatures[i] * scale;
  }
  // What a budget adds is not carried: it is a multiplier, found anew.
  marginals.carriedPrice = rate * Math.min(ownPrice, LARGEST);
}

/** The most probable level of every synapse; where there are more connections than the budget has, the least sure ones go. */
export function readLevels(marginals: Marginals, out: Int8Array): Int8Array {
  const { problem, nonzero, mass, odds, sides, price } = marginals;
  const { levels } = problem;
  let connections = 0;
  for (let i = 0; i < out.length; i++) {
    odds[i] = weigh(marginals, i, price);
    let best = 0;
    for (let q = 1; q < levels.length; q++) {
      // Equal levels fall to the side drawn at the start.
      const lead = mass[q] - mass[best];
      if (lead > 0 || (lead === 0 && sides[i] > 0)) best = q;
    }
    out[i] = levels[best];
    if (out[i] !== 0) connections += 1;
  }
  const most = Math.floor(nonzero * out.length);
  if (connections <= most) return out;
  const present = [...out.keys()].filter((i) => out[i] !== 0);
  present.sort((i, j) => odds[j] - odds[i] || i - j);
  for (const i of present.slice(most)) out[i] = 0;
  return out;
}

/** A copy of all that a sweep starts from. */
export function saveMarginals(marginals: Marginals): MarginalState {
  const { price, ownPrice, carriedPrice } = marginals;
  const { fields, curvatures, means, variances, own, ownCurvature } = marginals;
  const { carried, carriedCurvature, lasting, sides } = marginals;
  return {
    ...{ price, ownPrice, carriedPrice, fields: fields.slice(), curvatures: curvatures.slice() },
    ...{ means: means.slice(), variances: variances.slice(), own: own.slice() },
    ...{ ownCurvature: ownCurvature.slice(), carried: carried.slice(), lasting: lasting.slice() },
    ...{ carriedCurvature: carriedCurvature.slice(), sides: sides.slice() },
  };
}

export function restoreMarginals(marginals: Marginals, state: MarginalState): void {
  for (const name of ARRAYS) marginals[name].set(state[name]);
  marginals.price = state.price;
  marginals.ownPrice = state.ownPrice;
  marginals.carriedPrice = state.carriedPrice;
}
