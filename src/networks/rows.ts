/** Sparse rows in the engine's memory, where a step picks some of them by number. */

import type { Engine } from '../engine/index.ts';
import { FrugalError, UsageError } from '../errors.ts';
import type { SparseRows } from '../formats/values.ts';
import { TILE_WIDTHS, TINY } from '../kernels/index.ts';
import type { RowSource } from './source.ts';

/**
 * @param what begins messages
 * @throws UsageError where arrays are of another type or contradict each other; FrugalError for a value that is not a number
 */
export function checkRows(what: string, { rows, columns, starts, indices, values }: SparseRows) {
  const typed =
    starts instanceof Uint32Array &&
    indices instanceof Uint32Array &&
    (values instanceof Float32Array || values instanceof Float64Array);
  if (!typed)
    throw new UsageError(
      `${what}: sparse rows are made of Uint32Arrays (starts, indices) and a Float32Array or Float64Array (values)`,
    );
  const stored = starts[rows];
  if (starts.length !== rows + 1 || starts[0] !== 0 || stored !== indices.length)
    throw new UsageError(
      `${what}: starts of ${rows} rows are ${rows + 1} numbers from 0 to the ${indices.length} indices; given are ${starts.length}, from ${starts[0]} to ${stored}`,
    );
  if (values.length !== stored)
    throw new UsageError(`${what}: ${values.length} values for ${stored} indices`);
  for (let row = 0; row < rows; row++) {
    let before = -1;
    if (starts[row + 1] < starts[row] || starts[row + 1] > stored)
      throw new UsageError(`${what}: row ${row} ends before it begins`);
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      if (indices[k] <= before || indices[k] >= columns)
        throw new UsageError(
          `${what}: index ${indices[k]} of row ${row} comes after ${before} of ${columns} features; rows ascend strictly`,
        );
      before = indices[k];
      if (!Number.isFinite(values[k]))
        throw new FrugalError(
          `${what}: input ${values[k]} of example ${row}, feature ${before}, is not a number`,
        );
    }
  }
}

/** Most entries of `n` rows, for each n from 0 to the width of the widest tile. */
function mostStored({ rows, starts }: SparseRows): number[] {
  const lengths = Uint32Array.from({ length: rows }, (_, row) => starts[row + 1] - starts[row]);
  const longest = lengths
    .sort()
    .slice(-Math.max(...TILE_WIDTHS))
    .reverse();
  const sums = [0];
  for (const length of longest) sums.push(sums[sums.length - 1] + length);
  return sums;
}

/** Places all rows, which are checked, and keeps nothing of them. */
export function placeRows(engine: Engine, rows: SparseRows): RowSource {
  const stored = rows.indices.length;
  const source = reserveRows(engine, rows.columns, rows.rows, stored);
  const sums = mostStored(rows);
  writeRows(engine, source, rows, 0, rows.rows);
  return { ...source, most: (count) => sums[Math.min(count, sums.length - 1)] };
}

/** Room for so many rows of so many entries in all. */
export function reserveRows(
  { memory }: Engine,
  features: number,
  rows: number,
  stored: number,
): RowSource {
  const starts = memory.allocate(4 * (rows + 1));
  const [indices, values] = [stored, stored].map((count) => memory.allocate(4 * count));
  return { storage: 'rows', features, starts, indices, values, most: () => stored };
}

/** Writes rows `from … to − 1` in the place of those that are there. Values smaller than singles can hold become 0. */
export function writeRows(
  { memory }: Engine,
  source: RowSource,
  { starts, indices, values }: SparseRows,
  from: number,
  to: number,
): void {
  const { u32, f32 } = memory.views();
  const first = starts[from];
  for (let row = from; row <= to; row++) u32[source.starts / 4 + row - from] = starts[row] - first;
  u32.set(indices.subarray(first, starts[to]), source.indices / 4);
  for (let k = first, at = source.values / 4; k < starts[to]; k++, at++)
    f32[at] = Math.abs(values[k]) < TINY ? 0 : values[k];
}
