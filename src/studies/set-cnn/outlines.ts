/** What the arrays of a run of `set-cnn` are: which networks, of which images, and how their inputs are scaled. */

import type { NetworkOutline } from '../../interchange/arrays.ts';
import { outlineOfCnn } from '../../interchange/live.ts';
import { scalingOf } from '../../learners/index.ts';
import { imageShape } from '../../networks/cnn-builder.ts';
import type { RunContext } from '../../protocol/study.ts';
import { composed } from '../../tasks/standardise.ts';
import { descriptionOf } from './build.ts';
import type { Values } from './parameters.ts';
import { pictures, tasksOf } from './run.ts';

/** By prefix; see `Study.outlines`. A network of z-scores takes numbers as the data store them: their scaling goes along. */
export async function outlines(
  values: Values,
  task: RunContext<Values>['task'],
): Promise<Readonly<Record<string, NetworkOutline>>> {
  const [wanted] = tasksOf(values);
  const data = pictures(await task(wanted.name, wanted));
  const own = scalingOf(data.train, values.scaling);
  const facts = {
    scaling: data.scaled ? composed(data.scaled, own) : own,
    classes: data.classNames,
    origin: { study: 'set-cnn', task: data.name, data: data.digest },
  };
  const image = imageShape(data.shape, data.features);
  return Object.fromEntries(
    values.methods.map((method) => [
      `${method}.`,
      outlineOfCnn(descriptionOf(method, values), image, facts),
    ]),
  );
}
