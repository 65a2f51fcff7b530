/** From examples without answers to a task of them alone: what a model of the examples themselves learns. */

import { FrugalError, UsageError } from '../../errors.ts';
import type { UnlabelledTask } from '../examples.ts';
import { sha256 } from '../sha256.ts';
import type { Material } from './material.ts';
import { usableRows } from './missing.ts';
import type { Preparation } from './options.ts';
import {
  decided,
  isSparseParts,
  limited,
  type Origin,
  partsOf,
  splitOf,
  VERSION,
  withMeans,
} from './prepare.ts';
import { tellOddities } from './tell.ts';

/**
 * As `prepare`, where no column or array holds answers.
 *
 * @throws UsageError for answers that were named all the same, a sparse table, or options that do not fit the data
 * @throws FrugalError for missing numbers, or a part without examples
 */
export function prepareWithoutAnswers(
  material: Material,
  origin: Origin,
  options: Preparation,
): UnlabelledTask {
  const { name } = origin;
  const notes = [...origin.notes];
  const choices = decided(options);
  const named = (['label', 'classOrder'] as const).find((each) => choices[each].length > 0);
  if (named !== undefined)
    throw new UsageError(
      `${name}: answers "none" and ${named} ${JSON.stringify(choices[named])} were both asked for; columns that are neither go with leaveOut (--leave-out)`,
    );
  const usable = usableRows(material, choices.missing, name, notes);
  const [training, testing] = splitOf(material, usable, undefined, choices, notes);
  const rows = [
    limited(training, options.trainLimit, 'train', notes),
    limited(testing, options.testLimit, 'test', notes),
  ] as const;
  for (const [k, what] of (['training', 'test'] as const).entries())
    if (rows[k].length < 1)
      throw new FrugalError(`${name}: no ${what} examples are left; at least one is needed`);
  const filled = choices.missing === 'mean' ? withMeans(material, rows[0], name) : material;
  const parts = partsOf(filled, rows, choices);
  if (isSparseParts(parts))
    throw new UsageError(
      `${name} is a sparse table, and what learns examples without answers takes dense ones; store it densely, e.g. as npz or csv`,
    );
  tellOddities(filled, rows[0], choices.scaling, notes);
  const counts = { train: rows[0].length, test: rows[1].length };
  const { features, shape, featureNames } = material;
  return {
    ...{ name, title: origin.title, features, shape, notes },
    ...{ train: parts.train, test: parts.test },
    ...(featureNames && { featureNames }),
    ...(parts.scaled && { scaled: parts.scaled }),
    digest: sha256(
      `frugal file task ${VERSION} ${JSON.stringify({ files: origin.files, ...choices, ...counts })}`,
    ),
  };
}
