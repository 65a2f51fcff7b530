/**
 * What predictions come to against the truth: confusion, recalls, F1, calibration; squared error and R² of numbers.
 *
 * Conventions are those of scikit-learn: a class that neither occurs nor is predicted enters no mean.
 */

import { FrugalError } from '../errors.ts';

/** Bins of equal width in which the expected calibration error compares confidence and accuracy. */
export const CALIBRATION_BINS = 15;

export interface ClassificationMetrics {
  /** `confusion[t][p]`: examples of class t that were taken for class p. */
  readonly confusion: readonly (readonly number[])[];
  /** Share of right answers. */
  readonly accuracy: number;
  /** Mean recall of the classes that occur. */
  readonly balancedAccuracy: number;
  /** Mean of the classes' F1 = 2 TP / (2 TP + FP + FN), over those that occur or are predicted. */
  readonly macroF1: number;
  /** Share of each class's examples that are recognised; null where a class has none. */
  readonly recall: readonly (number | null)[];
  /** Share of the answers of each class that are right; null where there are none. */
  readonly precision: readonly (number | null)[];
}

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const present = (value: number | null): value is number => value !== null;

function checkLengths(given: number, expected: number, what: string): void {
  if (expected < 1) throw new FrugalError(`${what}: no examples to judge by`);
  if (given !== expected)
    throw new FrugalError(`${what}: ${given} predictions for ${expected} examples`);
}

/**
 * Counts by true and by predicted class.
 *
 * @param labels true class of each example, 0 … classes − 1
 * @param predicted class of each example
 * @returns `[true][predicted]`
 * @throws FrugalError for other lengths, no examples, or a class outside 0 … classes − 1
 * @example confusionMatrix([0, 1, 1], [0, 0, 1], 2) // [[1, 0], [1, 1]]
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  checkLengths(predicted.length, labels.length, 'confusion');
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const [truth, answer] = [labels[i], predicted[i]];
    if (!(truth >= 0 && truth < classes && answer >= 0 && answer < classes))
      throw new FrugalError(
        `confusion: example ${i} has class ${truth} and was taken for ${answer}; expected 0 … ${classes - 1}`,
      );
    counts[truth][answer]++;
  }
  return counts;
}

/**
 * The usual measures of a classifier.
 *
 * @throws FrugalError as `confusionMatrix`
 * @example classificationMetrics([0, 1, 1], [0, 0, 1], 2).balancedAccuracy // 0.75
 */
export function classificationMetrics(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ClassificationMetrics {
  const confusion = confusionMatrix(labels, predicted, classes);
  const occurring = confusion.map(sum);
  const answered = confusion.map((_, c) => sum(confusion.map((row) => row[c])));
  const right = confusion.map((row, c) => row[c]);
  const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
  const recall = right.map((n, c) => share(n, occurring[c]));
  const f1 = right.map((n, c) => share(2 * n, occurring[c] + answered[c]));
  return {
    ...{ confusion, recall },
    accuracy: sum(right) / labels.length,
    balancedAccuracy: mean(recall.filter(present)),
    macroF1: mean(f1.filter(present)),
    precision: right.map((n, c) => share(n, answered[c])),
  };
}

/**
 * The class of the largest score of each example; the first of equal ones.
 *
 * @param scores row-major `[count][classes]`
 */
export function largestScores(scores: ArrayLike<number>, classes: number): Uint16Array {
  const found = new Uint16Array(scores.length / classes);
  for (let i = 0; i < found.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if (scores[i * classes + c] > scores[i * classes + best]) best = c;
    found[i] = best;
  }
  return found;
}

/**
 * Expected calibration error: how far confidence (the largest probability) and accuracy are apart, mean over examples in
 * bins (m − 1, m]/15 of equal width. 0 is perfect.
 *
 * Source: Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017, eq. 3, with their 15 bins.
 *
 * @param probabilities row-major `[count][classes]`
 * @throws FrugalError for other lengths, no examples, or a probability outside [0, 1]
 */
export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): number {
  checkLengths(probabilities.length / classes, labels.length, 'calibration');
  const answers = largestScores(probabilities, classes);
  const gaps = new Float64Array(CALIBRATION_BINS);
  for (let i = 0; i < labels.length; i++) {
    const confidence = probabilities[i * classes + answers[i]];
    // Rounding of singles lets a probability pass 1 by a hair.
    if (!(confidence >= 0 && confidence <= 1 + 1e-6))
      throw new FrugalError(`calibration: ${confidence} of example ${i} is no probability`);
    const bin = Math.min(CALIBRATION_BINS, Math.max(1, Math.ceil(confidence * CALIBRATION_BINS)));
    gaps[bin - 1] += Number(answers[i] === labels[i]) - confidence;
  }
  return gaps.reduce((total, gap) => total + Math.abs(gap), 0) / labels.length;
}

export interface RegressionMetrics {
  /** Mean over examples and outputs of (prediction − target)². */
  readonly meanSquaredError: number;
  /** 1 − residual / total variance, mean over outputs; null where a target does not vary. */
  readonly r2: number | null;
}

/**
 * Squared error and coefficient of determination.
 *
 * @param targets row-major `[count][outputs]`
 * @param predictions of the same form
 * @throws FrugalError for other lengths, or no examples
 * @example regressionMetrics([1, 2, 3], [1, 2, 4], 1).r2 // 0.5
 */
export function regressionMetrics(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  outputs: number,
): RegressionMetrics {
  checkLengths(predictions.length, targets.length, 'regression');
  const count = targets.length / outputs;
  let squares = 0;
  let explained = 0;
  let constant = false;
  for (let k = 0; k < outputs; k++) {
    let centre = 0;
    for (let i = k; i < targets.length; i += outputs) centre += targets[i] / count;
    let residual = 0;
    let total = 0;
    for (let i = k; i < targets.length; i += outputs) {
      residual += (predictions[i] - targets[i]) ** 2;
      total += (targets[i] - centre) ** 2;
    }
    squares += residual;
    if (total > 0) explained += 1 - residual / total;
    else constant = true;
  }
  return {
    meanSquaredError: squares / targets.length,
    r2: constant ? null : explained / outputs,
  };
}
