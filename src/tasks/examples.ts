/**
 * The one shape in which every classification task yields its examples.
 */

import type { SparseRows } from '../formats/values.ts';

/** A set of labelled examples. Plain typed arrays: can be hashed, saved and posted to a worker. */
export interface Examples {
  /** Number of examples. */
  readonly count: number;
  /** Numbers per example. */
  readonly features: number;
  /** Row-major `[count][features]`; the real value is stored value × `scale`. */
  readonly inputs: Uint8Array | Float32Array;
  /** Real value of one stored unit (1/255 for 8-bit images). */
  readonly scale: number;
  /** Class of each example, 0 … classes − 1. */
  readonly labels: Uint8Array | Uint16Array;
}

/** Labelled examples of which most features are 0: only the others are stored. */
export interface SparseExamples {
  readonly count: number;
  readonly features: number;
  /** One row an example, one column a feature. */
  readonly rows: SparseRows;
  /** Class of each example, 0 … classes − 1. */
  readonly labels: Uint8Array | Uint16Array;
}

/** What is to be learned: a training set and a held-out set of the same form. */
export interface ClassificationTask {
  /** Name under which the task is asked for, e.g. `digits`. */
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  readonly features: number;
  readonly classes: number;
  /** Shape of one example when it is a picture, `[height, width]` or `[colours, height, width]`; else `[features]`. */
  readonly shape: readonly number[];
  readonly classNames: readonly string[];
  readonly train: Examples;
  readonly test: Examples;
  /** SHA-256 (hex) that identifies the data: of the files' bytes, or of the generator's name, version and seed. */
  readonly digest: string;
}
