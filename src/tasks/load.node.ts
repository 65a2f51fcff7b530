/**
 * Tasks by name, in Node: the embedded digits, and every labelled data set of the data folder.
 */

import { unknownName } from '../errors.ts';
import { CATALOGUE, dataset } from './catalogue.ts';
import { digits } from './digits/digits.ts';
import type { ClassificationTask } from './examples.ts';
import { loadDataset } from './files.node.ts';
import {
  labelledDatasets,
  rolesOf,
  type TaskOptions,
  taskFromDataset,
  withoutLabels,
} from './recipes.ts';

/** Every name that `loadTask` knows; the embedded task first. */
export const taskNames: readonly string[] = ['digits', ...labelledDatasets];

/**
 * Loads a classification task.
 *
 * `digits` needs no files: there `trainLimit` and `testLimit` are the numbers of examples that are made (default 10,000
 * and 2,000) and `seed` makes them. Of a data set, the limits take the first examples, and `seed` matters only where the
 * set has no split of its own.
 *
 * @throws UsageError for an unknown name, a set without labels, or limits out of range
 * @throws FrugalError for missing, damaged or contradictory files
 */
export async function loadTask(
  name: string,
  options: TaskOptions = {},
): Promise<ClassificationTask> {
  const { trainLimit, testLimit, seed } = options;
  if (name === 'digits') return digits({ seed, train: trainLimit, test: testLimit });
  if (!labelledDatasets.includes(name)) {
    if (CATALOGUE.some((facts) => facts.id === name)) throw withoutLabels(name);
    throw unknownName('task', name, taskNames);
  }
  const { train, test } = rolesOf(dataset(name));
  return taskFromDataset(await loadDataset(name, { roles: [train, test] }), options);
}
