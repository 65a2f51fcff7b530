/**
 * The largest gradients among connections that do not exist, without a number for each of them: the gradient of RigL in blocks.
 *
 * A product in singles gives all of them roughly, some lists at a time, and a cut that rises with what was found so far keeps
 * few. What is so near the last one that rounding may decide is then scored as `scoresOf` does, so that the choice is the same.
 */

import { aboveCut, denseForward } from '../kernels/index.ts';
import { cutOfWords, MAGNITUDE } from '../numerics/select.ts';
import type { Geometry } from './geometry.ts';
import type { Buffers, MlpParts } from './mlp-calls.ts';
import { rowsBefore, scoresOf } from './mlp-read.ts';

/** Lists whose products are made together: a block of them stays in the second level of cache. */
const ROWS = 64;
/** Columns of a block, as the product's tiles have them. */
const COLUMNS = 32;

interface Asked {
  readonly name: string;
  readonly count: number;
  readonly removed: Uint32Array;
}

interface Found {
  list: Uint32Array;
  other: Uint32Array;
  scores: Float32Array;
}

/** Examples of a unit, one after another: `[unit][example]` of all tiles. */
function rowsOf(
  f32: Float32Array,
  units: number,
  tiles: readonly { readonly width: number; readonly rows: Int32Array }[],
): Float32Array {
  const batch = tiles.reduce((sum, { width }) => sum + width, 0);
  const values = new Float32Array(units * batch);
  let first = 0;
  for (const { width, rows } of tiles) {
    for (let unit = 0; unit < units; unit++) {
      const [from, to] = [rows[unit], unit * batch + first];
      if (from >= 0) for (let e = 0; e < width; e++) values[to + e] = f32[from + e];
    }
    first += width;
  }
  return values;
}

/** Largest norm of a unit's examples. */
function largestNorm(values: Float32Array, batch: number): number {
  let most = 0;
  for (let from = 0; from < values.length; from += batch) {
    let square = 0;
    for (let e = from; e < from + batch; e++) square += values[e] * values[e];
    if (!(square <= most)) most = square;
  }
  return Math.sqrt(most);
}

/** What was found so far, and the cut below which nothing counts any more. */
class Pool {
  private readonly places: Float64Array;
  private readonly values: Float32Array;
  private readonly count: number;
  private readonly slack: number;
  private size = 0;
  /** Nothing at or below it is among the `count` largest; 0 at first. */
  cut = 0;

  /** @param slack two numbers that are further apart are in the order that they seem to be */
  constructor(count: number, more: number, slack: number) {
    this.count = count;
    this.slack = slack;
    this.places = new Float64Array(2 * count + more);
    this.values = new Float32Array(2 * count + more);
  }

  /** Magnitude of the last of the `count` largest; 0 where there are not as many. */
  last(): number {
    if (this.size < this.count) return 0;
    const words = new Uint32Array(this.values.buffer, 0, this.size);
    const { key } = cutOfWords(words, words.length - this.count + 1, MAGNITUDE);
    return new Float32Array(Uint32Array.of(key).buffer)[0];
  }

  /**
   * Adds numbers above the cut, and lets go what cannot be among the largest any more where there are too many; `false` where
   * too many are alike.
   */
  add(places: Uint32Array, values: Float32Array, first: number): boolean {
    for (let k = 0; k < places.length; k++) {
      this.places[this.size] = first + places[k];
      this.values[this.size++] = values[k];
    }
    if (this.size < 2 * this.count) return true;
    this.cut = Math.max(this.cut, this.last() - this.slack);
    this.keep(this.cut);
    return this.size < 2 * this.count;
  }

  private keep(cut: number): void {
    const { places, values } = this;
    let kept = 0;
    for (let k = 0; k < this.size; k++) {
      places[kept] = places[k];
      values[kept] = values[k];
      kept += Math.abs(values[k]) > cut ? 1 : 0;
    }
    this.size = kept;
  }

  /** What may be among the largest, and the cut above which it surely is; nothing where zeros may be. */
  end(): { places: Float64Array; values: Float32Array; sure: number } | undefined {
    const last = this.last();
    if (!(last > 2 * this.slack)) return undefined;
    this.keep(last - this.slack);
    const { size } = this;
    return {
      places: this.places.slice(0, size),
      values: this.values.slice(0, size),
      sure: last + 2 * this.slack,
    };
  }
}

/** See `Mlp.strongest`. */
export function strongestOf(
  parts: MlpParts,
  geometry: Geometry,
  kept: readonly Buffers[],
  { name, count, removed }: Asked,
): Found | undefined {
  const { engine, layers, bundle, front } = parts;
  const { layer: number, kind } = bundle(name);
  const layer = number - (front?.layers ?? 0);
  if (kind !== 'weight' || kept.length === 0 || layer < 0) return undefined;
  const { matrix } = layers[layer];
  const { inputs, outputs } = matrix;
  const { memory } = engine;
  const tiles = kept.map((own, tile) => {
    const width = geometry.widths[tile];
    const delta = own.layers[layer].delta / 4;
    return {
      width,
      before: rowsBefore(engine, own, width, layer, inputs),
      behind: Int32Array.from({ length: outputs }, (_, unit) => delta + unit * width),
    };
  });
  const f32 = memory.views().f32;
  const before = rowsOf(
    f32,
    inputs,
    tiles.map(({ width, before: rows }) => ({ width, rows })),
  );
  const behind = rowsOf(
    f32,
    outputs,
    tiles.map(({ width, behind: rows }) => ({ width, rows })),
  );
  const batch = before.length / inputs;
  // |rounding| ≤ n u / (1 − n u) Σ|a d| for n operations (N. J. Higham), and Σ|a d| ≤ ‖a‖ ‖d‖; some more for what is below normal.
  const norms = largestNorm(before, batch) * largestNorm(behind, batch);
  const bound = (batch + 8) * 2 ** -24 * 1.01 * norms + 1e-37;
  if (!Number.isFinite(norms)) return undefined;
  const byInput = matrix.order === 'by-input';
  const [own, other] = byInput ? [before, behind] : [behind, before];
  const [lists, units] = byInput ? [inputs, outputs] : [outputs, inputs];
  const blocks = Math.ceil(units / COLUMNS);
  const mark = memory.mark();
  const room = ROWS * COLUMNS * blocks;
  const [rowsAt, othersAt, zeros, matrixAt, places, values, found] = [
    ...[4 * own.length, 4 * blocks * COLUMNS * batch, 4 * ROWS, 4 * room, 4 * room, 4 * room, 4],
  ].map((bytes) => memory.allocate(bytes));
  const views = memory.views();
  views.f32.set(own, rowsAt / 4);
  for (let unit = 0; unit < units; unit++) {
    const to = othersAt / 4 + COLUMNS * batch * Math.floor(unit / COLUMNS) + (unit % COLUMNS);
    for (let e = 0; e < batch; e++) views.f32[to + COLUMNS * e] = other[unit * batch + e];
  }
  const product = denseForward({
    ...({ width: COLUMNS, order: 'by-output', arithmetic: engine.arithmetic } as const),
  });
  const { start, index } = matrix.topology();
  const pool = new Pool(count, room, 2 * bound);
  const word = new Float32Array(1);
  const bits = new Uint32Array(word.buffer);
  let fits = true;
  for (let from = 0, gone = 0; fits && from < lists; from += ROWS) {
    const rows = Math.min(ROWS, lists - from);
    for (let block = 0; block < blocks; block++)
      engine.call(
        product,
        ...[0, rows, batch, 0, rowsAt + 4 * from * batch, zeros],
        ...[othersAt + 4 * block * COLUMNS * batch, matrixAt + 4 * block * rows * COLUMNS],
      );
    const score = (list: number, unit: number): number =>
      matrixAt / 4 + COLUMNS * ((unit >>> 5) * rows + list - from) + (unit & (COLUMNS - 1));
    // Connections that stay are no candidates.
    for (let list = from; list < from + rows; list++)
      for (let k = start[list]; k < start[list + 1]; k++) {
        if (removed[gone] === k) gone++;
        else views.f32[score(list, index[k])] = 0;
      }
    word[0] = pool.cut;
    engine.call(aboveCut, rows, blocks, matrixAt, bits[0], places, values, found);
    const some = views.u32[found / 4];
    fits &&= pool.add(
      views.u32.subarray(places / 4, places / 4 + some),
      views.f32.subarray(values / 4, values / 4 + some),
      from * blocks * COLUMNS,
    );
  }
  memory.release(mark);
  const end = fits ? pool.end() : undefined;
  return (
    end &&
    exactly(end, blocks * COLUMNS, (list, unit) =>
      scoresOf(parts, geometry, kept, { name, list, other: unit }),
    )
  );
}

/** The same with the scores of what is near the cut as they are; what surely is above stays above. */
function exactly(
  { places, values, sure }: { places: Float64Array; values: Float32Array; sure: number },
  stride: number,
  scoreOf: (list: Uint32Array, other: Uint32Array) => Float32Array,
): Found {
  // Loops: `from` with a function takes ten times as long.
  const list = new Uint32Array(places.length);
  const other = new Uint32Array(places.length);
  const open: number[] = [];
  for (let k = 0; k < places.length; k++) {
    list[k] = Math.floor(places[k] / stride);
    other[k] = places[k] - list[k] * stride;
    if (Math.abs(values[k]) <= sure) open.push(k);
  }
  const exact = scoreOf(
    Uint32Array.from(open, (k) => list[k]),
    Uint32Array.from(open, (k) => other[k]),
  );
  for (const [k, score] of exact.entries()) values[open[k]] = score;
  return { list, other, scores: values };
}
