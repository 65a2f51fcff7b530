/**
 * Standardisation: every feature gets mean 0 and variance 1 over the training examples.
 *
 * For tables whose columns have units of their own. The test examples are shifted and divided by the same numbers.
 */

import type { ClassificationTask } from './examples.ts';
import { denseScaling } from './prepare/scale.ts';
import { sha256 } from './sha256.ts';

/**
 * A task whose features have mean 0 and (population) variance 1 over its training set; a feature that is constant there
 * becomes 0. Inputs are float32 with scale 1; statistics are taken in double precision in a fixed order.
 */
export function standardise(task: ClassificationTask): ClassificationTask {
  const apply = denseScaling(task.train, 'z-score');
  return {
    ...task,
    train: apply(task.train),
    test: apply(task.test),
    digest: sha256(`${task.digest} standardised`),
  };
}
