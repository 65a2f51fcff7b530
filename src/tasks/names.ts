/** Names under which tasks are known without files of one's own. */

import { unknownName } from '../errors.ts';
import { labelledDatasets, withoutLabels } from './recipes.ts';

/** MNIST where its files are, else the embedded digits; the task that comes back says which. */
export const EITHER = 'mnist-or-digits';

/** Every name that `loadTask` knows; the embedded task first. */
export const taskNames: readonly string[] = ['digits', EITHER, ...labelledDatasets];

/** Data sets of the catalogue that have no labels: known, and no tasks. */
export const unlabelledDatasets: readonly string[] = ['nips-0-12', 'rcv1-subset'];

/** Why a name that is no task's is refused. */
export const refusalOf = (name: string): string =>
  unlabelledDatasets.includes(name)
    ? withoutLabels(name).message
    : `${unknownName('task', name, taskNames).message}, or a path such as ./${name}.csv`;

/** Whether a word is the path of a file rather than a name: it has a slash, or ends like a file. */
export const looksLikePath = (word: unknown): boolean =>
  typeof word === 'string' && /[/\\]|\.\w{1,16}$/.test(word);
