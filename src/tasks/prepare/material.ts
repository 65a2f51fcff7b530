/** Examples as files give them, before rows are split, numbers scaled and answers counted. */

import type { SparseRows } from '../../formats/values.ts';

/** Answers that are words, or numbers in `outputs` columns (row-major, NaN where missing). */
export type Answers =
  | { readonly kind: 'words'; readonly codes: Int32Array; readonly words: readonly string[] }
  | {
      readonly kind: 'numbers';
      readonly values: Float64Array;
      readonly outputs: number;
      readonly names: readonly string[];
    };

/** Of examples that have none. */
export const NO_ANSWERS: Answers = {
  ...{ kind: 'numbers', values: new Float64Array(0), outputs: 0, names: [] },
};

export interface Material {
  readonly count: number;
  readonly features: number;
  /** Shape of one example. */
  readonly shape: readonly number[];
  readonly featureNames?: readonly string[];
  /** Row-major `[count][features]`, NaN where a number is missing; or the entries that are not 0. */
  readonly inputs: Uint8Array | Float32Array | Float64Array | SparseRows;
  /** Real value of one stored unit. */
  readonly scale: number;
  readonly answers: Answers;
  /** The first so many examples train and the others test, where the files say so. */
  readonly given?: number;
}

/** How errors call a feature. */
export const featureName = ({ featureNames }: Pick<Material, 'featureNames'>, f: number): string =>
  featureNames === undefined ? `feature ${f + 1}` : `column "${featureNames[f]}"`;

/** The chosen rows of a row-major array, as another array of the same or a given type. */
export function pickRows<A extends Uint8Array | Uint16Array | Float32Array | Float64Array>(
  from: ArrayLike<number>,
  width: number,
  rows: Uint32Array,
  into: A,
): A {
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let k = rows[i] * width, end = k + width; k < end; k++) into[at++] = from[k];
  }
  return into;
}

/** The chosen rows of a sparse matrix, in that order. */
export function pickSparse(from: SparseRows, rows: Uint32Array): SparseRows {
  const starts = new Uint32Array(rows.length + 1);
  for (const [i, row] of rows.entries())
    starts[i + 1] = starts[i] + from.starts[row + 1] - from.starts[row];
  const indices = new Uint32Array(starts[rows.length]);
  const values = new Float32Array(starts[rows.length]);
  for (const [i, row] of rows.entries()) {
    const [begin, end] = [from.starts[row], from.starts[row + 1]];
    indices.set(from.indices.subarray(begin, end), starts[i]);
    values.set(from.values.subarray(begin, end), starts[i]);
  }
  return { rows: rows.length, columns: from.columns, starts, indices, values };
}
