/**
 * Tasks by name or from files, in Node: the embedded digits, every labelled data set of the data folder, and files of one's
 * own.
 */

import { UsageError } from '../errors.ts';
import { dataset } from './catalogue.ts';
import { digits } from './digits/digits.ts';
import type { AnyExamples, ClassificationTask, ExampleTask, UnlabelledTask } from './examples.ts';
import { taskFromDisk } from './file-task.node.ts';
import { glanceAtFile, loadDataset } from './files.node.ts';
import { EITHER, exampleNames, looksLikePath, refusalOf } from './names.ts';
import { labelled } from './narrow.ts';
import { refuseSplit } from './parts.ts';
import type { TaskOptions } from './prepare/options.ts';
import { rolesOf, taskFromDataset } from './recipes.ts';
import { withScaling } from './standardise.ts';
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

/** What has no meaning where data are known by name. */
const ONLY_FILES = [
  ...['label', 'leaveOut', 'member', 'testFile', 'labelFile', 'testLabelFile', 'classOrder'],
  ...['answers', 'missing', 'indexBase'],
] as const satisfies readonly (keyof TaskOptions)[];

function refuseFileOptions(name: string, options: TaskOptions): void {
  const given: TaskOptions = options;
  const idle = ONLY_FILES.find((option) => given[option] !== undefined);
  if (idle !== undefined)
    throw new UsageError(
      `option --${idle.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for files; the columns and answers of "${name}" are known`,
    );
}

async function namedTask(
  name: string,
  options: TaskOptions,
): Promise<ClassificationTask | UnlabelledTask> {
  const { trainLimit, testLimit, seed } = options;
  if (name === EITHER) return namedTask(await settledName(name), options);
  if (name === 'digits') refuseSplit(name, options);
  if (name === 'digits') return digits({ seed, train: trainLimit, test: testLimit });
  const unlabelled = unlabelledDatasets.includes(name);
  const { train, test } = (unlabelled ? unlabelledRoles : rolesOf)(await dataset(name));
  const stored = await loadDataset(name, { roles: [train, test] });
  return unlabelled ? unlabelledFromDataset(stored, options) : taskFromDataset(stored, options);
}

/**
 * As `loadTask`, and of data sets without labels, or of files with `answers: 'none'`, their examples alone.
 *
 * @example
 * const task = await loadExamples('digits', { trainLimit: 200, testLimit: 50 });
 * for await (const epoch of train(task, rbm(50, { epsilon: 11 }), { rewiring: set(), epochs: 5 })) console.log(epoch.testError);
 * @throws UsageError for an unknown name or options that do not fit
 * @throws FrugalError for missing, damaged or contradictory files
 */
export async function loadExamples(name: string, options: TaskOptions = {}): Promise<AnyExamples> {
  if (looksLikePath(name)) return taskFromDisk(name, options);
  if (!exampleNames.includes(name)) throw new UsageError(refusalOf(name));
  refuseFileOptions(name, options);
  return withScaling(await namedTask(name, options), options.scaling);
}

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
