/**
 * Tasks by name, in Node: the embedded digits, and every labelled data set of the data folder.
 */

import { unknownName } from '../errors.ts';
import { catalogue, dataset } from './catalogue.ts';
import { digits } from './digits/digits.ts';
import type { ClassificationTask } from './examples.ts';
import { glanceAtFile, loadDataset } from './files.node.ts';
import {
  labelledDatasets,
  rolesOf,
  type TaskOptions,
  taskFromDataset,
  withoutLabels,
} from './recipes.ts';

/** MNIST where its files are, else the embedded digits; the task that comes back says which. */
const EITHER = 'mnist-or-digits';

/** Every name that `loadTask` knows; the embedded task first. */
export const taskNames: readonly string[] = ['digits', EITHER, ...labelledDatasets];

async function hasMnist(): Promise<boolean> {
  const { files } = await dataset('mnist');
  const states = await Promise.all(files.map((file) => glanceAtFile(file)));
  return states.every(({ state }) => state !== 'missing');
}

/**
 * Loads a classification task.
 *
 * `digits` needs no files: there `trainLimit` and `testLimit` are the numbers of examples that are made (default 10,000
 * and 2,000) and `seed` makes them. Of a data set, the limits take the first examples, and `seed` matters only where the
 * set has no split of its own.
 *
 * `mnist-or-digits` is for runs that should work anywhere and are better with real images.
 *
 * @throws UsageError for an unknown name, a set without labels, or limits out of range
 * @throws FrugalError for missing, damaged or contradictory files
 */
export async function loadTask(
  name: string,
  options: TaskOptions = {},
): Promise<ClassificationTask> {
  const { trainLimit, testLimit, seed } = options;
  if (name === EITHER) return loadTask((await hasMnist()) ? 'mnist' : 'digits', options);
  if (name === 'digits') return digits({ seed, train: trainLimit, test: testLimit });
  if (!labelledDatasets.includes(name)) {
    if ((await catalogue()).some((facts) => facts.id === name)) throw withoutLabels(name);
    throw unknownName('task', name, taskNames);
  }
  const { train, test } = rolesOf(await dataset(name));
  return taskFromDataset(await loadDataset(name, { roles: [train, test] }), options);
}
