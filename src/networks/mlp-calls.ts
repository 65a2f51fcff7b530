/**
 * The kernel calls of a multilayer perceptron: one tile of examples forward through all layers, its loss, and back.
 *
 * Each function is given the parts of the network, and of the tile where its examples are listed and where it may write.
 */

import type { Call, Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import {
  activate,
  derive,
  derivePieces,
  dropout,
  fill,
  type Kernel,
  type LossName,
  loss,
  type Mode,
  multiply,
  pack,
  packRows,
  pieces,
  rowSum,
  type TileWidth,
} from '../kernels/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import type { Network } from './bundle.ts';
import type { Front, FrontBuffers } from './front.ts';
import { NARROWEST_MIRRORED } from './geometry.ts';
import { activeForward, type InputTile, inputGradientCalls, packCalls } from './mlp-inputs.ts';
import {
  denormaliseCalls,
  errorCalls,
  type NormedLayer,
  normaliseCalls,
  type PlacedNorm,
  sumCalls,
} from './norms.ts';
import { isPieced, type LayerActivation, type PlacedPieces } from './pieces.ts';
import type { BatchTable, Source, Told } from './source.ts';

export interface MlpLayer {
  /** `hidden1`, …, `output`. */
  readonly name: string;
  readonly matrix: SparseMatrix;
  readonly bias: number;
  readonly activation?: LayerActivation;
  /** Where the numbers of the units lie, if these have rectifiers of pieces. */
  readonly pieces?: PlacedPieces;
  /** Where the numbers of the units lie, if their sums are normalised: the bias is then the shift. */
  readonly norm?: PlacedNorm;
  readonly dropout: number;
}

/** What the calls are made of. */
export interface MlpParts extends Network {
  /** What makes the first layer's inputs of the examples; absent: they are these. */
  readonly front?: Front;
  readonly engine: Engine;
  readonly layers: readonly MlpLayer[];
  /** Layers that are normalised, those of the front first. */
  readonly normed: readonly NormedLayer[];
  readonly loss: LossName;
  /** A 0 and a 1 for every output: targets are packed as they are. */
  readonly unscaled: { readonly zeros: number; readonly ones: number };
  /** Address of each layer's {key, step, threshold, scale}. */
  readonly dropoutCells: readonly number[];
}

/** Where one tile at a time is worked on: byte addresses. */
export interface Buffers {
  readonly input: InputTile;
  /** Where there is a front: its outputs are the first layer's inputs. */
  readonly front?: FrontBuffers;
  readonly layers: readonly {
    /** Sums before they are normalised, where the errors need them; else where the sums are. */
    readonly raw: number;
    /** Sums z where the errors need them, else where the activities are; activities f(z), the error with respect to z, and with dropout the mask and the masked activities. */
    readonly sum: number;
    readonly activity: number;
    readonly delta: number;
    readonly mask: number;
    readonly output: number;
  }[];
}

/** A tile of a batch, and its buffers. */
export interface TileStep {
  readonly table: BatchTable;
  readonly own: Buffers;
  readonly tile: number;
}

/**
 * Whether errors need activities as they were before dropout. A rectifier's slope is 0 where it is 0, and so is the error of what
 * is dropped: it is the same behind the mask. That of pieces is of the sums.
 */
const slopeOfValue = (activation: LayerActivation | undefined): boolean =>
  activation !== undefined && activation !== 'relu' && !isPieced(activation);

const padded = (count: number): number => Math.ceil(count / 4) * 4;

/** Buffers for tiles of up to `width` examples, but for their inputs. */
export function allocateBuffers(
  { engine: { memory }, layers }: MlpParts,
  width: TileWidth,
  learning: boolean,
): Pick<Buffers, 'layers'> {
  return {
    layers: layers.map(({ matrix, activation, pieces: own, norm, dropout: rate }, k) => {
      const bytes = 4 * width * matrix.outputs;
      const activity = memory.allocate(bytes);
      const masked = learning && rate > 0;
      // An evaluation step needs an error buffer only where the loss writes one.
      const delta = learning || k === layers.length - 1 ? memory.allocate(bytes) : 0;
      const sum = learning && own !== undefined ? memory.allocate(bytes) : activity;
      return {
        raw: learning && norm !== undefined ? memory.allocate(bytes) : sum,
        sum,
        activity,
        delta,
        mask: masked ? memory.allocate(bytes) : 0,
        output: masked && slopeOfValue(activation) ? memory.allocate(bytes) : activity,
      };
    }),
  };
}

/** Inputs packed, and the activities of all layers, without dropout and by running numbers. */
export const forwardCalls = (parts: MlpParts, step: TileStep, source: Source): Call[] =>
  forwardPhases(parts, step, source, false).flat();

/**
 * Inputs packed, and the activities of all layers; with dropout where it learns. There a phase ends behind the sums of every
 * layer that is normalised.
 */
export function forwardPhases(
  { engine: { arithmetic }, layers, dropoutCells, front }: MlpParts,
  { table, own, tile }: TileStep,
  source: Source,
  learning: boolean,
): Call[][] {
  const width = table.geometry.widths[tile];
  const rows = table.rows + 4 * table.geometry.firsts[tile];
  const fronted = front !== undefined && own.front !== undefined && source.storage !== 'rows';
  const phases = fronted
    ? front.forward({ table, own: own.front, tile }, source, learning)
    : [packCalls(source, width, rows, own.input)];
  let calls = phases[phases.length - 1];
  layers.forEach(({ matrix, bias: shift, norm, dropout: rate, ...layer }, k) => {
    const { raw, sum, activity, mask, output } = own.layers[k];
    const count = padded(matrix.outputs * width);
    const bias = norm?.zeros ?? shift;
    if (k === 0 && source.storage === 'rows') {
      const first = { matrix, width, arithmetic, input: own.input };
      calls.push(...activeForward(first, { bias, output: raw }));
    } else {
      const input = k === 0 ? (own.front?.output ?? own.input.values) : own.layers[k - 1].output;
      const fillCall = { kernel: fill(width), values: [matrix.outputs, bias, raw] };
      const mirror = width >= NARROWEST_MIRRORED;
      const tileOf = { width, arithmetic, input, output: raw, bias, fill: fillCall, mirror };
      calls.push(...matrix.forward(tileOf));
    }
    if (norm !== undefined) {
      if (learning) {
        calls.push(...sumCalls(norm, { spread: width, tile, rows, raw }));
        calls = [];
        phases.push(calls);
      }
      calls.push(...normaliseCalls(norm, { spread: width, raw, sum }, shift, !learning));
    }
    calls.push(...activated(layer, matrix.outputs, width, { sum, activity }));
    if (learning && rate > 0) {
      const values = [count, dropoutCells[k], k, tile, mask, activity, output];
      calls.push({ kernel: dropout, values });
    }
  });
  return phases;
}

/** Activities of a layer's sums, in place but for rectifiers of pieces. */
function activated(
  { activation, pieces: own }: Pick<MlpLayer, 'activation' | 'pieces'>,
  units: number,
  width: TileWidth,
  { sum, activity }: Pick<Buffers['layers'][number], 'sum' | 'activity'>,
): Call[] {
  if (own !== undefined)
    return [{ kernel: pieces(width), values: [units, own.stride, own.numbers, sum, activity] }];
  if (activation === undefined || isPieced(activation)) return [];
  return [{ kernel: activate(activation), values: [padded(units * width), activity] }];
}

/**
 * Errors of a layer's sums from those of what is made of its activities, a mask of dropout among it, and the gradients of the
 * numbers of its pieces.
 */
function derived(
  { activation, pieces: own, dropout: rate }: Pick<MlpLayer, 'activation' | 'pieces' | 'dropout'>,
  units: number,
  width: TileWidth,
  { sum, activity, delta, mask }: Buffers['layers'][number],
  { shard, mode }: { readonly shard: number; readonly mode: Mode },
): Call[] {
  const masked = rate > 0;
  const count = padded(units * width);
  if (own !== undefined) {
    const { numbers, stride, gradient, shardBytes } = own;
    const learned = gradient === undefined ? undefined : mode;
    const target = gradient === undefined ? 0 : gradient + shard * shardBytes;
    const values = [units, stride, numbers, sum, mask, delta, target];
    return [{ kernel: derivePieces(width, { mode: learned, masked }), values }];
  }
  if (activation === undefined || isPieced(activation))
    return masked ? [{ kernel: multiply, values: [count, delta, mask, delta] }] : [];
  return [{ kernel: derive(activation, masked), values: [count, activity, mask, delta] }];
}

/**
 * The loss of a tile and its error with respect to the outputs' sums; `book` is where loss and right answers are added.
 *
 * @throws UsageError where the loss is of numbers and the examples have none
 */
export function lossCalls(
  { layers, loss: name, unscaled }: MlpParts,
  { table, own, tile }: TileStep,
  { targets, classWeights }: Told,
  book: number,
): Call[] {
  const last = layers.length - 1;
  const { outputs } = layers[last].matrix;
  const { output, delta } = own.layers[last];
  const width = table.geometry.widths[tile];
  const first = 4 * table.geometry.firsts[tile];
  const values = [outputs, output, table.labels + first, table.scale, delta, book];
  if (name !== 'squared-error') {
    if (classWeights === undefined) return [{ kernel: loss(name, width), values }];
    return [{ kernel: loss(name, width, 'class'), values: [...values, classWeights] }];
  }
  if (targets === undefined)
    throw new UsageError(
      'loss "squared-error" is of numbers, and the examples have classes; use "cross-entropy"',
    );
  const { zeros, ones } = unscaled;
  const packed = [table.rows + first, targets, outputs, zeros, ones, delta];
  return [
    { kernel: pack(width, 'f32'), values: packed },
    { kernel: loss(name, width), values },
  ];
}

/**
 * All gradients of a tile, added to those of its shard unless it is the shard's `first`. A phase ends behind the errors of every
 * layer that is normalised.
 */
export function backwardPhases(
  { engine: { arithmetic }, layers, bundle, front }: MlpParts,
  { table, own, tile }: TileStep,
  shard: number,
  first: boolean,
): Call[][] {
  const width = table.geometry.widths[tile];
  const rows = table.rows + 4 * table.geometry.firsts[tile];
  const mode = first ? 'store' : 'accumulate';
  const gradientOf = (name: string): number => {
    const { gradient, shardBytes } = bundle(name);
    return gradient + shard * shardBytes;
  };
  let calls: Call[] = [];
  const phases = [calls];
  for (let k = layers.length - 1; k >= 0; k--) {
    const { name, matrix, norm, ...layer } = layers[k];
    const { raw, delta } = own.layers[k];
    calls.push(...derived(layer, matrix.outputs, width, own.layers[k], { shard, mode }));
    const gradient = gradientOf(`${name}.weight`);
    if (norm === undefined) {
      const values = [matrix.outputs, delta, gradientOf(`${name}.bias`)];
      calls.push({ kernel: rowSum(width, mode), values });
    } else {
      const sums = { spread: width, tile, rows, raw };
      calls.push(...errorCalls(norm, sums, delta));
      calls = [];
      phases.push(calls);
      calls.push(...denormaliseCalls(norm, sums, delta));
    }
    const before = k === 0 ? own.front : own.layers[k - 1];
    if (before === undefined) {
      const first = { matrix, width, arithmetic, input: own.input };
      calls.push(...inputGradientCalls(first, { delta, gradient, mode }));
      continue;
    }
    const tileOf = { width, arithmetic, mode, gradient, other: delta } as const;
    calls.push(...matrix.backward({ ...tileOf, own: before.output, ownGradient: before.delta }));
  }
  if (front === undefined || own.front === undefined) return phases;
  const [next, ...rest] = front.backward({ table, own: own.front, tile }, shard, mode);
  calls.push(...next);
  return [...phases, ...rest];
}

/** All kernels that an evaluation of examples of either kind can need. */
export function evaluationKernels(
  { engine: { arithmetic }, layers, loss: name, front }: MlpParts,
  width: TileWidth,
): Kernel[] {
  const tile = { width, arithmetic, input: 0, output: 0, bias: 0 };
  const [{ matrix: first }] = layers;
  const ofRows =
    first.order === 'by-input' && front === undefined
      ? activeForward({ matrix: first, width, arithmetic, input: { values: 0 } }, tile)
      : [];
  const products = layers.flatMap(({ matrix }) =>
    [true, false].flatMap((mirror) => {
      const fillCall = { kernel: fill(width), values: [0, 0, 0] };
      return matrix.forward({ ...tile, mirror, fill: fillCall });
    }),
  );
  return [
    ...(front?.kernels() ?? []),
    ...[pack(width, 'f32'), packRows(width), loss(name, width), loss(name, width, 'class')],
    ...[...ofRows, ...products].map(({ kernel }) => kernel),
    ...layers.flatMap((layer) =>
      [
        ...(layer.norm
          ? normaliseCalls(layer.norm, { spread: width, raw: 0, sum: 0 }, 0, true)
          : []),
        ...activated(layer, 0, width, { sum: 0, activity: 0 }),
      ].map(({ kernel }) => kernel),
    ),
  ];
}
