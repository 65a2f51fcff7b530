/** From a description to a restricted Boltzmann machine in the engine's memory. Wiring and weights follow from the random stream alone. */

import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { weightLaw } from '../connectivity/weights.ts';
import type { Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { log } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';
import type { FullyConnected } from '../sparse/layer.ts';
import type { MatrixOptions } from '../sparse/matrix.ts';
import type { RbmDescription } from './describe.ts';
import { createRbm, type Rbm } from './rbm.ts';
import type { DenseShown } from './stage.ts';

/** What a machine has to fit. */
export interface RbmFit {
  /** Visible units. */
  readonly inputs: number;
  /** Mean of every visible unit over the training examples: for first biases of the kind `data-means`. */
  readonly means?: ArrayLike<number>;
  /** Examples those are of. Default 1,000. */
  readonly examples?: number;
  /** Examples of a learning step. Default 100. */
  readonly batch?: number;
  readonly shards?: number;
  /** What a rule of rewiring wants of the connections at birth. */
  readonly birth?: MatrixOptions;
}

/**
 * Biases under which units without connections have given means: log(p / (1 − p)) with p = (n·mean + 1)/(n + 2), so that a unit
 * that never or always was on has a finite one.
 *
 * @param examples n, over which the means were taken
 */
export const logOdds = (means: ArrayLike<number>, examples: number): Float32Array =>
  Float32Array.from(means, (mean) => log((examples * mean + 1) / (examples * (1 - mean) + 1)));

/** Mean of every feature over examples, in real values. */
export function meansOf({ inputs, features, count, scale }: DenseShown): Float64Array {
  const sums = new Float64Array(features);
  for (let e = 0; e < count; e++)
    for (let f = 0; f < features; f++) sums[f] += inputs[e * features + f];
  return sums.map((sum) => (sum * scale) / count);
}

/** @throws UsageError where the machine would get no connection, or its biases need means that are not given */
export function buildRbm(
  description: RbmDescription,
  engine: Engine,
  random: Random,
  { inputs, means, examples = 1000, batch = 100, shards, birth }: RbmFit,
): Rbm {
  const { hidden, epsilon, density, initial, deviation, visibleBias } = description;
  const full: FullyConnected = { inputs, outputs: hidden, order: 'by-input' };
  const stream = random.split('birth').split('hidden');
  const all = inputs * hidden;
  const scarcity = density === undefined ? { epsilon } : { density };
  const topology =
    density === 1
      ? full
      : erdosRenyi({ ...full, ...scarcity, random: stream.split('wiring'), layer: 'hidden' });
  const weights = new Float32Array(topology.index?.length ?? all);
  const shape = { ...full, density: weights.length / all };
  weightLaw(initial, deviation).fill(weights, shape, stream.split('weights'));
  if (visibleBias === 'data-means' && means?.length !== inputs)
    throw new UsageError(
      `first biases from data means need ${inputs} means, given are ${means?.length ?? 'none'}`,
    );
  const { steps, chains, statistics, reconstruction } = description;
  return createRbm(engine, {
    layer: { topology, arrays: { weights } },
    ...(visibleBias === 'data-means' && means && { visibleBias: logOdds(means, examples) }),
    ...{ steps, chains, statistics, reconstruction, batch, shards, birth },
    key: random.split('draws').key,
  });
}
