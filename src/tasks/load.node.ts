/**
 * Tasks by name or from files, in Node: the embedded digits, every labelled data set of the data folder, and files of one's
 * own.
 */

import { dataset } from './catalogue.ts';
import type { AnyExamples, ClassificationTask, ExampleTask, UnlabelledTask } from './examples.ts';
import { taskFromDisk } from './file-task.node.ts';
import { glanceAtFile, loadDataset } from './files.node.ts';
import { type DataPlaces, examplesAt } from './load.ts';
import { EITHER } from './names.ts';
import { labelled } from './narrow.ts';
import type { TaskOptions } from './prepare/options.ts';
import { rolesOf, taskFromDataset } from './recipes.ts';
import {
  unlabelledDatasets,
  unlabelledFromDataset,
  unlabelledRoles,
  withoutLabels,
} from './unlabelled.ts';

async function hasMnist(): Promise<boolean> {
  const { files } = await dataset('mnist');
  const states = await Promise.all(files.map((file) => glanceAtFile(file)));
  return states.every(({ state }) => state !== 'missing');
}

/** The name itself, or of a name that leaves it open the one that it stands for on this machine. */
export const settledName = async (name: string): Promise<string> =>
  name === EITHER ? ((await hasMnist()) ? 'mnist' : 'digits') : name;

async function namedTask(
  name: string,
  options: TaskOptions,
): Promise<ClassificationTask | UnlabelledTask> {
  const unlabelled = unlabelledDatasets.includes(name);
  const { train, test } = (unlabelled ? unlabelledRoles : rolesOf)(await dataset(name));
  const stored = await loadDataset(name, { roles: [train, test] });
  return unlabelled ? unlabelledFromDataset(stored, options) : taskFromDataset(stored, options);
}

const PLACES: DataPlaces = {
  either: () => settledName(EITHER),
  named: namedTask,
  file: taskFromDisk,
};

/**
 * As `loadTask`, and of data sets without labels, or of files with `answers: 'none'`, their examples alone.
 *
 * @example
 * const task = await loadExamples('digits', { trainLimit: 200, testLimit: 50 });
 * for await (const epoch of train(task, rbm(50, { epsilon: 11 }), { rewiring: set(), epochs: 5 })) console.log(epoch.testError);
 * @throws UsageError for an unknown name or options that do not fit
 * @throws FrugalError for missing, damaged or contradictory files
 */
export const loadExamples = (name: string, options: TaskOptions = {}): Promise<AnyExamples> =>
  examplesAt(name, options, PLACES);

/**
 * Loads a task: by a name of `taskNames`, or from a file of one's own (csv, npz, libsvm, …: see docs/data.md).
 *
 * `digits` needs no files: there `trainLimit` and `testLimit` are the numbers of examples that are made (default 10,000
 * and 2,000) and `seed` makes them. Of a data set, the limits take the first examples, and the split can be chosen only where
 * the set has none of its own.
 *
 * `mnist-or-digits` is for runs that should work anywhere and are better with real images.
 *
 * @throws UsageError for an unknown name, a set without labels, options that do not fit or leave open what is meant
 * @throws FrugalError for missing, damaged or contradictory files
 * @example const task = await loadTask('./wine.csv', { label: ['cultivar'], scaling: 'z-score' });
 */
export async function loadTask(name: string, options: TaskOptions = {}): Promise<ExampleTask> {
  if (unlabelledDatasets.includes(name)) throw withoutLabels(name);
  return labelled(await loadExamples(name, options));
}
