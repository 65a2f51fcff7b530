/** Names under which tasks are known without files of one's own. */

import { nearest } from '../errors.ts';
import { labelledDatasets } from './recipes.ts';
import { unlabelledDatasets, withoutLabels } from './unlabelled.ts';

/** MNIST where its files are, else the embedded digits; the task that comes back says which. */
export const EITHER = 'mnist-or-digits';

/** Every name that `loadTask` knows; the embedded task first. */
export const taskNames: readonly string[] = ['digits', EITHER, ...labelledDatasets];

/** Every name that `loadExamples` knows: also those of sets without labels. */
export const exampleNames: readonly string[] = [...taskNames, ...unlabelledDatasets];

/** Why a name that is no task's is refused. */
export function refusalOf(name: string): string {
  if (unlabelledDatasets.includes(name)) return withoutLabels(name).message;
  const near = nearest(name, taskNames);
  const hint = near === undefined ? '' : `did you mean "${near}"? Else `;
  return `unknown task ${JSON.stringify(name.slice(0, 60))}; ${hint}name one of "frugal data list", or the path of a file, such as ./table.csv`;
}

/** Whether a word is the path of a file rather than a name: it has a slash, or ends like a file. */
export const looksLikePath = (word: unknown): boolean =>
  typeof word === 'string' && /[/\\]|\.\w{1,16}$/.test(word);
