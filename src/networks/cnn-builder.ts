/**
 * Convolutional networks from a description: convolutions in blocks, and a multilayer perceptron as the head, which is what
 * SET makes sparse. Layers of both are named (`convolution1`, …, `hidden1`, …, `output`) and drawn from streams by name:
 * networks that differ in their heads begin with the same kernels.
 */

import { layerConnections } from '../connectivity/allocate.ts';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { weightLaw } from '../connectivity/weights.ts';
import type { Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { TAPS } from '../kernels/index.ts';
import type { Random } from '../numerics/random.ts';
import { type Fit, mlpLayers } from './builders.ts';
import { type ConvolutionSpec, createConvolutions, type ImageShape } from './convolutions.ts';
import { type CnnDescription, mlp } from './describe.ts';
import { createMlp, type Mlp } from './mlp.ts';
import { firstNorm } from './norms.ts';

export interface CnnFit extends Omit<Fit, 'sparseInputs' | 'first'> {
  /** Of the examples: [rows, columns] or [channels, rows, columns]. */
  readonly shape: readonly number[];
}

/** @throws UsageError for examples that are no images */
export function imageShape(shape: readonly number[], inputs: number): ImageShape {
  const [channels, rows, columns] = shape.length === 2 ? [1, ...shape] : shape;
  if (shape.length < 2 || shape.length > 3 || channels * rows * columns !== inputs)
    throw new UsageError(
      `examples of ${inputs} numbers in the shape ${shape.join(' × ')} are no images of [rows, columns] or [channels, rows, columns]`,
    );
  return { channels, rows, columns };
}

/** Side of the kernels. */
const SIDE = 3;

/** Convolutions as they are born, outside any engine. */
function convolutionLayers(
  { blocks, kernelDensity = 1, dropout, norm, ...description }: CnnDescription,
  random: Random,
  { channels }: ImageShape,
  room: CnnFit['room'],
): ConvolutionSpec[] {
  const law = weightLaw(description.initial, description.deviation);
  const outputs = blocks.flat();
  const ends = blocks.map((block) => block.length);
  const last = new Set(ends.map((_, k) => ends.slice(0, k + 1).reduce((a, b) => a + b, 0) - 1));
  const sizes = outputs.map((to, k) => [k === 0 ? channels : outputs[k - 1], to] as const);
  const counts =
    kernelDensity < 1
      ? layerConnections(
          sizes.map(([from, to]) => [from, to, SIDE, SIDE] as const),
          { density: kernelDensity, allocation: 'erk' },
        )
      : undefined;
  return sizes.map(([from, to], k): ConvolutionSpec => {
    const name = `convolution${k + 1}`;
    const full = { inputs: TAPS * from, outputs: to, order: 'by-output' as const };
    const all = full.inputs * full.outputs;
    const stream = random.split('birth').split(name);
    const density = (counts?.[k] ?? all) / all;
    const wiring = { ...full, density, random: stream.split('wiring'), layer: name };
    const topology = density === 1 ? full : erdosRenyi(wiring);
    const weights = new Float32Array('index' in topology ? topology.index.length : all);
    law.fill(weights, { ...full, density: weights.length / all }, stream.split('weights'));
    const pooled = last.has(k);
    return {
      ...{ topology, arrays: { weights }, pooled, dropout: pooled ? 0 : dropout, room },
      ...(norm === 'batch' && { norm: firstNorm(to) }),
    };
  });
}

/**
 * A convolutional network; it is a multilayer perceptron (its head, whose layers `layers` are) behind convolutions, and
 * learns and answers like any other.
 *
 * @example buildCnn(cnn([[8], [16]], [100]), engine, createRandom(1), { inputs: 784, outputs: 10, shape: [28, 28] })
 * @throws UsageError for examples that are no images, or layers that would get no connection; FrugalError for images that
 *   are too small for so many blocks
 */
export function buildCnn(
  description: CnnDescription,
  engine: Engine,
  random: Random,
  fit: CnnFit,
): Mlp {
  const { batch = 128, shards, prune = (layers) => layers } = fit;
  const shape = imageShape(fit.shape, fit.inputs);
  const dropoutKey = random.split('dropout').key;
  const spec = {
    shape,
    layers: convolutionLayers(description, random, shape, fit.room),
    dropoutKey,
  };
  const pooled = (side: number): number => Math.floor(side / 2 ** description.blocks.length);
  const channels = description.blocks.flat().at(-1) ?? 0;
  const features = channels * pooled(shape.rows) * pooled(shape.columns);
  const { kind: _, blocks: __, kernelDensity: ___, hidden, ...head } = description;
  const ends = { inputs: Math.max(1, features), outputs: fit.outputs, sparseInputs: true };
  const layers = prune(mlpLayers(mlp(hidden, head), random, { ...fit, ...ends }));
  const whole = { layers, loss: description.loss, batch, shards, dropoutKey };
  return createMlp(engine, whole, (geometry) => createConvolutions(engine, spec, geometry));
}
