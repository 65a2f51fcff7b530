/** What steps have left of a multilayer perceptron, read: scores of losses, activities, gradients of absent connections. */

import type { Memory } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
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

/**
 * Adds Σ over the examples of a tile for every pair. Four pairs at a time: each sum is a chain of additions that wait for one
 * another, and four chains take as long as one.
 */
function addProducts(
  sums: Float64Array,
  f32: Float32Array,
  width: number,
  at: {
    readonly rows: Int32Array;
    readonly from: Uint32Array;
    readonly delta: number;
    readonly to: Uint32Array;
  },
): void {
  const { rows, from, delta, to } = at;
  const count = sums.length;
  const one = (k: number): void => {
    const a = rows[from[k]];
    if (a < 0) return;
    const d = delta + to[k] * width;
    let sum = sums[k];
    for (let lane = 0; lane < width; lane++) sum += f32[a + lane] * f32[d + lane];
    sums[k] = sum;
  };
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const [a0, a1, a2, a3] = [
      rows[from[k]],
      rows[from[k + 1]],
      rows[from[k + 2]],
      rows[from[k + 3]],
    ];
    if (a0 < 0 || a1 < 0 || a2 < 0 || a3 < 0) {
      for (let each = k; each < k + 4; each++) one(each);
      continue;
    }
    const d0 = delta + to[k] * width;
    const d1 = delta + to[k + 1] * width;
    const d2 = delta + to[k + 2] * width;
    const d3 = delta + to[k + 3] * width;
    let [s0, s1, s2, s3] = [sums[k], sums[k + 1], sums[k + 2], sums[k + 3]];
    for (let lane = 0; lane < width; lane++) {
      s0 += f32[a0 + lane] * f32[d0 + lane];
      s1 += f32[a1 + lane] * f32[d1 + lane];
      s2 += f32[a2 + lane] * f32[d2 + lane];
      s3 += f32[a3 + lane] * f32[d3 + lane];
    }
    sums[k] = s0;
    sums[k + 1] = s1;
    sums[k + 2] = s2;
    sums[k + 3] = s3;
  }
  for (; k < count; k++) one(k);
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
  const { f32 } = engine.memory.views();
  const byOutput = layers[layer].matrix.order === 'by-output';
  const [from, to] = byOutput ? [other, list] : [list, other];
  const sums = new Float64Array(from.length);
  for (const [tile, own] of kept.entries()) {
    const width = widths[tile];
    const rows = rowsBefore(engine, own, width, layer, layers[layer].matrix.inputs);
    const delta = own.layers[layer].delta / 4;
    addProducts(sums, f32, width, { rows, from, delta, to });
  }
  return Float32Array.from(sums);
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
