/** What steps have left of a multilayer perceptron, read: scores of losses, activities, gradients of absent connections. */

import type { Memory } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { pairSums, type TileWidth } from '../kernels/index.ts';
import type { Geometry } from './geometry.ts';
import type { Buffers, MlpParts } from './mlp-calls.ts';
import { rowsOfInputs, rowsOfTile } from './mlp-inputs.ts';

/** One booking slot a tile: f64 loss, i32 right answers, on a cache line of its own. */
export const SCORE_BYTES = 64;

/** Sum of losses, and number of right answers, of so many tiles; takes them. */
export function takeScores(
  memory: Memory,
  base: number,
  tiles: number,
): { loss: number; right: number } {
  const { f64, i32 } = memory.views();
  const score = { loss: 0, right: 0 };
  for (let tile = 0; tile < tiles; tile++) {
    const at = base + SCORE_BYTES * tile;
    score.loss += f64[at / 8];
    score.right += i32[at / 4 + 2];
    f64[at / 8] = 0;
    i32[at / 4 + 2] = 0;
  }
  return score;
}

/** Activities of a layer, `[example][unit]` from tiles of `[unit][example]`. */
export function answersOf(
  { engine, layers }: MlpParts,
  width: number,
  tiles: readonly Buffers[],
  layer: number,
  count: number,
): Float32Array {
  const { f32 } = engine.memory.views();
  const units = layers[layer].matrix.outputs;
  const values = new Float32Array(count * units);
  for (let e = 0; e < count; e++) {
    const from = tiles[Math.floor(e / width)].layers[layer].activity / 4 + (e % width);
    for (let n = 0; n < units; n++) values[e * units + n] = f32[from + n * width];
  }
  return values;
}

/** Where the rows of a tile's inputs of a layer lie, as numbers of singles; −1 for inputs that are 0 in all examples. */
export function rowsBefore(
  engine: MlpParts['engine'],
  { input, front, layers }: Buffers,
  width: number,
  layer: number,
  units: number,
): Int32Array {
  if (layer > 0) return rowsOfTile(layers[layer - 1].output, width, units);
  if (front !== undefined) return rowsOfTile(front.output, width, units);
  return rowsOfInputs(engine, input, width, units);
}

const frontsOf = (kept: readonly Buffers[]) => kept.flatMap(({ front }) => front ?? []);

/** Pairs that are scored together: with their sums they stay in a core's own cache. */
const PAIRS = 2 ** 14;

/** A tile as scores need it: where the row of every unit before a layer lies, and the tile of the errors behind it. */
interface ScoredTile {
  readonly width: TileWidth;
  readonly rows: number;
  readonly delta: number;
}

/** Σ over the examples of all tiles for pairs of units, some at a time. */
function pairScores(
  engine: MlpParts['engine'],
  tiles: readonly ScoredTile[],
  from: Uint32Array,
  to: Uint32Array,
): Float32Array {
  const { memory } = engine;
  const most = Math.min(PAIRS, from.length);
  const [first, second, sums] = [4 * most, 4 * most, 8 * most].map((n) => memory.allocate(n));
  const { u32, f64 } = memory.views();
  const scores = new Float32Array(from.length);
  for (let k = 0; k < from.length; k += most) {
    const count = Math.min(most, from.length - k);
    u32.set(from.subarray(k, k + count), first / 4);
    u32.set(to.subarray(k, k + count), second / 4);
    f64.fill(0, sums / 8, sums / 8 + count);
    for (const { width, rows, delta } of tiles)
      engine.call(pairSums(width), count, first, second, rows, delta, sums);
    scores.set(f64.subarray(sums / 8, sums / 8 + count), k);
  }
  return scores;
}

/** Σ over tiles and examples of activity[input]·error[output], for every pair. */
export function scoresOf(
  { engine, layers, bundle, front }: MlpParts,
  { widths }: Geometry,
  kept: readonly Buffers[],
  { name, list, other }: { name: string; list: Uint32Array; other: Uint32Array },
): Float32Array {
  const { layer: number, kind } = bundle(name);
  const layer = number - (front?.layers ?? 0);
  if (kind !== 'weight') throw new UsageError(`"${name}" has no connections to score`);
  if (kept.length === 0) throw new Error('score before a run of scoreStrands');
  if (layer < 0 && front !== undefined) return front.score(frontsOf(kept), number, list, other);
  const { matrix } = layers[layer];
  const [from, to] = matrix.order === 'by-output' ? [other, list] : [list, other];
  const { memory } = engine;
  const mark = memory.mark();
  const none = memory.allocate(4 * Math.max(...widths));
  const tiles = kept.map((own, tile): ScoredTile => {
    const width = widths[tile];
    const rows = memory.allocate(4 * matrix.inputs);
    const found = rowsBefore(engine, own, width, layer, matrix.inputs);
    const { u32 } = memory.views();
    // Inputs that no example has are rows of zeros.
    for (let unit = 0; unit < found.length; unit++)
      u32[rows / 4 + unit] = found[unit] < 0 ? none : 4 * found[unit];
    return { width, rows, delta: own.layers[layer].delta };
  });
  const scores = pairScores(engine, tiles, from, to);
  memory.release(mark);
  return scores;
}

/** Σ over examples of |activity| of a layer's inputs and of |error| of its outputs, of what the last `scoreStrands` kept. */
export function strengthsOf(
  { engine, layers, bundle, front }: MlpParts,
  { widths }: Geometry,
  kept: readonly Buffers[],
  name: string,
): { senders: Float32Array; receivers: Float32Array } {
  const { layer: number, kind } = bundle(name);
  const layer = number - (front?.layers ?? 0);
  if (kind !== 'weight') throw new UsageError(`"${name}" has no connections to score`);
  if (kept.length === 0) throw new Error('strengths before a run of scoreStrands');
  if (layer < 0 && front !== undefined) return front.strengths(frontsOf(kept), number);
  const { f32 } = engine.memory.views();
  const { inputs, outputs } = layers[layer].matrix;
  const senders = new Float64Array(inputs);
  const receivers = new Float64Array(outputs);
  for (const [tile, own] of kept.entries()) {
    const width = widths[tile];
    const rows = rowsBefore(engine, own, width, layer, inputs);
    const delta = own.layers[layer].delta / 4;
    const add = (sums: Float64Array, unit: number, at: number): void => {
      for (let lane = 0; lane < width; lane++) sums[unit] += Math.abs(f32[at + lane]);
    };
    for (let i = 0; i < inputs; i++) if (rows[i] >= 0) add(senders, i, rows[i]);
    for (let j = 0; j < outputs; j++) add(receivers, j, delta + j * width);
  }
  return { senders: Float32Array.from(senders), receivers: Float32Array.from(receivers) };
}
