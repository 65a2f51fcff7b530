/**
 * A perceptron: one unit with a threshold over binary inputs, whose synapses are one bundle.
 *
 * Patterns are lists of active inputs, so that a field costs as many additions as inputs are active. Which association is
 * learned, and when, is the learner's business.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { fullTopology } from '../sparse/topology.ts';
import { type Bundle, bundleWeights, finder, fixedBundle, type Network } from './bundle.ts';

/** Lists, one after another: of list k the entries `index[start[k] … start[k + 1])`, ascending. */
export interface PatternLists {
  readonly start: Uint32Array;
  readonly index: Uint32Array;
}

/** One bundle of N synapses, `output.weight`; a weight of 0 is a synapse that is silent. */
export interface Perceptron extends Network {
  readonly inputs: number;
  /** View of the weights; stale after the next allocation. */
  weights(): Float32Array;
  /** Σ J_i X_i of pattern `k`, given the active inputs of every pattern; in double precision, added in the order of the list. */
  field(lists: PatternLists, k: number): number;
  /**
   * The fields of all patterns at once, from the lists of the patterns in which each input is active: only synapses that
   * are not silent cost anything.
   */
  fields(columns: PatternLists, out: Float64Array): void;
  /** Leaves the gradient of the hinge loss (κ − Y (J·X − h))₊: −`label` at the active inputs, 0 elsewhere. */
  blame(lists: PatternLists, k: number, label: number): void;
  /** Leaves a gradient of 0. */
  pardon(): void;
}

/**
 * First weights of the sparse learning rule, in units of w: (1 + δ̃) g where the sign is prescribed, else (1 + δ̃) times a
 * number drawn between −1 and 1.
 */
export function initialWeights(
  inputs: number,
  { signs, gap = 0 }: { readonly signs?: ArrayLike<number>; readonly gap?: number },
  random: Random,
): Float32Array {
  return Float32Array.from({ length: inputs }, (_, i) => {
    const side = 2 * random.uniform() - 1;
    const sign = signs?.[i] ?? 0;
    return (1 + gap) * (sign === 0 ? side : sign);
  });
}

/** Places a perceptron in the engine's memory. Throws `FrugalError` where there is no weight or one is not finite. */
export function createPerceptron(engine: Engine, weights: ArrayLike<number>): Perceptron {
  const inputs = weights.length;
  if (inputs === 0) throw new FrugalError('a perceptron needs at least one input');
  for (let i = 0; i < inputs; i++) {
    if (!Number.isFinite(weights[i]))
      throw new FrugalError(`weights[${i}] ${weights[i]} is not a finite number`);
  }
  const { memory } = engine;
  const weight = memory.allocate(4 * inputs);
  memory.views().f32.set(weights, weight / 4);
  const naming = { name: 'output.weight', layer: 0, shards: 1 };
  const bundle: Bundle = fixedBundle(engine, naming, {
    ...{ kind: 'weight', weight, capacity: inputs },
    topology: () => fullTopology(inputs, 1, 'by-input'),
  });
  const gradient = (): Float32Array =>
    memory.views().f32.subarray(bundle.gradient / 4, bundle.gradient / 4 + inputs);
  return {
    engine,
    inputs,
    bundles: [bundle],
    bundle: finder([bundle]),
    weights: () => bundleWeights(engine, bundle),
    field({ start, index }, k) {
      const { f32 } = memory.views();
      const base = weight / 4;
      let sum = 0;
      for (let at = start[k]; at < start[k + 1]; at++) sum += f32[base + index[at]];
      return sum;
    },
    fields({ start, index }, out) {
      const { f32 } = memory.views();
      const base = weight / 4;
      out.fill(0);
      for (let i = 0; i < inputs; i++) {
        const own = f32[base + i];
        if (own === 0) continue;
        for (let at = start[i]; at < start[i + 1]; at++) out[index[at]] += own;
      }
    },
    blame({ start, index }, k, label) {
      const own = gradient().fill(0);
      for (let at = start[k]; at < start[k + 1]; at++) own[index[at]] = -label;
    },
    pardon: () => void gradient().fill(0),
  };
}
