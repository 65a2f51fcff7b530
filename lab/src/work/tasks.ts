/** The data that a page has: the drawn digits. Data sets by other names are files of the command line. */

import { FrugalError } from '../../../src/errors.ts';
import type { RunContext } from '../../../src/protocol/study.ts';
import { digits } from '../../../src/tasks/digits/digits.ts';
import { EITHER } from '../../../src/tasks/names.ts';

/** Finds a task as runs ask for it. @throws FrugalError for data that a page does not have */
export const pageTask: RunContext<unknown>['task'] = async (name, options = {}) => {
  if (name !== 'digits' && name !== EITHER)
    throw new FrugalError(
      `the page has no data set "${name}": take the task "digits", or copy the command line below and run it where the data are`,
    );
  const { trainLimit, testLimit, seed } = options;
  return digits({ seed, train: trainLimit, test: testLimit });
};
