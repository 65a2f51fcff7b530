/** What can be said about the data to learn from: which column answers, which rows test, how numbers are prepared. */

export const ANSWERS = ['auto', 'classes', 'numbers', 'none'] as const;
export const SPLITS = ['auto', 'given', 'fraction', 'stratified', 'k-fold'] as const;
export const SCALINGS = ['unit', 'z-score', 'range', 'max-abs'] as const;
export const MISSING = ['refuse', 'mean', 'drop'] as const;

/** How a file becomes a task. Whatever is absent is found in the file, and told. */
export interface Preparation {
  /** Columns that hold the answers, by name or number from 1; of archives, the array. Several only where they are numbers. */
  readonly label?: readonly string[];
  /**
   * Whether answers are classes or numbers; `auto`: words and few repeated whole numbers are classes. `none`: there are none, and
   * every column that is not left out is a feature (`loadExamples`, `examplesFromFiles`).
   */
  readonly answers?: (typeof ANSWERS)[number];
  /** Columns that are no features, by name or number from 1. */
  readonly leaveOut?: readonly string[];
  /** What indices of svmlight count from; where absent, 0 if there is an index 0, else 1, and told. */
  readonly indexBase?: 0 | 1;
  /** The array of inputs in an archive (npz, mat, HDF5), where it has several. */
  readonly member?: string;
  /**
   * `given`: a test file, or arrays that say so. `fraction` draws test examples from all, `stratified` from each class,
   * `k-fold` takes one of k equal parts (of each class where there are classes). `auto`: given, else stratified, else fraction.
   */
  readonly split?: (typeof SPLITS)[number];
  /** Share of the examples that test. Default 0.25. */
  readonly testShare?: number;
  /** Default 5. */
  readonly folds?: number;
  /** Which fold tests, from 1. Default 1. */
  readonly fold?: number;
  /** Chooses the split. Default 0. */
  readonly seed?: number | string;
  /**
   * Fitted on the training examples alone. `unit` leaves numbers as they are stored, `z-score` gives mean 0 and variance 1,
   * `range` 0 … 1, `max-abs` divides by the largest magnitude. Default `unit`.
   */
  readonly scaling?: (typeof SCALINGS)[number];
  /** What happens to examples with missing numbers; `mean` is that of the training examples. Default `refuse`. */
  readonly missing?: (typeof MISSING)[number];
  /** Classes in the order of their numbers. Default ascending. */
  readonly classOrder?: readonly string[];
  /** Only the first so many training or test examples; default all. */
  readonly trainLimit?: number;
  readonly testLimit?: number;
}

/** A task by name or from files: what is prepared, and the other files that belong to it. */
export interface TaskOptions extends Preparation {
  /** Examples that test; of the same form as those that train. */
  readonly testFile?: string;
  /** Answers that lie in a file of their own, one an example. */
  readonly labelFile?: string;
  readonly testLabelFile?: string;
}
