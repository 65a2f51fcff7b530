/**
 * Data sets without labels as tasks: which part trains and which tests. A model of the examples themselves learns them; whatever
 * learns answers refuses them.
 */

import { FrugalError, UsageError } from '../errors.ts';
import type { DatasetFacts } from './catalogue.ts';
import type { Dataset, Part } from './decode.ts';
import type { UnlabelledTask } from './examples.ts';
import { chosenSplit, limited, pickInputs, refuseSplit } from './parts.ts';
import type { TaskOptions } from './prepare/options.ts';
import { sha256 } from './sha256.ts';

/** Data sets of the catalogue that have no labels. */
export const unlabelledDatasets: readonly string[] = ['nips-0-12', 'rcv1-subset'];

/** The error where answers are learned and a data set has none. */
export const withoutLabels = (id: string): UsageError =>
  new UsageError(
    `data set "${id}" has no labels: nothing that learns answers takes it; "frugal run set-rbm --task ${id}" learns its examples`,
  );

/** The parts that train and test; the same one twice where there is only one. */
export function unlabelledRoles({ files }: DatasetFacts) {
  const roles = files.map(({ role }) => role);
  if (roles.length === 1) return { train: roles[0], test: roles[0] };
  return { train: 'train', test: 'test' } as const;
}

function inputsOf({ id }: DatasetFacts, role: string, part: Part | undefined) {
  if (part?.inputs === undefined)
    throw new FrugalError(`data set "${id}": part "${role}" is absent`);
  const { inputs } = part;
  return { inputs, count: inputs.shape[0], shape: inputs.shape.slice(1) };
}

/**
 * Makes the task of a data set in memory that has no labels. Parts for training and testing stay; a set of one part is split by
 * `seed`, two to one unless said otherwise.
 *
 * @param data needs the parts that `unlabelledRoles` names
 * @throws UsageError for a split that does not fit or a limit that is no count
 * @throws FrugalError for parts that are absent or of different widths
 */
export function unlabelledFromDataset(data: Dataset, options: TaskOptions = {}): UnlabelledTask {
  const { facts } = data;
  const { id, title } = facts;
  const roles = unlabelledRoles(facts);
  const [trains, tests] = [roles.train, roles.test].map((role) =>
    inputsOf(facts, role, data[role]),
  );
  const features = trains.shape.reduce((product, size) => product * size, 1);
  if (tests.inputs.data.length !== tests.count * features)
    throw new FrugalError(
      `data set "${id}": test inputs of shape ${tests.inputs.shape.join(' × ')}, expected ${tests.count} × ${trains.shape.join(' × ')} as in training`,
    );
  const { seed = 0 } = options;
  const own = roles.train !== roles.test;
  if (own) refuseSplit(id, options);
  // As if all were of one class.
  const { rows, chosen } = own
    ? { rows: undefined, chosen: {} }
    : chosenSplit(new Uint8Array(trains.count), 1, options);
  const notes: string[] = [];
  const counts = {
    train: limited('train', rows?.[0].length ?? trains.count, options.trainLimit, notes),
    test: limited('test', rows?.[1].length ?? tests.count, options.testLimit, notes),
  };
  const used = facts.files.filter(({ role }) => role === roles.train || role === roles.test);
  const scale = used[0].scale ?? 1;
  const identity = {
    files: used.map((file) => file.sha256),
    ...counts,
    ...(!own && { seed, ...chosen }),
  };
  return {
    ...{ name: id, title, features, shape: trains.shape },
    train: pickInputs(trains.inputs, { features, scale, count: counts.train, rows: rows?.[0] }),
    test: pickInputs(tests.inputs, { features, scale, count: counts.test, rows: rows?.[1] }),
    digest: sha256(`frugal task 1 ${JSON.stringify(identity)}`),
    ...(notes.length > 0 && { notes }),
  };
}
