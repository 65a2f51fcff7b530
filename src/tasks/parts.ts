/** Which rows of a data set train and which test, and these rows as inputs: the same for sets with labels and without. */

import { UsageError } from '../errors.ts';
import type { IdxArray } from '../formats/idx.ts';
import type { DenseInputs } from './examples.ts';
import type { TaskOptions } from './prepare/options.ts';
import { fraction, kFold, type Split, stratified } from './prepare/split.ts';
import { limitNote } from './prepare/tell.ts';

/** Share of a data set without a split of its own that tests, where nothing else is said. */
const A_THIRD = 1 / 3;

/**
 * The split of a set that has none of its own, and what of it was chosen: nothing, where it is the usual one. Both parts are
 * in random order. A class with a single example trains.
 */
export function chosenSplit(
  labels: ArrayLike<number>,
  classes: number,
  options: TaskOptions,
): { readonly rows: Split; readonly chosen: object } {
  const { split = 'auto', seed = 0, testShare = A_THIRD, folds = 5, fold = 1 } = options;
  if (split === 'given')
    throw new UsageError('no split is given; choose stratified, fraction or k-fold');
  if (split === 'k-fold')
    return { rows: kFold({ labels, classes }, seed, folds, fold), chosen: { split, folds, fold } };
  if (split === 'fraction')
    return { rows: fraction(labels.length, seed, testShare), chosen: { split, testShare } };
  const usual = testShare === A_THIRD;
  return {
    rows: stratified(labels, classes, seed, testShare),
    chosen: usual ? {} : { testShare },
  };
}

/** @throws UsageError where another split is asked of a set than the one it comes with */
export function refuseSplit(id: string, { split = 'given', testShare }: TaskOptions): void {
  if ((split === 'given' || split === 'auto') && testShare === undefined) return;
  throw new UsageError(
    `task "${id}" has a split of its own; leave ${testShare === undefined ? `split "${split}"` : 'the test share'} out`,
  );
}

/** So many examples, or all where there are fewer, which is told. @throws UsageError for a limit that is no count */
export function limited(
  what: 'train' | 'test',
  available: number,
  limit: number | undefined,
  notes: string[],
): number {
  if (limit === undefined) return available;
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`${what}Limit ${limit} is not an integer ≥ 1`);
  if (limit > available) notes.push(limitNote(what, limit, available));
  return Math.min(limit, available);
}

/** The chosen rows as inputs: bytes stay bytes, all else becomes float32. Without `rows`, the first `count`. */
export function pickInputs(
  { data }: IdxArray,
  { features, scale, count, rows }: Omit<DenseInputs, 'inputs'> & { readonly rows?: Uint32Array },
): DenseInputs {
  const inputs =
    data instanceof Uint8Array
      ? new Uint8Array(count * features)
      : new Float32Array(count * features);
  if (rows === undefined) inputs.set(data.subarray(0, count * features));
  else
    for (let i = 0; i < count; i++) {
      const at = rows[i] * features;
      inputs.set(data.subarray(at, at + features), i * features);
    }
  return { count, features, inputs, scale };
}
