/**
 * The kernel calls of convolutions: one tile of examples forward through all of them, and back.
 *
 * Each function is given the parts of the convolutions, and of the tile where its examples are listed and where it may write.
 */

import type { Call, Engine } from '../engine/index.ts';
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
  frame,
  type Kernel,
  type Mode,
  type Plane,
  pack,
  planeOf,
  planeSum,
  pool,
  poolBackward,
  TAPS,
} from '../kernels/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import type { Bundle } from './bundle.ts';
import { seenBy } from './convolution-scores.ts';
import { FRONT_TILE, type FrontBuffers } from './front.ts';
import {
  denormaliseCalls,
  errorCalls,
  normaliseCalls,
  type PlacedNorm,
  sumCalls,
} from './norms.ts';
import type { BatchTable, DenseSource } from './source.ts';

/** Examples of a tile. */
export const WIDTH = FRONT_TILE;

/** Sites of dropout masks, apart from those of the perceptron's layers. */
const FIRST_SITE = 4096;

/** A convolution at work. */
export interface ConvolutionLayer {
  readonly name: string;
  readonly matrix: SparseMatrix;
  readonly bias: number;
  /** Where the numbers of the channels lie, if their sums are normalised: the bias is then the shift. */
  readonly norm?: PlacedNorm;
  readonly plane: Plane;
  readonly pooled: boolean;
  readonly dropout: number;
  /** Addresses of the dropout cell, of the table of taps, and of the weights' sums of each shard. */
  readonly cell: number;
  readonly offsets: number;
  readonly sums: readonly number[];
  readonly bundles: readonly [weight: Bundle, bias: Bundle, ...gain: Bundle[]];
}

export interface LayerBuffers {
  /** Sums before they are normalised, where the errors need them; else where the activities are. */
  readonly raw: number;
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

export interface ConvolutionParts {
  readonly engine: Engine;
  readonly layers: readonly ConvolutionLayer[];
  readonly first: Plane;
  readonly channels: number;
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

/** Sums of all taps, where a layer that is normalised has its sums. */
function convolved(parts: ConvolutionParts, own: ConvolutionBuffers, k: number): Call {
  const { arithmetic } = parts.engine;
  const layer = parts.layers[k];
  const { matrix, plane, norm, offsets } = layer;
  const { home, inputs, outputs, dense } = matrix;
  const bias = norm?.zeros ?? layer.bias;
  const [input, { raw }] = [seenBy(parts, own, k), own.layers[k]];
  if (dense) {
    const values = [inputs / TAPS, outputs, home.weight, bias, input, raw];
    return { kernel: convolveDense({ plane, arithmetic }), values };
  }
  return {
    kernel: convolve({ plane, arithmetic, index: indexOf(layer) }),
    values: [outputs, home.start, home.index, home.weight, bias, offsets, input, raw],
  };
}

/** Activities of a layer's sums: normalised where they are, and the rectifier. Borders are 0 and stay so. */
function activated(
  layer: ConvolutionLayer,
  { raw, activity }: LayerBuffers,
  running: boolean,
): Call[] {
  const { norm, plane, bias } = layer;
  const at = { spread: plane, raw, sum: activity };
  const normalised = norm === undefined ? [] : normaliseCalls(norm, at, bias, running);
  return [...normalised, { kernel: activate('relu'), values: [singlesOf(layer), activity] }];
}

const rowsOf = ({ rows, geometry }: BatchTable, tile: number): number =>
  rows + 4 * geometry.firsts[tile];

export function forwardPhases(
  parts: ConvolutionParts,
  { table, own, tile }: Step,
  source: DenseSource,
  learning: boolean,
): Call[][] {
  const { layers, first, channels } = parts;
  const rows = rowsOf(table, tile);
  const { data, features, shift, scale, storage } = source;
  let calls: Call[] = [
    { kernel: pack(WIDTH, storage), values: [rows, data, features, shift, scale, own.packed] },
    { kernel: frame(first), values: [channels, own.packed, own.framed] },
  ];
  const phases = [calls];
  layers.forEach((layer, k) => {
    const { norm, plane } = layer;
    const { raw, activity, mask, pooled } = own.layers[k];
    const count = singlesOf(layer);
    calls.push(convolved(parts, own, k));
    if (norm !== undefined && learning) {
      calls.push(...sumCalls(norm, { spread: plane, tile, rows, raw }));
      calls = [];
      phases.push(calls);
    }
    calls.push(...activated(layer, own.layers[k], !learning));
    if (learning && layer.dropout > 0) {
      const values = [count, layer.cell, FIRST_SITE + k, tile, mask, activity, activity];
      calls.push({ kernel: dropout, values });
    }
    if (!layer.pooled) return;
    const values = [layer.matrix.outputs, activity, pooled];
    calls.push({ kernel: pool(poolingOf(parts, k)), values });
  });
  return phases;
}

export function backwardPhases(
  parts: ConvolutionParts,
  { table, own, tile }: Step,
  shard: number,
  mode: Mode,
): Call[][] {
  const { layers } = parts;
  let calls: Call[] = [];
  const phases = [calls];
  for (let k = layers.length - 1; k >= 0; k--) {
    const layer = layers[k];
    const { matrix, norm, plane, bundles } = layer;
    const { raw, activity, mask, delta, pooled, pooledDelta } = own.layers[k];
    const count = singlesOf(layer);
    if (layer.pooled) {
      // What pooling leaves out of odd sides has the errors that normalising gave it in the step before.
      if (norm !== undefined && (plane.rows % 2 === 1 || plane.columns % 2 === 1))
        calls.push({ kernel: clear, values: [count, delta] });
      const values = [matrix.outputs, activity, pooled, pooledDelta, delta];
      calls.push({ kernel: poolBackward(poolingOf(parts, k)), values });
    }
    // Where the mask is 0 so is the activity, and the rectifier's slope.
    const kernel = derive('relu', layer.dropout > 0);
    calls.push({ kernel, values: [count, activity, mask, delta] });
    const [weight, bias] = bundles.map(({ gradient, shardBytes }) => gradient + shard * shardBytes);
    if (norm === undefined) {
      calls.push({ kernel: planeSum(plane, mode), values: [matrix.outputs, delta, bias] });
    } else {
      const sums = { spread: plane, tile, rows: rowsOf(table, tile), raw };
      calls.push(...errorCalls(norm, sums, delta));
      calls = [];
      phases.push(calls);
      calls.push(...denormaliseCalls(norm, sums, delta));
    }
    calls.push(...kernelGradients(parts, own, k, layer.sums[shard]));
    const values = [matrix.capacity, layer.sums[shard], weight];
    calls.push({ kernel: convolveSums(plane, mode), values });
  }
  return phases;
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
export function evaluationKernels(parts: ConvolutionParts): Kernel[] {
  const none: LayerBuffers = { raw: 0, activity: 0, mask: 0, delta: 0, pooled: 0, pooledDelta: 0 };
  const layers = parts.layers.map(() => none);
  const own = { packed: 0, framed: 0, output: 0, delta: 0, layers };
  return [
    pack(WIDTH, 'f32'),
    frame(parts.first),
    ...parts.layers.flatMap((layer, k) =>
      [convolved(parts, own, k), ...activated(layer, none, true)].map(({ kernel }) => kernel),
    ),
    ...parts.layers.flatMap(({ pooled }, k) => (pooled ? [pool(poolingOf(parts, k))] : [])),
  ];
}
