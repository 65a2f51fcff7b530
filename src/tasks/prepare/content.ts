/** What one file holds, whatever its form: a table, arrays by name, or sparse rows with their answers. */

import type { SparseRows, Table, Tensor, Texts } from '../../formats/values.ts';
import type { Answers } from './material.ts';

/** One array of an archive. */
export type NamedArray = Tensor | Texts | SparseRows;

export interface TableContent {
  readonly kind: 'table';
  /** How people call the form, e.g. `CSV`. */
  readonly form: string;
  readonly table: Table;
  /** The words that a column of numbers was written with, each once; only of texts. */
  readonly written?: (column: string) => readonly string[];
}

export interface ArraysContent {
  readonly kind: 'arrays';
  readonly form: string;
  /** A file that holds one array without a name has it under `''`. */
  readonly arrays: ReadonlyMap<string, NamedArray>;
  /** Sentences about arrays that were not read. */
  readonly leftOut?: readonly string[];
}

export interface RowsContent {
  readonly kind: 'rows';
  readonly form: string;
  readonly rows: SparseRows;
  readonly featureNames?: readonly string[];
  /** Absent where they are a column of `table`. */
  readonly answers?: Answers;
  /** What else is known of each row. */
  readonly table?: Table;
  /** What the file counts features from, where it counts them. */
  readonly base?: 0 | 1;
}

export type Content = TableContent | ArraysContent | RowsContent;

/** Contents of the files of one task. */
export interface Contents {
  readonly train: Content;
  readonly test?: Content;
  /** Answers in files of their own. */
  readonly labels?: Content;
  readonly testLabels?: Content;
}

/** The shape of an array as people write it. */
export const shapeText = (array: NamedArray): string =>
  'starts' in array ? `${array.rows} × ${array.columns} sparse` : array.shape.join(' × ') || '1';
