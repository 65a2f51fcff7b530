/**
 * Classification tasks made of data sets: which part trains and which tests, in which units, and which examples.
 *
 * One procedure for all of them; what is special about a set stands in a table. Reading the files is load.node.ts.
 */

import { FrugalError } from '../errors.ts';
import type { IdxArray } from '../formats/idx.ts';
import type { DataFile, DatasetFacts } from './catalogue.ts';
import type { Dataset, Part } from './decode.ts';
import type { ClassificationTask, Examples } from './examples.ts';
import { chosenSplit, limited, pickInputs, refuseSplit } from './parts.ts';
import type { TaskOptions } from './prepare/options.ts';
import type { Split } from './prepare/split.ts';
import { sha256 } from './sha256.ts';
import { standardise } from './standardise.ts';
import { withoutLabels } from './unlabelled.ts';

interface Recipe {
  /** The stored value that means 1, where the catalogue gives no scale. */
  readonly one?: number;
  /** Features have different units or large offsets: see standardise.ts. */
  readonly standardised?: true;
  /** So many examples of the stored order train, the rest test. */
  readonly trainCount?: number;
  /** Shape of a picture that is stored as a row of a table. */
  readonly shape?: readonly number[];
  /** A better title than the data set's, where the task is less than its name promises. */
  readonly title?: string;
}

/** What is special about each set that has labels, in the order of the catalogue. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  mnist: { one: 255 },
  'fashion-mnist': { one: 255 },
  'cifar10-subset': { one: 255, title: 'CIFAR-10, batch 1 trains and batch 2 tests' },
  coil20: { trainCount: 960 },
  optdigits: { one: 16, shape: [8, 8] },
  adult: {},
  connect4: {},
  dna: {},
  mushrooms: {},
  'ocr-letters': {},
  web: {},
  'caltech101-silhouettes-28': {},
  'higgs-subset': { standardised: true },
  madelon: { standardised: true },
  isolet: {},
  pcmac: {},
  arcene: { standardised: true },
  iris: { standardised: true },
  wine: { standardised: true },
  'breast-cancer-wdbc': { standardised: true },
  leukemia: {},
  colon: {},
  'lung-discrete': {},
  lymphoma: {},
  nci9: {},
};

/** Names of the data sets that have labels and so make a classification task. */
export const labelledDatasets: readonly string[] = Object.keys(RECIPES);

type Role = DataFile['role'];

/** The two parts that a task is made of; the same one twice where the set has no split of its own. */
export function rolesOf(facts: DatasetFacts): { readonly train: Role; readonly test: Role } {
  const has = (role: Role): boolean => facts.files.some((file) => file.role === role);
  if (!has('train')) return { train: 'all', test: 'all' };
  return { train: 'train', test: has('test') ? 'test' : 'valid' };
}

interface Labelled {
  readonly inputs: IdxArray;
  readonly labels: Uint8Array | Uint16Array;
  readonly count: number;
}

/** Checks that inputs and labels belong together and that every label is a class. */
function labelled(facts: DatasetFacts, role: Role, part: Part | undefined): Labelled {
  const { inputs, labels } = part ?? {};
  if (inputs === undefined || labels === undefined) {
    throw new FrugalError(`data set "${facts.id}": part "${role}" lacks inputs or labels`);
  }
  const count = inputs.shape[0];
  if (labels.data.length !== count) {
    throw new FrugalError(
      `data set "${facts.id}": part "${role}" has ${count} inputs but ${labels.data.length} labels; expected equal numbers`,
    );
  }
  const classes = facts.classes.length;
  for (let i = 0; i < count; i++) {
    const label = labels.data[i];
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new FrugalError(
        `data set "${facts.id}": label ${label} of example ${i} (part "${role}") is not an integer in 0 … ${classes - 1}`,
      );
    }
  }
  return {
    inputs,
    labels: classes <= 256 ? Uint8Array.from(labels.data) : Uint16Array.from(labels.data),
    count,
  };
}

/** The chosen rows as examples and their labels. Without `rows`, the first `count`. */
function pick(
  from: Labelled,
  features: number,
  scale: number,
  count: number,
  rows?: Uint32Array,
): Examples {
  const labels = from.labels instanceof Uint8Array ? new Uint8Array(count) : new Uint16Array(count);
  if (rows === undefined) labels.set(from.labels.subarray(0, count));
  else for (let i = 0; i < count; i++) labels[i] = from.labels[rows[i]];
  return { ...pickInputs(from.inputs, { features, scale, count, rows }), labels };
}

/** The order of the stored permutation, checked: every example once. */
function storedOrder(facts: DatasetFacts, order: IdxArray, count: number): Uint32Array {
  const rows = Uint32Array.from(order.data);
  if (rows.length !== count || new Set(rows).size !== count || rows.some((row) => row >= count)) {
    throw new FrugalError(
      `data set "${facts.id}": its order is not a permutation of 0 … ${count - 1}`,
    );
  }
  return rows;
}

/**
 * Makes the classification task of a data set in memory.
 *
 * Sets with parts of their own keep them (`test`, or `valid` where the test labels are not public); the others are split by
 * `seed`, two to one within each class unless said otherwise. Tables are standardised by their training examples.
 *
 * @param data needs the parts that `rolesOf` names
 * @throws UsageError for a set without labels, or a limit that is no count
 * @throws FrugalError for data that contradict each other: labels outside the classes, counts that differ
 */
export function taskFromDataset(data: Dataset, options: TaskOptions = {}): ClassificationTask {
  const { facts } = data;
  const { id } = facts;
  const recipe = RECIPES[id];
  if (recipe === undefined) throw withoutLabels(id);
  const { seed = 0 } = options;
  const roles = rolesOf(facts);
  const trainPart = labelled(facts, roles.train, data[roles.train]);
  const testPart =
    roles.test === roles.train ? trainPart : labelled(facts, roles.test, data[roles.test]);
  const shape = recipe.shape ?? trainPart.inputs.shape.slice(1);
  const features = shape.reduce((product, size) => product * size, 1);
  if (testPart.inputs.data.length !== testPart.count * features) {
    throw new FrugalError(
      `data set "${id}": test inputs of shape ${testPart.inputs.shape.join(' × ')}, expected ${testPart.count} × ${shape.join(' × ')} as in training`,
    );
  }
  const order = data.all?.order;
  let rows: Split | undefined;
  let chosen: object = {};
  if (order !== undefined && recipe.trainCount !== undefined) {
    const all = storedOrder(facts, order, trainPart.count);
    rows = [all.subarray(0, recipe.trainCount), all.subarray(recipe.trainCount)];
  } else if (roles.train === 'all') {
    ({ rows, chosen } = chosenSplit(trainPart.labels, facts.classes.length, options));
  }
  if (rows === undefined || order !== undefined) refuseSplit(id, options);
  const { trainLimit, testLimit } = options;
  const notes: string[] = [];
  const train = limited('train', rows?.[0].length ?? trainPart.count, trainLimit, notes);
  const test = limited('test', rows?.[1].length ?? testPart.count, testLimit, notes);
  const used = facts.files.filter((file) => file.role === roles.train || file.role === roles.test);
  const scale = used.find((file) => file.scale !== undefined)?.scale ?? 1 / (recipe.one ?? 1);
  const splitBySeed = rows !== undefined && order === undefined;
  // The number in the digest is to be raised whenever a recipe or the procedure changes what a task contains.
  const identity = {
    files: used.map((file) => file.sha256),
    train,
    test,
    ...(splitBySeed ? { seed, ...chosen } : {}),
  };
  const task: ClassificationTask = {
    name: id,
    title: recipe.title ?? facts.title,
    features,
    classes: facts.classes.length,
    shape,
    classNames: facts.classes,
    train: pick(trainPart, features, scale, train, rows?.[0]),
    test: pick(testPart, features, scale, test, rows?.[1]),
    digest: sha256(`frugal task 1 ${JSON.stringify(identity)}`),
    ...(notes.length > 0 && { notes }),
  };
  return recipe.standardised === true ? standardise(task) : task;
}
