/**
 * Convolutions of 3 × 3 with rectifiers before a multilayer perceptron, in blocks that each end by pooling 2 × 2. Their
 * kernels are layers as all others: a connection from a tap of an input channel (9·channel + 3·row + column) to an output
 * channel, sparse or dense, rewired and booked alike.
 *
 * Borders are 0 ("same" padding); strides are 1. One tile of examples at a time goes through all convolutions.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import {
  dropoutCell,
  type Plane,
  pixelsOf,
  planeOf,
  pooledOf,
  sumBytes,
  TAPS,
  tapTable,
} from '../kernels/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { createMatrix } from '../sparse/matrix.ts';
import { fixedBundle, matrixBundle } from './bundle.ts';
import {
  backwardPhases,
  type ConvolutionBuffers,
  type ConvolutionLayer,
  type ConvolutionParts,
  evaluationKernels,
  forwardPhases,
  type LayerBuffers,
  WIDTH,
} from './convolution-calls.ts';
import { scoresOf, strengthsOf } from './convolution-scores.ts';
import type { Front } from './front.ts';
import type { Geometry } from './geometry.ts';
import { type Norm, normBundles, normedOf, placeNorm } from './norms.ts';

/** Kernels of one convolution: lists by output channel, 9 inputs a channel below. */
export interface ConvolutionSpec extends NewLayer {
  /** Numbers with which the sums of every channel are normalised over the batch and all pixels; absent: they are not. */
  readonly norm?: Norm;
  /** Share of the activities set to 0 while learning, [0, 1). */
  readonly dropout?: number;
  /** Whether pooling follows. */
  readonly pooled: boolean;
  /** Connections that are to fit, as a multiple of those that there are; default 1. */
  readonly room?: number;
}

/** Images as examples store them: `[channel][row][column]`. */
export interface ImageShape {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

export interface ConvolutionsSpec {
  readonly shape: ImageShape;
  readonly layers: readonly ConvolutionSpec[];
  readonly dropoutKey?: readonly [number, number];
}

export interface Convolutions extends Front<ConvolutionBuffers> {
  readonly convolutions: readonly ConvolutionLayer[];
}

function checkLayers({ shape, layers }: ConvolutionsSpec): void {
  let { channels, rows, columns } = shape;
  for (const [k, { topology, dropout: rate = 0, pooled }] of layers.entries()) {
    const name = `convolution${k + 1}`;
    if (topology.order !== 'by-output')
      throw new FrugalError(`layer "${name}" must be by-output, is ${topology.order}`);
    if (topology.inputs !== TAPS * channels)
      throw new FrugalError(
        `layer "${name}" takes ${topology.inputs} taps, ${channels} channels give ${TAPS * channels}`,
      );
    if (!(rate >= 0 && rate < 1))
      throw new FrugalError(`dropout ${rate} is outside [0, 1) (layer "${name}")`);
    channels = topology.outputs;
    if (pooled) [rows, columns] = [Math.floor(rows / 2), Math.floor(columns / 2)];
    if (rows < 1 || columns < 1)
      throw new FrugalError(
        `images of ${shape.rows} × ${shape.columns} pixels have none left after "${name}": give fewer blocks`,
      );
  }
  if (layers[layers.length - 1]?.pooled !== true)
    throw new FrugalError('the last convolution must be pooled');
}

/** Layers in the engine's memory. Keeps nothing of the first weights. */
function placeLayers(
  engine: Engine,
  spec: ConvolutionsSpec,
  { shards, tiles }: Pick<Geometry, 'shards' | 'tiles'>,
): ConvolutionLayer[] {
  const { memory } = engine;
  const [key0, key1] = spec.dropoutKey ?? [0, 0];
  let plane: Plane = { rows: spec.shape.rows, columns: spec.shape.columns, width: WIDTH };
  return spec.layers.map((layer, k): ConvolutionLayer => {
    const name = `convolution${k + 1}`;
    const { dropout: rate = 0, pooled } = layer;
    const matrix = createMatrix(engine, layer, { room: layer.room });
    const bias = memory.allocate(4 * matrix.outputs);
    const cell = memory.allocate(20);
    const { threshold, scale } = dropoutCell(rate);
    memory.views().u32.set([key0, key1, 0, threshold], cell / 4);
    memory.views().f32[cell / 4 + 4] = scale;
    const table = tapTable(plane, matrix.inputs / TAPS);
    const offsets = memory.allocate(table.byteLength);
    memory.views().u32.set(table, offsets / 4);
    const bytes = sumBytes(plane) * matrix.capacity;
    const sums = Array.from({ length: shards }, () => memory.allocate(bytes));
    const naming = (what: string) => ({ layer: k, shards, name: `${name}.${what}` });
    const norm = layer.norm && placeNorm(engine, name, matrix.outputs, layer.norm, tiles);
    const bundles = [
      matrixBundle(engine, naming('weight'), matrix),
      fixedBundle(engine, naming('bias'), {
        ...{ kind: 'bias', weight: bias, capacity: matrix.outputs },
      }),
      ...normBundles(engine, norm, naming),
    ] as const;
    const made = { name, matrix, bias, plane, pooled, dropout: rate, cell, offsets, sums, bundles };
    if (pooled) plane = pooledOf(plane);
    return { ...made, ...(norm && { norm }) };
  });
}

/** Convolutions in the engine's memory. Throws `FrugalError` for layers that do not fit together or the images. */
export function createConvolutions(
  engine: Engine,
  spec: ConvolutionsSpec,
  geometry: Pick<Geometry, 'shards' | 'tiles'>,
): Convolutions {
  checkLayers(spec);
  const { memory } = engine;
  const { channels, rows, columns } = spec.shape;
  const layers = placeLayers(engine, spec, geometry);
  const first: Plane = { rows, columns, width: WIDTH };
  const last = layers[layers.length - 1];
  const parts = { engine, layers, first, channels };
  return {
    inputs: channels * rows * columns,
    features: last.matrix.outputs * pixelsOf(pooledOf(last.plane)),
    layers: layers.length,
    convolutions: layers,
    bundles: layers.flatMap(({ bundles }) => bundles),
    normed: normedOf(layers),
    allocate: (learning) => allocate(parts, learning),
    forward: (step, source, learning) => forwardPhases(parts, step, source, learning),
    backward: (step, shard, mode) => backwardPhases(parts, step, shard, mode),
    kernels: () => evaluationKernels(parts),
    setStep(step) {
      const { u32 } = memory.views();
      for (const { cell } of layers) u32[cell / 4 + 2] = step + 1;
    },
    multiplyAdds() {
      const each = layers.map(({ matrix, plane }) => matrix.connections * pixelsOf(plane));
      const forward = each.reduce((sum, k) => sum + k, 0);
      return { forward, backward: 2 * forward - each[0] };
    },
    score: (tiles, layer, list, other) => scoresOf(parts, tiles, layer, list, other),
    strengths: (tiles, layer) => strengthsOf(parts, tiles, layer),
  };
}

function allocate(
  { engine: { memory }, layers, first, channels }: ConvolutionParts,
  learning: boolean,
): ConvolutionBuffers {
  const packed = memory.allocate(4 * channels * pixelsOf(first) * WIDTH);
  const framed = memory.allocate(4 * channels * planeOf(first));
  const made = layers.map(({ matrix, norm, plane, pooled, dropout: rate }, k): LayerBuffers => {
    const bytes = 4 * matrix.outputs * planeOf(plane);
    const small = pooledOf(plane);
    const singles = k === layers.length - 1 ? pixelsOf(small) * WIDTH : planeOf(small);
    const after = pooled ? 4 * matrix.outputs * singles : 0;
    const activity = memory.allocate(bytes);
    return {
      raw: learning && norm !== undefined ? memory.allocate(bytes) : activity,
      activity,
      mask: learning && rate > 0 ? memory.allocate(bytes) : 0,
      delta: learning ? memory.allocate(bytes) : 0,
      pooled: pooled ? memory.allocate(after) : 0,
      pooledDelta: learning && pooled ? memory.allocate(after) : 0,
    };
  });
  const { pooled: output, pooledDelta: delta } = made[made.length - 1];
  return { packed, framed, layers: made, output, delta };
}
