/** Metrics of classifiers and of regressions as columns of records, and a record's row of them. */

import {
  classificationMetrics,
  expectedCalibrationError,
  largestScores,
  regressionMetrics,
} from '../analyses/metrics.ts';
import { listOf, maybe, nullable, real, share, whole } from './records.ts';

/** With more classes a confusion matrix is too long for a record. */
const MOST_CONFUSED = 200;

/** By the conventions of scikit-learn; see docs/data.md. */
export const metricsColumns = {
  accuracy: share('right answers'),
  balancedAccuracy: share('mean recall of the classes that occur'),
  macroF1: share('mean of the classes’ F1 = 2 TP / (2 TP + FP + FN)'),
  calibrationError: maybe(
    real('expected calibration error: |accuracy − confidence|, mean over 15 equal bins'),
  ),
  recall: listOf(nullable(share('of each class: its examples that are recognised'))),
  precision: listOf(nullable(share('of each class: its answers that are right'))),
  confusion: maybe(
    listOf(
      listOf(whole('examples')),
      'examples by true class, and in it by the class they were taken for',
    ),
  ),
} as const;

/**
 * The metrics of scores.
 *
 * @param scores `[count][classes]`
 * @param labels true class of each example
 * @param probabilities whether scores are probabilities: only those can be calibrated
 */
export function metricsRow(
  scores: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
  probabilities: boolean,
) {
  const { confusion, ...metrics } = classificationMetrics(
    labels,
    largestScores(scores, classes),
    classes,
  );
  return {
    ...metrics,
    ...(classes <= MOST_CONFUSED && { confusion }),
    ...(probabilities && { calibrationError: expectedCalibrationError(scores, labels, classes) }),
  };
}

/** Of answers that are numbers; conventions of scikit-learn. */
export const regressionColumns = {
  meanSquaredError: real('mean over examples and outputs of (answer − target)²', 'target²'),
  r2: nullable(
    real('coefficient of determination, mean over outputs; none where a target is constant'),
  ),
  constantError: real('mean squared error of always answering the training mean', 'target²'),
  outputErrors: listOf(real('mean squared error of each output', 'target²')),
  outputR2: listOf(nullable(real('coefficient of determination of each output'))),
} as const;

/**
 * The metrics of answers that are numbers.
 *
 * @param answers `[count][outputs]`
 * @param targets of the same form
 * @param constants what a constant answer would be: the training mean of each output
 */
export function regressionRow(
  answers: Float32Array,
  targets: Float32Array,
  constants: Float64Array,
) {
  const outputs = constants.length;
  const always = Float64Array.from(targets, (_, k) => constants[k % outputs]);
  const each = Array.from(constants, (_, o) => {
    const own = (numbers: Float32Array) => numbers.filter((_value, k) => k % outputs === o);
    return regressionMetrics(own(targets), own(answers), 1);
  });
  return {
    ...regressionMetrics(targets, answers, outputs),
    constantError: regressionMetrics(targets, always, outputs).meanSquaredError,
    outputErrors: each.map(({ meanSquaredError }) => meanSquaredError),
    outputR2: each.map(({ r2 }) => r2),
  };
}
