/**
 * Sparse rows out of coordinates in any order: sorted by counting, repeats added up, stored zeros kept. O(rows + entries).
 */

import { FrugalError } from '../../errors.ts';
import type { SparseRows } from '../values.ts';

/** Entries of a matrix, in any order. */
export interface Coordinates {
  readonly rows: number;
  readonly columns: number;
  readonly row: Uint32Array;
  readonly column: Uint32Array;
  readonly value: Float64Array;
}

/** What became of coordinates. */
export interface Merged {
  readonly matrix: SparseRows;
  /** Entries that were added to an earlier one of the same place. */
  readonly repeats: number;
}

/** Rows that a matrix may have whatever the size of its file: their starts take 64 MiB. */
const FREE_ROWS = 2 ** 24;

/**
 * Refuses a shape whose rows alone would take more memory than the file warrants, before anything is allocated.
 *
 * @throws FrugalError for sides that are no 32-bit numbers, or too many rows
 */
export function checkShape(name: string, rows: number, columns: number, bytes: number): void {
  for (const [what, count] of [
    ['rows', rows],
    ['columns', columns],
  ] as const)
    if (!(count >= 0 && count <= 4294967294))
      throw new FrugalError(`${name}: ${count} ${what}; expected 0 to 4294967294`);
  if (rows > Math.max(FREE_ROWS, 2 * bytes))
    throw new FrugalError(
      `${name}: ${rows} rows in a file of ${bytes} bytes; at most ${Math.max(FREE_ROWS, 2 * bytes)} are read`,
    );
}

/** Order of the entries by `key`, equal ones as they came. @param source order to start from */
function counted(key: Uint32Array, size: number, source: Uint32Array): Uint32Array {
  const next = new Uint32Array(size + 1);
  for (const k of key) next[k + 1]++;
  for (let i = 0; i < size; i++) next[i + 1] += next[i];
  const order = new Uint32Array(key.length);
  for (const k of source) order[next[key[k]]++] = k;
  return order;
}

/** Columns of each row sorted by comparison: where a matrix is too wide to count its columns. */
function sortWithin(order: Uint32Array, starts: Uint32Array, column: Uint32Array): void {
  for (let row = 0; row + 1 < starts.length; row++)
    order.subarray(starts[row], starts[row + 1]).sort((a, b) => column[a] - column[b] || a - b);
}

/** Entries row by row, columns ascending, none twice. */
export function merge({ rows, columns, row, column, value }: Coordinates): Merged {
  const count = row.length;
  const asCame = Uint32Array.from({ length: count }, (_, k) => k);
  const narrow = columns <= 4 * count + 1024;
  const order = counted(row, rows, narrow ? counted(column, columns, asCame) : asCame);
  const starts = new Uint32Array(rows + 1);
  for (const r of row) starts[r + 1]++;
  for (let r = 0; r < rows; r++) starts[r + 1] += starts[r];
  if (!narrow) sortWithin(order, starts, column);
  const indices = new Uint32Array(count);
  const values = new Float64Array(count);
  const begins = new Uint32Array(rows + 1);
  let kept = 0;
  for (let r = 0; r < rows; r++) {
    for (let at = starts[r]; at < starts[r + 1]; at++) {
      const k = order[at];
      if (kept > begins[r] && indices[kept - 1] === column[k]) values[kept - 1] += value[k];
      else {
        indices[kept] = column[k];
        values[kept++] = value[k];
      }
    }
    begins[r + 1] = kept;
  }
  const matrix = {
    ...{ rows, columns, starts: begins },
    indices: indices.slice(0, kept),
    values: values.slice(0, kept),
  };
  return { matrix, repeats: count - kept };
}
