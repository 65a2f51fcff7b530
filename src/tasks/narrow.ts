/** From any task of examples to the kind that a learner can take; the others are refused in one line. */

import { UsageError } from '../errors.ts';
import {
  type AnyClassification,
  type AnyExamples,
  type AnyRegression,
  type ClassificationTask,
  type ExampleTask,
  isClassification,
  isLabelled,
  isSparse,
} from './examples.ts';
import { withoutLabels } from './unlabelled.ts';

const isDense = (task: AnyClassification): task is ClassificationTask => !isSparse(task.train);

/** The task, if it has answers. @throws UsageError else */
export function labelled(task: AnyExamples): ExampleTask {
  if (isLabelled(task)) return task;
  throw withoutLabels(task.name);
}

/** The task, if its answers are classes. @throws UsageError else */
export function classification(given: AnyExamples, learner = 'this learner'): AnyClassification {
  const task = labelled(given);
  if (isClassification(task)) return task;
  const wide = task.outputs > 1;
  throw new UsageError(
    `the answers of ${task.name} are ${wide ? `${task.outputs} numbers an example` : 'numbers'}, and ${learner} learns classes; ${wide ? 'name one column or array of labels with --label' : "are they classes? Then say so with answers: 'classes' (--answers classes)"}`,
  );
}

/** The task, if its answers are numbers. @throws UsageError else */
export function regression(given: AnyExamples, learner = 'this learner'): AnyRegression {
  const task = labelled(given);
  if (!isClassification(task)) return task;
  throw new UsageError(
    `the answers of ${task.name} are classes, and ${learner} learns numbers; are they numbers? Then say answers: 'numbers'`,
  );
}

/** The task, if its answers are classes and its examples dense. @throws UsageError else */
export function denseClassification(
  task: AnyExamples,
  learner = 'this learner',
): ClassificationTask {
  const found = classification(task, learner);
  if (isDense(found)) return found;
  throw new UsageError(
    `${task.name} is a sparse table, and ${learner} learns dense examples; a multilayer perceptron takes it (study set-mlp)`,
  );
}
