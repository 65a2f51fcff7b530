/**
 * Which examples train and which test.
 *
 * Every split follows from its seed alone. Both parts come in random order, so that the first n of either are a sample too.
 */

import { UsageError } from '../../errors.ts';
import { createRandom, type Random } from '../../numerics/random.ts';

/** Rows that train, and rows that test. */
export type Split = readonly [train: Uint32Array, test: Uint32Array];

const shuffled = (rows: Iterable<number>, random: Random): Uint32Array => {
  const order = Uint32Array.from(rows);
  random.shuffle(order);
  return order;
};

const streamOf = (seed: number | string): Random => createRandom(seed).split('split');

/** The examples of every class in random order. */
function membersOf(labels: ArrayLike<number>, classes: number, random: Random): Uint32Array[] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (let i = 0; i < labels.length; i++) members[labels[i]].push(i);
  return members.map((rows, c) => shuffled(rows, random.split(c)));
}

/**
 * So large a share of every class tests, and at least one of it; a class with a single example trains.
 *
 * @param share of the examples, in (0, 1)
 */
export function stratified(
  labels: ArrayLike<number>,
  classes: number,
  seed: number | string,
  share: number,
): Split {
  const random = streamOf(seed);
  const train: number[] = [];
  const test: number[] = [];
  for (const members of membersOf(labels, classes, random)) {
    const { length } = members;
    const held = length < 2 ? 0 : Math.min(length - 1, Math.max(1, Math.round(length * share)));
    for (let i = 0; i < length; i++) (i < held ? test : train).push(members[i]);
  }
  return [shuffled(train, random.split('train')), shuffled(test, random.split('test'))];
}

/** So large a share of all examples tests: at least one, and not all. */
export function fraction(count: number, seed: number | string, share: number): Split {
  const order = streamOf(seed).permutation(count);
  const held = Math.min(count - 1, Math.max(1, Math.round(count * share)));
  return [order.slice(held), order.slice(0, held)];
}

/**
 * One of k parts tests, the others train. The parts of one seed are disjoint and hold every example once; their sizes differ
 * by at most one, and so do the numbers of each class in them.
 *
 * @param groups class of each example, and how many there are; one group where answers are numbers
 * @param fold from 1
 * @throws UsageError for fewer than 2 folds, more folds than examples, a fold that is none of them
 */
export function kFold(
  groups: { readonly labels: ArrayLike<number>; readonly classes: number },
  seed: number | string,
  folds: number,
  fold: number,
): Split {
  const { labels, classes } = groups;
  if (!Number.isInteger(folds) || folds < 2 || folds > labels.length)
    throw new UsageError(
      `${folds} folds of ${labels.length} examples; expected an integer in 2 … ${labels.length}`,
    );
  if (!Number.isInteger(fold) || fold < 1 || fold > folds)
    throw new UsageError(`fold ${fold} is not one of 1 … ${folds}`);
  const random = streamOf(seed);
  const train: number[] = [];
  const test: number[] = [];
  let dealt = 0;
  for (const members of membersOf(labels, classes, random))
    for (const row of members) (dealt++ % folds === fold - 1 ? test : train).push(row);
  return [shuffled(train, random.split('train')), shuffled(test, random.split('test'))];
}
