/**
 * From examples as files give them to a task: usable rows, classes or numbers, split, scaling, and the digest of it all.
 *
 * One procedure for every form. What was found and not asked for is told in notes.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import type { SparseRows } from '../../formats/values.ts';
import type { DenseInputs, ExampleTask, Scaled, SparseInputs } from '../examples.ts';
import { sha256 } from '../sha256.ts';
import {
  answersOf,
  areClasses,
  type Classes,
  classesOf,
  shortList,
  withoutOneHot,
} from './answers.ts';
import { type Material, pickRows, pickSparse } from './material.ts';
import { fillMissing, usableRows } from './missing.ts';
import type { Preparation } from './options.ts';
import { denseScaling, sparseScaling } from './scale.ts';
import { fraction, kFold, type Split, stratified } from './split.ts';
import { limitNote, tellOddities } from './tell.ts';

/** What a task is called, and what of its files decides it. */
export interface Origin {
  readonly name: string;
  readonly title: string;
  /** SHA-256 of each file, in the order of their roles. */
  readonly files: readonly string[];
  /** What reading them has told. */
  readonly notes: readonly string[];
}

/** What must not change in silence between two versions; raised whenever the procedure comes to another task. */
export const VERSION = 1;

/** Options as they decide: every default spelled out, lists as lists. */
export function decided(options: Preparation) {
  const { indexBase, label = [], leaveOut = [], classOrder = [], member = '', seed = 0 } = options;
  const { answers = 'auto', split = 'auto', missing = 'refuse', scaling = 'unit' } = options;
  const { testShare = 0.25, folds = 5, fold = 1 } = options;
  return {
    ...(indexBase !== undefined && { indexBase }),
    label,
    leaveOut,
    classOrder,
    member,
    seed,
    answers,
    split,
    missing,
    scaling,
    testShare,
    folds,
    fold,
  };
}

interface Parts<I> {
  readonly train: I;
  readonly test: I;
  readonly scaled?: Scaled;
}

const sparseInputs = (
  { features }: Material,
  inputs: SparseRows,
  rows: Uint32Array,
): SparseInputs => ({ count: rows.length, features, rows: pickSparse(inputs, rows) });

/** The chosen rows as float32, but for bytes, which stay bytes. */
function denseInputs(
  { features, scale }: Material,
  inputs: Exclude<Material['inputs'], SparseRows>,
  rows: Uint32Array,
): DenseInputs {
  const length = rows.length * features;
  const into = inputs instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  return { count: rows.length, features, scale, inputs: pickRows(inputs, features, rows, into) };
}

/** Examples with their answers. */
function answered<I extends DenseInputs | SparseInputs>(
  { train, test }: Parts<I>,
  [training, testing]: Split,
  { answers }: Material,
  classes: Classes | undefined,
) {
  if (classes !== undefined) {
    const labelsOf = (rows: Uint32Array) =>
      pickRows(classes.labels, 1, rows, classes.labels.slice(0, rows.length));
    const { classNames } = classes;
    return {
      ...{ classes: classNames.length, classNames },
      train: { ...train, labels: labelsOf(training) },
      test: { ...test, labels: labelsOf(testing) },
    };
  }
  if (answers.kind !== 'numbers') throw new Error('words were taken for numbers');
  const { values, outputs, names } = answers;
  const targetsOf = (rows: Uint32Array) =>
    pickRows(values, outputs, rows, new Float32Array(rows.length * outputs));
  return {
    ...{ outputs, outputNames: names },
    train: { ...train, targets: targetsOf(training) },
    test: { ...test, targets: targetsOf(testing) },
  };
}

/** Both parts, scaled by what the training part shows. */
export function partsOf(
  material: Material,
  [training, testing]: Split,
  { scaling }: ReturnType<typeof decided>,
): Parts<DenseInputs> | Parts<SparseInputs> {
  const { inputs } = material;
  if ('rows' in inputs) {
    const [train, test] = [training, testing].map((rows) => sparseInputs(material, inputs, rows));
    if (scaling === 'unit') return { train, test };
    const { apply, scaled } = sparseScaling(train, scaling);
    return { train: apply(train), test: apply(test), scaled };
  }
  const [train, test] = [training, testing].map((rows) => denseInputs(material, inputs, rows));
  if (scaling === 'unit') return { train, test };
  const { apply, scaled } = denseScaling(train, scaling);
  return { train: apply(train), test: apply(test), scaled };
}

/** Rows that train and rows that test, of those that can be used. */
export function splitOf(
  { given }: Material,
  usable: Uint32Array,
  classes: Classes | undefined,
  { split, seed, testShare, folds, fold }: ReturnType<typeof decided>,
  notes: string[],
): Split {
  const auto = given !== undefined ? 'given' : classes !== undefined ? 'stratified' : 'fraction';
  const chosen = split === 'auto' ? auto : split;
  if (chosen === 'given') {
    if (given === undefined)
      throw new UsageError(
        'no split is given; name a file with --test-file, or choose --split stratified, fraction or k-fold',
      );
    const border = usable.findIndex((row) => row >= given);
    const at = border < 0 ? usable.length : border;
    return [usable.slice(0, at), usable.slice(at)];
  }
  if (given !== undefined)
    throw new UsageError(
      `split "${chosen}" and a test set were both asked for; leave one of them out`,
    );
  if (!(testShare > 0 && testShare < 1))
    throw new UsageError(`test share ${testShare} is outside (0, 1)`);
  const labels = classes && pickRows(classes.labels, 1, usable, new Float64Array(usable.length));
  const groups = {
    labels: labels ?? new Uint8Array(usable.length),
    classes: classes?.classNames.length ?? 1,
  };
  const places = {
    stratified: () => stratified(groups.labels, groups.classes, seed, testShare),
    fraction: () => fraction(usable.length, seed, testShare),
    'k-fold': () => kFold(groups, seed, folds, fold),
  }[chosen]();
  if (split === 'auto')
    notes.push(
      `No split is given: ${places[1].length} of ${usable.length} examples, drawn ${classes ? 'from each class ' : ''}by seed ${seed}, test.`,
    );
  const [train, test] = places.map((part) => part.map((place) => usable[place]));
  return [train, test];
}

/** The first so many rows, or all where there are fewer, which is told. @throws UsageError for a limit that is no count */
export function limited(
  rows: Uint32Array,
  limit: number | undefined,
  what: 'train' | 'test',
  notes: string[],
): Uint32Array {
  if (limit === undefined) return rows;
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`${what} limit ${limit} is not an integer ≥ 1`);
  if (limit > rows.length) notes.push(limitNote(what, limit, rows.length));
  return rows.subarray(0, limit);
}

/** @throws FrugalError for a class that no training example has */
function refuseAbsent(
  { labels, classNames }: Classes,
  [train, test]: Split,
  given: boolean,
  name: string,
): void {
  const seen = new Set(train.map((row) => labels[row]));
  const absent = classNames.findIndex((_, c) => !seen.has(c));
  if (absent < 0) return;
  const tested = test.reduce((sum, row) => sum + Number(labels[row] === absent), 0);
  throw new FrugalError(
    `${name}: class ${JSON.stringify(classNames[absent])} has no training example (${tested} to test); ${given ? 'move some to what trains, or take them out of what tests' : 'add some, or draw from each class with --split stratified'}`,
  );
}

/** Adds a sentence about classes of one example, which can only train. */
function tellSingles({ labels, classNames }: Classes, usable: Uint32Array, notes: string[]): void {
  const counts = new Uint32Array(classNames.length);
  for (const row of usable) counts[labels[row]]++;
  const single = classNames.filter((_, c) => counts[c] === 1);
  if (single.length > 0)
    notes.push(`Classes with one example, so that none tests: ${shortList(single)}.`);
}

/**
 * Makes a task of examples in memory.
 *
 * @throws UsageError for options that do not fit the data
 * @throws FrugalError for data that cannot be learned from: missing numbers, one class, a class without training examples
 */
export function prepare(stored: Material, origin: Origin, options: Preparation = {}): ExampleTask {
  const notes = [...origin.notes];
  const choices = decided(options);
  const { name } = origin;
  const usable = usableRows(stored, choices.missing, name, notes);
  const answers = withoutOneHot(stored.answers, usable, choices.answers, notes);
  const material = { ...stored, answers };
  const wanted = answers === stored.answers ? choices.answers : 'classes';
  const classes = areClasses(answersOf(answers, usable), wanted, notes)
    ? classesOf(material.answers, usable, choices.classOrder, notes)
    : undefined;
  const [allTraining, allTesting] = splitOf(material, usable, classes, choices, notes);
  if (classes) refuseAbsent(classes, [allTraining, allTesting], stored.given !== undefined, name);
  if (classes) tellSingles(classes, usable, notes);
  const training = limited(allTraining, options.trainLimit, 'train', notes);
  const testing = limited(allTesting, options.testLimit, 'test', notes);
  if (training.length < 1)
    throw new FrugalError(`${name}: no training examples are left; at least one is needed`);
  if (testing.length < 1)
    throw new FrugalError(
      classes && stored.given === undefined
        ? `${name}: no test examples are left, as no class has two; add examples, name some to test with --test-file, or learn numbers with --answers numbers`
        : `${name}: no test examples are left; at least one is needed`,
    );
  const filled = choices.missing === 'mean' ? withMeans(material, training, name) : material;
  const rows: Split = [training, testing];
  const parts = partsOf(filled, rows, choices);
  tellOddities(filled, training, choices.scaling, notes);
  const identity = {
    files: origin.files,
    ...choices,
    train: training.length,
    test: testing.length,
  };
  const { features, shape, featureNames } = material;
  const facts = {
    ...{ name, title: origin.title, features, shape },
    ...(featureNames && { featureNames }),
    ...(parts.scaled && { scaled: parts.scaled }),
    notes,
    digest: sha256(`frugal file task ${VERSION} ${JSON.stringify(identity)}`),
  };
  return isSparseParts(parts)
    ? { ...facts, ...answered(parts, rows, material, classes) }
    : { ...facts, ...answered(parts, rows, material, classes) };
}

export const isSparseParts = (
  parts: Parts<DenseInputs> | Parts<SparseInputs>,
): parts is Parts<SparseInputs> => 'rows' in parts.train;

/** The same with means in the place of what is missing; copied, because it is changed. */
export function withMeans(material: Material, training: Uint32Array, name: string): Material {
  const { inputs } = material;
  if ('rows' in inputs || inputs instanceof Uint8Array) return material;
  const copy = { ...material, inputs: inputs.slice() };
  fillMissing(copy, training, name);
  return copy;
}
