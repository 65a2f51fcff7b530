/** Metrics of a classifier as columns of records, and a record's row of them. */

import {
  classificationMetrics,
  expectedCalibrationError,
  largestScores,
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
