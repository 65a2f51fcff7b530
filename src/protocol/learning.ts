/** The state of a job that has a learner: the learner's own, and what the job has counted beside it. */

import { FrugalError } from '../errors.ts';
import type { Learner, LearnerState } from '../learners/index.ts';
import type { Column } from './records.ts';
import type { Json, NamedArrays, Snapshot } from './study.ts';

/** What is to be saved, in a job's snapshot. */
export function learningSnapshot(
  learner: Pick<Learner<object>, 'save'>,
  counted: { readonly [key: string]: Json },
): Snapshot {
  const { meta, arrays } = learner.save();
  return { meta: { learner: meta, ...counted }, arrays };
}

/**
 * Puts the learner where it stood.
 *
 * @returns what the job had counted
 * @throws FrugalError for a snapshot of something else
 */
export function restoreLearning(
  learner: Pick<Learner<object>, 'restore'>,
  { meta, arrays }: Snapshot,
): { readonly [key: string]: Json } {
  if (!isObject(meta) || !isObject(meta.learner))
    throw new FrugalError('the checkpoint is not one of a learner: rerun with --fresh');
  learner.restore({ meta: meta.learner, arrays: bytesOf(arrays) });
  return meta;
}

/**
 * What a job had counted, typed.
 *
 * @throws FrugalError where it is not that
 */
export function countedAs<V>(column: Column<V>, counted: Json): V {
  if (column.is(counted)) return counted;
  throw new FrugalError('the checkpoint belongs to another job: rerun with --fresh');
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function bytesOf(arrays: NamedArrays): LearnerState['arrays'] {
  const found: Record<string, Uint8Array> = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (!(array instanceof Uint8Array))
      throw new FrugalError(`"${name}" of the checkpoint is no saved layer: rerun with --fresh`);
    found[name] = array;
  }
  return found;
}
