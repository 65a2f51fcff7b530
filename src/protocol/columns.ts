/** Columns that the records of several studies share. */

import { type AnyExamples, isClassification } from '../tasks/examples.ts';
import { group, listOf, maybe, real, text, whole } from './records.ts';

/** What learning has cost; docs/energy.md defines every number. */
export const costColumns = {
  changes: whole('M0: changes of synapses, creations and deletions included', 'events'),
  energy: real('M1 = Σ|Δw| over all synapses and steps', 'weight'),
  potentiation: real('part of M1 that strengthened', 'weight'),
  depression: real('part of M1 that weakened', 'weight'),
  updates: whole('changes by the learning rule', 'events'),
  consolidated: whole('changes that brought a hidden store into a weight', 'events'),
  flipped: whole('changes of sign of discrete synapses', 'events'),
  created: whole('connections born', 'events'),
  deleted: whole('connections removed', 'events'),
  stored: real('S: what hidden stores held, summed over steps; not part of M1', 'weight'),
  hiddenWrites: whole('changes of hidden stores; not part of M0', 'events'),
  steps: whole('optimiser steps'),
  upkeep: whole('connections that existed, summed over steps', 'connections'),
  forward: whole('multiply-adds of forward passes while learning', 'multiply-adds'),
  backward: whole('multiply-adds of backward passes', 'multiply-adds'),
  choosing: maybe(whole('what rewiring took to choose, where it took any', 'multiply-adds')),
} as const;

/** The whole account of a stretch of learning as one column. */
export const costColumn = group(costColumns, 'what learning has cost since the record before');

/** The data that are learned, once a run. */
export const taskColumns = {
  task: text('name of the data'),
  trainExamples: whole('examples to learn from', 'examples'),
  testExamples: whole('examples of the test set', 'examples'),
};

/** What was made of files, in the record of the task. */
export const fileColumns = {
  features: maybe(whole('numbers an example', 'features')),
  classNames: maybe(listOf(text('name of a class, in the order of their numbers'))),
  digest: maybe(text('SHA-256 of the files and of all that was chosen')),
  notes: maybe(listOf(text('what was found in the files or changed'))),
};

/**
 * The entries of `fileColumns`: none for a task that is known by name, and nothing to tell of.
 *
 * @param more notes of other files
 */
export function fileFacts(task: AnyExamples, more: readonly string[] = []) {
  if (task.notes === undefined && more.length === 0) return {};
  const { features, digest } = task;
  const notes = [...(task.notes ?? []), ...more];
  const names = isClassification(task) ? { classNames: task.classNames.map(short) } : {};
  return { features, ...names, digest, notes: notes.map(short) };
}

const short = (words: string): string => (words.length > 200 ? `${words.slice(0, 199)}…` : words);
