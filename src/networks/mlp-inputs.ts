/**
 * The input side of a multilayer perceptron: how a tile of examples is brought before the first layer, and what of the first
 * layer's connections that concerns.
 *
 * Of dense examples that is every input and every connection. Of sparse rows it is the inputs that are stored in one of the
 * tile's examples, in ascending order, and the connections of these: time and memory follow the stored values. What is left
 * out are products with 0, so that a layer whose lists belong to its inputs comes to the same activities either way.
 */

import type { Call, Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import {
  type Arithmetic,
  clear,
  fill,
  type Mode,
  pack,
  packRows,
  sample,
  scatter,
  type TileWidth,
} from '../kernels/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import type { Source } from './source.ts';

/** Where the inputs of one tile lie: byte addresses. */
export interface InputTile {
  /** `[input][example]`, or `[rank among the active inputs][example]`. */
  readonly values: number;
  /** Of sparse rows: {count, active inputs}, and what packing them needs. */
  readonly rows?: { readonly active: number; readonly marks: number; readonly ranks: number };
}

/** Words of a bit for each input. */
const wordsOf = (inputs: number): number => Math.ceil(inputs / 32);

/**
 * Room for the inputs of tiles of up to `width` examples. Of sparse rows: 4 · width bytes for each of the most inputs that so
 * many of the source's rows can hold, never more than a dense tile takes, and 8 bytes and a bit an input.
 */
export function allocateInput(
  { memory }: Engine,
  { inputs }: SparseMatrix,
  width: TileWidth,
  source: Source,
): InputTile {
  if (source.storage !== 'rows') return { values: memory.allocate(4 * width * inputs) };
  const most = Math.min(inputs, source.most(width));
  return {
    values: memory.allocate(4 * width * most),
    rows: {
      active: memory.allocate(4 * (1 + most)),
      marks: memory.allocate(4 * wordsOf(inputs)),
      ranks: memory.allocate(4 * inputs),
    },
  };
}

/** @throws UsageError where sparse rows meet a first layer whose lists belong to its outputs */
export function checkSource(
  first: Pick<SparseMatrix, 'order'>,
  source: Pick<Source, 'storage'>,
): void {
  if (source.storage === 'rows' && first.order !== 'by-input')
    throw new UsageError(
      'sparse examples need a network that is made for them: build it with sparseInputs: true',
    );
}

/** Brings the examples of a tile before the first layer. */
export function packCalls(source: Source, width: TileWidth, rows: number, own: InputTile): Call[] {
  if (source.storage !== 'rows')
    return [
      {
        kernel: pack(width, source.storage),
        values: [rows, source.data, source.features, source.shift, source.scale, own.values],
      },
    ];
  if (own.rows === undefined) throw new Error('a tile for dense inputs was given sparse ones');
  const { active, marks, ranks } = own.rows;
  const { starts, indices, values, features } = source;
  const scratch = [wordsOf(features), marks, ranks, active];
  return [
    { kernel: packRows(width), values: [rows, starts, indices, values, ...scratch, own.values] },
  ];
}

/** A tile's way through the first layer. */
interface FirstLayer {
  readonly matrix: SparseMatrix;
  readonly width: TileWidth;
  readonly arithmetic: Arithmetic;
  readonly input: InputTile;
}

/** `output = bias + W·input` where inputs are sparse. */
export function activeForward(
  { matrix, width, arithmetic, input }: FirstLayer,
  { bias, output }: { readonly bias: number; readonly output: number },
): Call[] {
  const { home, startValue, indexWidth: index } = matrix;
  const active = input.rows?.active ?? 0;
  return [
    { kernel: fill(width), values: [matrix.outputs, bias, output] },
    {
      kernel: scatter({ width, index, arithmetic, active: true }),
      values: [active, startValue, home.index, home.weight, input.values, output],
    },
  ];
}

/** Gradients of the first layer's weights, stored or added to; zero for connections of inputs that no example of a shard has. */
export function inputGradientCalls(
  { matrix, width, arithmetic, input }: FirstLayer,
  {
    delta,
    gradient,
    mode,
  }: { readonly delta: number; readonly gradient: number; readonly mode: Mode },
): Call[] {
  if (input.rows !== undefined) {
    const { home, startValue: start, indexWidth: index } = matrix;
    const added = {
      kernel: sample({ width, index, arithmetic, mode: 'accumulate', active: true }),
      values: [input.rows.active, start, home.index, gradient, input.values, delta],
    };
    const all = Math.ceil(matrix.capacity / 4) * 4;
    return mode === 'store' ? [{ kernel: clear, values: [all, gradient] }, added] : [added];
  }
  const [own, other] = matrix.order === 'by-output' ? [delta, input.values] : [input.values, delta];
  return [...matrix.sample({ width, arithmetic, mode, gradient, own, other })];
}

/** Where the rows of a tile at an address lie, as numbers of singles. */
export const rowsOfTile = (at: number, width: number, units: number): Int32Array =>
  Int32Array.from({ length: units }, (_, unit) => at / 4 + unit * width);

/** The same of a tile's inputs; −1 for inputs that are 0 in all of its examples. */
export function rowsOfInputs(
  { memory }: Engine,
  { values, rows }: InputTile,
  width: number,
  inputs: number,
): Int32Array {
  const { u32 } = memory.views();
  if (rows === undefined) return rowsOfTile(values, width, inputs);
  const found = new Int32Array(inputs).fill(-1);
  const first = rows.active / 4 + 1;
  for (let rank = 0; rank < u32[first - 1]; rank++)
    found[u32[first + rank]] = values / 4 + rank * width;
  return found;
}
