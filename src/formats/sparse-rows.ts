/**
 * Sparse matrices of any order made into `SparseRows`: row by row, columns ascending, repeated entries added up.
 *
 * What stands where it should is not copied. Every index is checked before it is used.
 */

import { FrugalError } from '../errors.ts';
import type { SparseRows } from './values.ts';

/** Whether a value of a file is a sparse matrix. */
export const isSparseRows = <V extends object>(value: V | SparseRows): value is SparseRows =>
  'starts' in value;

type Values = Float32Array | Float64Array;

/** Rows that a matrix may have however few entries its file holds: 64 MiB of starts. */
const FREE_ROWS = 2 ** 24;
/** Keys of a row's sort are exact up to here. */
const EXACT = 2 ** 53;

export interface Shape {
  readonly rows: number;
  readonly columns: number;
  /** How errors call the matrix. */
  readonly what: string;
}

/** What had to be changed. */
export interface Changes {
  /** Rows whose columns did not ascend. */
  readonly sorted: number;
  /** Entries that were added to another one at their place. */
  readonly merged: number;
}

/**
 * @param evidence bytes or entries that the file really holds: as many rows are believed
 * @throws FrugalError for a shape that is no shape, or too large
 */
export function checkShape({ rows, columns, what }: Shape, evidence: number): void {
  for (const [size, name] of [
    [rows, 'rows'],
    [columns, 'columns'],
  ] as const)
    if (!Number.isInteger(size) || size < 0 || size > 0xffffffff)
      throw new FrugalError(`${what} has ${size} ${name}; readable are 0 to 2^32 − 1`);
  if (rows > Math.max(FREE_ROWS, evidence))
    throw new FrugalError(
      `${what} has ${rows} rows, more than are believed of a file this small (${Math.max(FREE_ROWS, evidence)})`,
    );
}

/**
 * A matrix that lies row by row, in whatever order within a row.
 *
 * @param starts `[rows + 1]`: ascending from 0; entries beyond the last are left out, as SciPy does
 * @throws FrugalError for starts that descend or pass the entries, and columns that are not there
 */
export function rowsOf(
  shape: Shape,
  starts: Uint32Array,
  indices: Uint32Array,
  values: Values,
): { readonly value: SparseRows; readonly changes: Changes } {
  const { rows, columns, what } = shape;
  if (starts.length !== rows + 1)
    throw new FrugalError(`${what} has ${starts.length} starts of rows, expected ${rows + 1}`);
  const count = Math.min(indices.length, values.length);
  if (starts[0] !== 0)
    throw new FrugalError(`${what}: its first row starts at ${starts[0]}, not 0`);
  const ragged: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [from, to] = [starts[row], starts[row + 1]];
    if (to < from || to > count)
      throw new FrugalError(
        `${what}: row ${row} has entries ${from} to ${to}, of ${count} in the file`,
      );
    let before = -1;
    let ascends = true;
    for (let k = from; k < to; k++) {
      const column = indices[k];
      if (column >= columns)
        throw new FrugalError(
          `${what}: entry ${k} of row ${row} is in column ${column}, but there are ${columns}`,
        );
      if (column <= before) ascends = false;
      before = column;
    }
    if (!ascends) ragged.push(row);
  }
  const used = starts[rows];
  const whole = {
    ...{ rows, columns, starts },
    indices: indices.length === used ? indices : indices.subarray(0, used),
    values: values.length === used ? values : values.subarray(0, used),
  };
  if (ragged.length === 0) return { value: whole, changes: { sorted: 0, merged: 0 } };
  const sorted = sortRows(whole, ragged);
  return merge(sorted, ragged.length);
}

/**
 * A matrix of single entries in any order.
 *
 * @param evidence see `checkShape`
 * @throws FrugalError for an index that is not in the matrix
 */
export function rowsOfEntries(
  shape: Shape,
  row: Uint32Array,
  column: Uint32Array,
  values: Values,
  evidence: number,
): { readonly value: SparseRows; readonly changes: Changes } {
  const { rows, what } = shape;
  checkShape(shape, evidence);
  if (row.length !== values.length || column.length !== values.length)
    throw new FrugalError(
      `${what} has ${row.length} rows and ${column.length} columns for ${values.length} values`,
    );
  const starts = new Uint32Array(rows + 1);
  for (let k = 0; k < row.length; k++) {
    if (row[k] >= rows)
      throw new FrugalError(`${what}: entry ${k} is in row ${row[k]}, but there are ${rows}`);
    starts[row[k] + 1]++;
  }
  for (let i = 0; i < rows; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const indices = new Uint32Array(row.length);
  const moved = values.slice();
  for (let k = 0; k < row.length; k++) {
    const at = next[row[k]]++;
    indices[at] = column[k];
    moved[at] = values[k];
  }
  return rowsOf(shape, starts, indices, moved);
}

/**
 * A matrix that lies column by column (CSC), in whatever order within a column.
 *
 * @throws FrugalError for starts that descend or pass the entries, and rows that are not there
 */
export function rowsOfColumns(
  shape: Shape,
  starts: Uint32Array,
  rows: Uint32Array,
  values: Values,
  evidence: number,
): { readonly value: SparseRows; readonly changes: Changes } {
  const used = entriesOf(starts, shape.columns, Math.min(rows.length, values.length), shape.what);
  return rowsOfEntries(
    shape,
    rows.subarray(0, used),
    spread(starts, used),
    values.subarray(0, used),
    evidence,
  );
}

/** The list that each entry is in. */
export function spread(starts: Uint32Array, count: number): Uint32Array {
  const lists = new Uint32Array(count);
  for (let list = 0; list < starts.length - 1; list++)
    lists.fill(list, starts[list], starts[list + 1]);
  return lists;
}

/**
 * How many entries lists have together.
 *
 * @throws FrugalError where the starts are not as many as the lists and one more, descend, or pass the entries
 */
export function entriesOf(starts: Uint32Array, lists: number, count: number, what: string): number {
  const wrong = starts.findIndex((start, i) => start > count || (i > 0 && start < starts[i - 1]));
  if (starts.length !== lists + 1 || starts[0] !== 0 || wrong >= 0)
    throw new FrugalError(
      `${what}: indptr does not rise from 0 to at most ${count} in ${lists + 1} steps`,
    );
  return starts[lists];
}

/** The same matrix with the columns of these rows ascending; those at one place keep their order. */
function sortRows(matrix: SparseRows, ragged: readonly number[]): SparseRows {
  const { starts, columns } = matrix;
  const indices = matrix.indices.slice();
  const values = matrix.values.slice();
  for (const row of ragged) {
    const [from, to] = [starts[row], starts[row + 1]];
    const order = orderOf(matrix.indices.subarray(from, to), columns);
    for (let k = 0; k < order.length; k++) {
      indices[from + k] = matrix.indices[from + order[k]];
      values[from + k] = matrix.values[from + order[k]];
    }
  }
  return { ...matrix, indices, values };
}

function orderOf(indices: Uint32Array, columns: number): Uint32Array {
  const { length } = indices;
  if (columns * length >= EXACT)
    return Uint32Array.from(indices.keys()).sort((a, b) => indices[a] - indices[b] || a - b);
  // Column and place in one number: sorting numbers needs no comparison by hand.
  const keys = Float64Array.from(indices, (column, k) => column * length + k).sort();
  return Uint32Array.from(keys, (key) => key % length);
}

/** Adds up entries at the same place, which stand beside each other. */
function merge(
  matrix: SparseRows,
  sorted: number,
): { readonly value: SparseRows; readonly changes: Changes } {
  const { rows, columns, indices, values } = matrix;
  const starts = new Uint32Array(rows + 1);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
      if (end > starts[row] && indices[end - 1] === indices[k]) values[end - 1] += values[k];
      else {
        indices[end] = indices[k];
        values[end++] = values[k];
      }
    }
    starts[row + 1] = end;
  }
  const merged = indices.length - end;
  const value = {
    ...{ rows, columns, starts },
    indices: merged === 0 ? indices : indices.slice(0, end),
    values: merged === 0 ? values : values.slice(0, end),
  };
  return { value, changes: { sorted, merged } };
}

/** What was changed, one sentence each. */
export function notesOf({ sorted, merged }: Changes): string[] {
  return [
    ...(sorted > 0 ? [`the columns of ${sorted} rows did not ascend and were sorted`] : []),
    ...(merged > 0 ? [`${merged} entries repeated a place and were added up`] : []),
  ];
}
