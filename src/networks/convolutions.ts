/**
 * Convolutions of 3 × 3 with rectifiers before a multilayer perceptron, in blocks that each end by pooling 2 × 2. Their
 * kernels are layers as all others: a connection from a tap of an input channel (9·channel + 3·row + column) to an output
 * channel, sparse or dense, rewired and booked alike.
 *
 * Borders are 0 ("same" padding); strides are 1. One tile of examples at a time goes through all convolutions.
 */

import type { Call, Engine } from '../engine/index.ts';
import { FrugalError } from '../errors.ts';
import {
  activate,
  clear,
  convolve,
  convolveBackward,
  convolveDense,
  convolveDenseBelow,
  convolveDenseGradient,
  convolveSums,
  derive,
  dropout,
  dropoutCell,
  frame,
  type Kernel,
  type Mode,
  multiply,
  type Plane,
  pack,
  planeOf,
  planeSum,
  pool,
  poolBackward,
  pooledOf,
  sumBytes,
  TAPS,
  tapTable,
} from '../kernels/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { createMatrix, type SparseMatrix } from '../sparse/matrix.ts';
import { type Bundle, fixedBundle, matrixBundle } from './bundle.ts';
import { scoresOf, seenBy, strengthsOf } from './convolution-scores.ts';
import { FRONT_TILE, type Front, type FrontBuffers } from './front.ts';
import type { BatchTable, DenseSource } from './source.ts';

/** Kernels of one convolution: lists by output channel, 9 inputs a channel below. */
export interface ConvolutionSpec extends NewLayer {
  /** Share of the activities set to 0 while learning, [0, 1). */
  readonly dropout?: number;
  /** Whether pooling follows. */
  readonly pooled: boolean;
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

const WIDTH = FRONT_TILE;

/** Sites of dropout masks, apart from those of the perceptron's layers. */
const FIRST_SITE = 4096;

/** A convolution at work. */
export interface ConvolutionLayer {
  readonly name: string;
  readonly matrix: SparseMatrix;
  readonly bias: number;
  readonly plane: Plane;
  readonly pooled: boolean;
  readonly dropout: number;
  /** Addresses of the dropout cell, of the table of taps, and of the weights' sums of each shard. */
  readonly cell: number;
  readonly offsets: number;
  readonly sums: readonly number[];
  readonly bundles: readonly [weight: Bundle, bias: Bundle];
}

interface LayerBuffers {
  /** Activities, their mask and errors; pooled activities and their errors. */
  readonly activity: number;
  readonly mask: number;
  readonly delta: number;
  readonly pooled: number;
  readonly pooledDelta: number;
}

export interface ConvolutionBuffers extends FrontBuffers {
  /** Examples as they are packed, and within borders. */
  readonly packed: number;
  readonly framed: number;
  readonly layers: readonly LayerBuffers[];
}

export interface Convolutions extends Front<ConvolutionBuffers> {
  readonly convolutions: readonly ConvolutionLayer[];
}

/** Multiply-adds of an example by pixels of a layer. */
const pixelsOf = ({ rows, columns }: Plane): number => rows * columns;

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
function placeLayers(engine: Engine, spec: ConvolutionsSpec, shards: number): ConvolutionLayer[] {
  const { memory } = engine;
  const [key0, key1] = spec.dropoutKey ?? [0, 0];
  let plane: Plane = { rows: spec.shape.rows, columns: spec.shape.columns, width: WIDTH };
  return spec.layers.map((layer, k): ConvolutionLayer => {
    const name = `convolution${k + 1}`;
    const { dropout: rate = 0, pooled } = layer;
    const matrix = createMatrix(engine, layer);
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
    const bundles = [
      matrixBundle(engine, naming('weight'), matrix),
      fixedBundle(engine, naming('bias'), {
        ...{ kind: 'bias', weight: bias, capacity: matrix.outputs },
      }),
    ] as const;
    const made = { name, matrix, bias, plane, pooled, dropout: rate, cell, offsets, sums, bundles };
    if (pooled) plane = pooledOf(plane);
    return made;
  });
}

/** Convolutions in the engine's memory. Throws `FrugalError` for layers that do not fit together or the images. */
export function createConvolutions(
  engine: Engine,
  spec: ConvolutionsSpec,
  shards: number,
): Convolutions {
  checkLayers(spec);
  const { memory } = engine;
  const { channels, rows, columns } = spec.shape;
  const layers = placeLayers(engine, spec, shards);
  const first: Plane = { rows, columns, width: WIDTH };
  const last = layers[layers.length - 1];
  const parts = { engine, layers, first, channels };
  return {
    inputs: channels * rows * columns,
    features: last.matrix.outputs * pixelsOf(pooledOf(last.plane)),
    layers: layers.length,
    convolutions: layers,
    bundles: layers.flatMap(({ bundles }) => bundles),
    allocate: (learning) => allocate(parts, learning),
    forward: (step, source, learning) => forwardCalls(parts, step, source, learning),
    backward: (step, shard, mode) => backwardCalls(parts, step, shard, mode),
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

export interface ConvolutionParts {
  readonly engine: Engine;
  readonly layers: readonly ConvolutionLayer[];
  readonly first: Plane;
  readonly channels: number;
}

function allocate(
  { engine: { memory }, layers, first, channels }: ConvolutionParts,
  learning: boolean,
): ConvolutionBuffers {
  const packed = memory.allocate(4 * channels * pixelsOf(first) * WIDTH);
  const framed = memory.allocate(4 * channels * planeOf(first));
  const made = layers.map(({ matrix, plane, pooled, dropout: rate }, k): LayerBuffers => {
    const bytes = 4 * matrix.outputs * planeOf(plane);
    const small = pooledOf(plane);
    const singles = k === layers.length - 1 ? pixelsOf(small) * WIDTH : planeOf(small);
    const after = pooled ? 4 * matrix.outputs * singles : 0;
    return {
      activity: memory.allocate(bytes),
      mask: learning && rate > 0 ? memory.allocate(bytes) : 0,
      delta: learning ? memory.allocate(bytes) : 0,
      pooled: pooled ? memory.allocate(after) : 0,
      pooledDelta: learning && pooled ? memory.allocate(after) : 0,
    };
  });
  const { pooled: output, pooledDelta: delta } = made[made.length - 1];
  return { packed, framed, layers: made, output, delta };
}

interface Step {
  readonly table: BatchTable;
  readonly own: ConvolutionBuffers;
  readonly tile: number;
}

const singlesOf = ({ matrix, plane }: ConvolutionLayer): number => matrix.outputs * planeOf(plane);

const poolingOf = ({ layers }: ConvolutionParts, k: number) => ({
  plane: layers[k].plane,
  framed: k < layers.length - 1,
});

const indexOf = ({ matrix }: ConvolutionLayer): 'u16' | 'u32' =>
  matrix.indexWidth === 'u32' ? 'u32' : 'u16';

/** Sums of all taps, and the rectifier: borders are 0 and stay so. */
function convolved(parts: ConvolutionParts, own: ConvolutionBuffers, k: number): Call[] {
  const { arithmetic } = parts.engine;
  const layer = parts.layers[k];
  const { matrix, plane, bias, offsets } = layer;
  const { home, inputs, outputs, dense } = matrix;
  const [input, { activity }] = [seenBy(parts, own, k), own.layers[k]];
  const product = dense
    ? {
        kernel: convolveDense({ plane, arithmetic }),
        values: [inputs / TAPS, outputs, home.weight, bias, input, activity],
      }
    : {
        kernel: convolve({ plane, arithmetic, index: indexOf(layer) }),
        values: [outputs, home.start, home.index, home.weight, bias, offsets, input, activity],
      };
  return [product, { kernel: activate('relu'), values: [singlesOf(layer), activity] }];
}

function forwardCalls(
  parts: ConvolutionParts,
  { table, own, tile }: Step,
  source: DenseSource,
  learning: boolean,
): Call[] {
  const { layers, first, channels } = parts;
  const rows = table.rows + 4 * table.geometry.firsts[tile];
  const { data, features, shift, scale, storage } = source;
  const calls: Call[] = [
    { kernel: pack(WIDTH, storage), values: [rows, data, features, shift, scale, own.packed] },
    { kernel: frame(first), values: [channels, own.packed, own.framed] },
  ];
  layers.forEach((layer, k) => {
    const { activity, mask, pooled } = own.layers[k];
    const count = singlesOf(layer);
    calls.push(...convolved(parts, own, k));
    if (learning && layer.dropout > 0) {
      const values = [count, layer.cell, FIRST_SITE + k, tile, mask];
      calls.push({ kernel: dropout, values });
      calls.push({ kernel: multiply, values: [count, activity, mask, activity] });
    }
    if (!layer.pooled) return;
    const values = [layer.matrix.outputs, activity, pooled];
    calls.push({ kernel: pool(poolingOf(parts, k)), values });
  });
  return calls;
}

function backwardCalls(parts: ConvolutionParts, { own }: Step, shard: number, mode: Mode): Call[] {
  const { layers } = parts;
  const calls: Call[] = [];
  for (let k = layers.length - 1; k >= 0; k--) {
    const layer = layers[k];
    const { matrix, plane, bundles } = layer;
    const { activity, mask, delta, pooled, pooledDelta } = own.layers[k];
    const count = singlesOf(layer);
    if (layer.pooled) {
      const values = [matrix.outputs, activity, pooled, pooledDelta, delta];
      calls.push({ kernel: poolBackward(poolingOf(parts, k)), values });
    }
    // Where the mask is 0 so is the activity, and the rectifier's slope.
    if (layer.dropout > 0) calls.push({ kernel: multiply, values: [count, delta, mask, delta] });
    calls.push({ kernel: derive('relu'), values: [count, activity, delta] });
    const [weight, bias] = bundles.map(({ gradient, shardBytes }) => gradient + shard * shardBytes);
    calls.push({ kernel: planeSum(plane, mode), values: [matrix.outputs, delta, bias] });
    calls.push(...kernelGradients(parts, own, k, layer.sums[shard]));
    const values = [matrix.capacity, layer.sums[shard], weight];
    calls.push({ kernel: convolveSums(plane, mode), values });
  }
  return calls;
}

/** What is to be added to the sums of a layer's weights, and the errors of what it sees. */
function kernelGradients(
  parts: ConvolutionParts,
  own: ConvolutionBuffers,
  k: number,
  sums: number,
): Call[] {
  const { arithmetic } = parts.engine;
  const layer = parts.layers[k];
  const { matrix, plane, offsets } = layer;
  const { home, inputs, outputs, dense } = matrix;
  const input = seenBy(parts, own, k);
  const { delta } = own.layers[k];
  const before = k === 0 ? undefined : own.layers[k - 1];
  const below = k > 0 && parts.layers[k - 1].pooled ? before?.pooledDelta : before?.delta;
  const channels = inputs / TAPS;
  if (dense) {
    const gradient = {
      kernel: convolveDenseGradient({ plane, arithmetic }),
      values: [channels, outputs, delta, input, sums],
    };
    if (below === undefined) return [gradient];
    const values = [channels, outputs, home.weight, delta, below];
    return [gradient, { kernel: convolveDenseBelow({ plane, arithmetic }), values }];
  }
  const choice = { plane, arithmetic, index: indexOf(layer) };
  const lists = [outputs, home.start, home.index, home.weight, offsets, delta, input];
  if (below === undefined)
    return [{ kernel: convolveBackward({ ...choice, first: true }), values: [...lists, 0, sums] }];
  return [
    { kernel: clear, values: [channels * planeOf(plane), below] },
    { kernel: convolveBackward({ ...choice, first: false }), values: [...lists, below, sums] },
  ];
}

/** All kernels of an evaluation, of bytes and of singles. */
function evaluationKernels(parts: ConvolutionParts): Kernel[] {
  const none: LayerBuffers = { activity: 0, mask: 0, delta: 0, pooled: 0, pooledDelta: 0 };
  const layers = parts.layers.map(() => none);
  const own = { packed: 0, framed: 0, output: 0, delta: 0, layers };
  return [
    pack(WIDTH, 'f32'),
    frame(parts.first),
    ...layers.flatMap((_, k) => convolved(parts, own, k).map(({ kernel }) => kernel)),
    ...layers.flatMap((_, k) => (parts.layers[k].pooled ? [pool(poolingOf(parts, k))] : [])),
  ];
}
