/**
 * Scaling of whole tasks; standardisation above all: every feature gets mean 0 and variance 1 over the training examples.
 *
 * For tables whose columns have units of their own. The test examples are shifted and divided by the same numbers.
 */

import type { ClassificationTask, Scaled, UnlabelledTask } from './examples.ts';
import type { TaskOptions } from './prepare/options.ts';
import { denseScaling } from './prepare/scale.ts';
import { sha256 } from './sha256.ts';

/**
 * A task whose features have mean 0 and (population) variance 1 over its training set; a feature that is constant there
 * becomes 0. Inputs are float32 with scale 1; statistics are taken in double precision in a fixed order.
 */
export function standardise(task: ClassificationTask): ClassificationTask {
  const { apply, scaled } = denseScaling(task.train, 'z-score');
  return {
    ...task,
    scaled,
    train: apply(task.train),
    test: apply(task.test),
    digest: sha256(`${task.digest} standardised`),
  };
}

/**
 * One scaling after another, as one: ((x − a) s − b) t = (x − (a + b/s)) s t; what the first made constant stays so.
 */
export function composed(first: Scaled, then: Scaled): Scaled {
  return combined(first, then, (a, s, b, t) => [s === 0 ? a : a + b / s, s * t]);
}

/**
 * What is left of a scaling of stored numbers for numbers that are scaled already: `composed(done, result)` is `whole`. Where
 * both are the same, it is exactly nothing (shift 0, scale 1).
 */
export function remaining(done: Scaled, whole: Scaled): Scaled {
  // A feature that was made constant is 0, and its stored number is taken to be the shift.
  return combined(done, whole, (a, s, b, t) => (s === 0 ? [b - a, t] : [(b - a) * s, t / s]));
}

function combined(
  first: Scaled,
  second: Scaled,
  each: (a: number, s: number, b: number, t: number) => readonly [number, number],
): Scaled {
  const tables = [first.shift, first.scale, second.shift, second.scale];
  const length = Math.max(...tables.map((table) => table.length));
  const shift = new Float32Array(length);
  const scale = new Float32Array(length);
  for (let f = 0; f < length; f++) {
    const [a, s, b, t] = tables.map((table) => table[table.length === 1 ? 0 : f]);
    [shift[f], scale[f]] = each(a, s, b, t);
  }
  return { shift, scale };
}

/** The digest of a task whose features are scaled in another way than they are stored. */
export const scaledDigest = (digest: string, scaling: TaskOptions['scaling'] = 'unit'): string =>
  scaling === 'unit' ? digest : sha256(`${digest} ${scaling}`);

/** The task with its features scaled in another way than they are stored; the digest tells. */
export function withScaling<T extends ClassificationTask | UnlabelledTask>(
  task: T,
  scaling: TaskOptions['scaling'] = 'unit',
): T {
  if (scaling === 'unit') return task;
  const { apply, scaled } = denseScaling(task.train, scaling);
  return {
    ...task,
    // Of a set whose recipe standardises it, the second scaling is of standardised numbers.
    scaled: task.scaled ? composed(task.scaled, scaled) : scaled,
    train: apply(task.train),
    test: apply(task.test),
    digest: scaledDigest(task.digest, scaling),
  };
}
