/**
 * The shapes in which every task yields its examples: inputs dense or sparse, answers classes or numbers.
 *
 * Plain typed arrays: can be hashed, saved and posted to a worker.
 */

import type { SparseRows } from '../formats/values.ts';

/** What a network is shown, all numbers stored. */
export interface DenseInputs {
  /** Number of examples. */
  readonly count: number;
  /** Numbers per example. */
  readonly features: number;
  /** Row-major `[count][features]`; the real value is stored value × `scale`. */
  readonly inputs: Uint8Array | Float32Array;
  /** Real value of one stored unit (1/255 for 8-bit images). */
  readonly scale: number;
}

/** What a network is shown where most features are 0: only the others are stored. */
export interface SparseInputs {
  readonly count: number;
  readonly features: number;
  /** One row an example, one column a feature. */
  readonly rows: SparseRows;
}

interface Labels {
  /** Class of each example, 0 … classes − 1. */
  readonly labels: Uint8Array | Uint16Array;
}

interface Targets {
  /** Row-major `[count][outputs]`. */
  readonly targets: Float32Array;
}

/** A set of labelled examples. */
export interface Examples extends DenseInputs, Labels {}

/** Labelled examples of which most features are 0. */
export interface SparseExamples extends SparseInputs, Labels {}

/** Examples whose answers are numbers. */
export interface RegressionExamples extends DenseInputs, Targets {}

/** Examples whose answers are numbers, most features 0. */
export interface SparseRegressionExamples extends SparseInputs, Targets {}

/** Whether only the features that are not 0 are stored. */
export const isSparse = <T extends DenseInputs | SparseInputs>(
  examples: T,
): examples is Extract<T, SparseInputs> => 'rows' in examples;

/** How stored numbers became inputs: (number − shift) × scale, feature by feature; a single number goes for all. */
export interface Scaled {
  readonly shift: Float32Array;
  readonly scale: Float32Array;
}

interface TaskFacts {
  /** Name under which the task is asked for, e.g. `digits`. */
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  readonly features: number;
  /** Shape of one example when it is a picture, `[height, width]` or `[colours, height, width]`; else `[features]`. */
  readonly shape: readonly number[];
  /** Names of the features where the data give them. */
  readonly featureNames?: readonly string[];
  /**
   * SHA-256 (hex) that identifies what is learned: of the files' bytes and of all that was done to them, or of the
   * generator's name, version and seed.
   */
  readonly digest: string;
  /** What was done to features before they became these examples; absent where they are as they were stored. */
  readonly scaled?: Scaled;
  /** What was found in the files or changed on the way: a sentence each, for the person. */
  readonly notes?: readonly string[];
}

/** What is to be learned: a training set and a held-out set of the same form, dense unless said otherwise. */
export interface ClassificationTask<E extends Examples | SparseExamples = Examples>
  extends TaskFacts {
  readonly classes: number;
  readonly classNames: readonly string[];
  readonly train: E;
  readonly test: E;
}

/** Numbers to be learned: a training set and a held-out set of the same form, dense unless said otherwise. */
export interface RegressionTask<
  E extends RegressionExamples | SparseRegressionExamples = RegressionExamples,
> extends TaskFacts {
  /** Numbers per answer. */
  readonly outputs: number;
  readonly outputNames: readonly string[];
  readonly train: E;
  readonly test: E;
}

/** A task whose answers are classes, whichever way its inputs are stored. */
export type AnyClassification = ClassificationTask<Examples> | ClassificationTask<SparseExamples>;

/** A task whose answers are numbers, whichever way its inputs are stored. */
export type AnyRegression =
  | RegressionTask<RegressionExamples>
  | RegressionTask<SparseRegressionExamples>;

/** Whatever can be learned from examples and their answers. */
export type ExampleTask = AnyClassification | AnyRegression;

/** Examples without answers: what a model of the examples themselves learns, such as a Boltzmann machine. */
export interface UnlabelledTask extends TaskFacts {
  readonly train: DenseInputs;
  readonly test: DenseInputs;
}

/** Examples, with answers or without. */
export type AnyExamples = ExampleTask | UnlabelledTask;

/** Whether the answers are classes. */
export const isClassification = (task: AnyExamples): task is AnyClassification => 'classes' in task;

/** Whether there are answers. */
export const isLabelled = (task: AnyExamples): task is ExampleTask =>
  'classes' in task || 'outputs' in task;
