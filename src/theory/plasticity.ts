/**
 * The energy of learning in a perceptron: how much the walk of the weights costs beyond the straight line, and what
 * synaptic caching can save.
 *
 * N inputs of ±1, P random patterns, updates of size η. Source: H. L. Li & M. van Rossum, "Energy efficient synaptic
 * plasticity", eLife 9:e50804 (2020). The laws take the walk for diffusive; simulations lie 20–40 % above.
 */

import { FrugalError } from '../errors.ts';

/** Which perceptron, and by how much it changes at a time. */
export interface PerceptronLoad {
  readonly inputs: number;
  readonly patterns: number;
  /** η, default 1. */
  readonly rate?: number;
}

/** 2 − P/N. Throws `FrugalError` at or beyond the capacity P = 2N. */
function distance({ inputs, patterns }: PerceptronLoad): number {
  const left = 2 - patterns / inputs;
  if (!(left > 0 && patterns > 0))
    throw new FrugalError(`load ${patterns / inputs} is outside (0, 2)`);
  return left;
}

/** Updates until all patterns are right, K = 2P/(2 − P/N)². */
const perceptronUpdates = (load: PerceptronLoad): number =>
  (2 * load.patterns) / distance(load) ** 2;

/** Presentations until all patterns are right, T = P^(3/2)/(2 − P/N)². */
const perceptronPresentations = (load: PerceptronLoad): number =>
  (load.patterns * Math.sqrt(load.patterns)) / distance(load) ** 2;

/** The least M1, √(2/π) ηN√K. */
export const perceptronLeast = (load: PerceptronLoad): number =>
  Math.sqrt(2 / Math.PI) * (load.rate ?? 1) * load.inputs * Math.sqrt(perceptronUpdates(load));

/** M1 of plain learning, ηNK, in units of the least, √(πP)/(2 − P/N): diverges at the capacity. */
export const perceptronInefficiency = (load: PerceptronLoad): number =>
  Math.sqrt(Math.PI * load.patterns) / distance(load);

/** Energy of caching without decay, in its two parts. */
export interface CachingEnergy {
  /** η²NK/θ + Nθ/3: crossings of the threshold, and what is left at the end. */
  readonly consolidation: number;
  /** cNTθ/3. */
  readonly transmission: number;
}

/** Local caching at threshold θ and price c, without decay. */
export function cachingEnergy(
  load: PerceptronLoad,
  threshold: number,
  price: number,
): CachingEnergy {
  const { inputs, rate = 1 } = load;
  const held = (inputs * threshold) / 3;
  return {
    consolidation: (rate * rate * inputs * perceptronUpdates(load)) / threshold + held,
    transmission: price * perceptronPresentations(load) * held,
  };
}

/** The best threshold, θ² = 3η²K/(1 + cT). */
export const cachingThreshold = (load: PerceptronLoad, price: number): number =>
  (load.rate ?? 1) *
  Math.sqrt((3 * perceptronUpdates(load)) / (1 + price * perceptronPresentations(load)));

/** Energy at the best threshold in units of the least, min(√(2π(1 + cT)/3), √(πK/2)). */
export function cachingInefficiency(load: PerceptronLoad, price: number): number {
  const caching = Math.sqrt((2 * Math.PI * (1 + price * perceptronPresentations(load))) / 3);
  return Math.min(caching, Math.sqrt((Math.PI * perceptronUpdates(load)) / 2));
}
