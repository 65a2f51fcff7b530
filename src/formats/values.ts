/**
 * What files hold, before anything is made of it: tables, tensors, sparse rows, graphs.
 *
 * Every reader of this room turns bytes into one of these plain values, every writer the other way. They are typed arrays and
 * strings alone: can be hashed, saved and posted to a worker, and know nothing of networks or tasks.
 */

/** A column of numbers. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One a row; NaN where the field is missing. */
  readonly values: Float64Array;
  /** How many fields are missing. */
  readonly missing: number;
}

/** A column of words, each kept once. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  /** Index into `words`, one a row; −1 where the field is missing. */
  readonly codes: Int32Array;
  /** In the order of their first appearance, or as the file declares them. */
  readonly words: readonly string[];
  readonly missing: number;
}

export type Column = NumberColumn | TextColumn;

/** A table of named columns, all of the same length. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Type of a tensor's elements as the file has them. */
export type ElementType =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float16'
  | 'float32'
  | 'float64';

/** Elements in memory: `bool` as bytes 0 and 1, `float16` widened to float32. */
export type Elements =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** An array of any rank. */
export interface Tensor {
  readonly type: ElementType;
  /** `[]` is a single number. */
  readonly shape: readonly number[];
  /** Row-major (last index fastest), whatever order the file has. */
  readonly data: Elements;
}

/** An array of texts, of any rank. */
export interface Texts {
  readonly type: 'text';
  readonly shape: readonly number[];
  /** Row-major, as in a tensor. */
  readonly data: readonly string[];
}

/** A sparse matrix, row by row (CSR): column indices ascend in each row, none twice. Stored zeros are kept. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  /** `[rows + 1]`: row r has entries `starts[r]` … `starts[r + 1] − 1`. */
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array | Float64Array;
}

/** Nodes and edges with what is said of them. */
export interface Graph {
  readonly directed: boolean;
  readonly nodes: {
    readonly count: number;
    /** Absent where nodes are only numbered. */
    readonly names?: readonly string[];
    /** One row a node. */
    readonly attributes: readonly Column[];
  };
  readonly edges: {
    readonly count: number;
    /** Node indices from 0. An undirected edge stands once. */
    readonly from: Uint32Array;
    readonly to: Uint32Array;
    /** Absent where the file gives none. */
    readonly weights?: Float64Array;
    /** One row an edge. */
    readonly attributes: readonly Column[];
  };
}

/** A value, and what its reader guessed or changed: one sentence each, for the person. */
export interface Read<V> {
  readonly value: V;
  readonly notes: readonly string[];
}
