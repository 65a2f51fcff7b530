/** Where tasks of classes and tasks of numbers differ: which loss they take, their learner, and what records tell of them. */

import { UsageError } from '../../errors.ts';
import { percent } from '../../evidence/index.ts';
import type { Evaluation } from '../../learners/classifier.ts';
import type { EpochOptions } from '../../learners/epochs.ts';
import {
  type Classifier,
  createClassifier,
  createRegressor,
  type EpochRecord,
  type RegressionRecord,
  type Regressor,
} from '../../learners/index.ts';
import type { RegressionEvaluation } from '../../learners/regressor.ts';
import type { Work } from '../../numerics/pace.ts';
import { metricsRow, regressionRow } from '../../protocol/metrics.ts';
import { type ExampleTask, isClassification } from '../../tasks/examples.ts';
import type { Values } from './parameters.ts';
import type { SetRecord, SetRow } from './records.ts';
import { inUnits, targetScaling, withScaledTargets } from './targets.ts';

export type Learned = Classifier | Regressor;

/** Numbers that a network gives: one a class, or one a target. */
export const outputsOf = (task: ExampleTask): number =>
  isClassification(task) ? task.classes : task.outputs;

/** Names of the outputs. */
export const outputNamesOf = (task: ExampleTask): readonly string[] =>
  isClassification(task) ? task.classNames : task.outputNames;

/** @throws UsageError where the loss is not one of the task's answers, with the words to give */
export function checkAnswers({ loss, classWeights }: Values, task: ExampleTask): void {
  const numbers = loss === 'squared-error';
  if (isClassification(task)) {
    if (numbers)
      throw new UsageError(
        `the answers of ${task.name} are classes, and --loss squared-error is of numbers: use --loss cross-entropy, or say --answers numbers`,
      );
    return;
  }
  if (!numbers)
    throw new UsageError(
      `the answers of ${task.name} are numbers, and --loss ${loss} is of classes: learn them with --loss squared-error, or say --answers classes`,
    );
  if (classWeights !== 'none')
    throw new UsageError(
      `--class-weights ${classWeights} is of classes, and the answers of ${task.name} are numbers: leave it out`,
    );
}

/** The learner of the answers: of numbers as z-scores. */
export const learnerOf = (
  task: ExampleTask,
  { classWeights }: Values,
  options: EpochOptions,
): Promise<Learned> =>
  isClassification(task)
    ? createClassifier({
        ...{ ...options, task },
        ...(classWeights === 'balanced' && { classWeights: 'balanced' as const }),
      })
    : createRegressor({ ...options, task: withScaledTargets(task, targetScaling(task)) });

/** How well the network answers the test set now. */
export const judged = (learner: Learned): Work<Evaluation | RegressionEvaluation> =>
  learner.evaluateInSteps();

/** The measure of an epoch on the test set: accuracy of classes, R² of numbers. */
export const testMeasure = (record: EpochRecord | RegressionRecord): number =>
  'testAccuracy' in record ? record.testAccuracy : record.testR2;

/** A measure in words. */
export const measureText = (task: ExampleTask, measure: number): string =>
  isClassification(task) ? percent(measure) : `R² ${measure.toFixed(3)}`;

/** What is told at the end. */
export const endMeasures = (final: Evaluation | RegressionEvaluation, best: number) =>
  'accuracy' in final
    ? { finalAccuracy: final.accuracy, bestAccuracy: best }
    : { finalR2: final.r2, bestR2: best };

/** The measure at the end. */
export const finalMeasure = (final: Evaluation | RegressionEvaluation): number =>
  'accuracy' in final ? final.accuracy : final.r2;

/** How a network answers the test set: the record of it. */
export function metricsRecord(
  { loss }: Values,
  task: ExampleTask,
  labels: Pick<SetRow<'end'>, 'method' | 'replicate'>,
  answers: Float32Array,
): SetRecord {
  if (isClassification(task)) {
    const row = metricsRow(answers, task.test.labels, task.classes, loss === 'cross-entropy');
    return { kind: 'metrics', ...labels, ...row };
  }
  const scaling = targetScaling(task);
  const row = regressionRow(inUnits(answers, scaling), task.test.targets, scaling.mean);
  return { kind: 'regression', ...labels, ...row };
}
