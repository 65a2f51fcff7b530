import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classificationMetrics,
  confusionMatrix,
  expectedCalibrationError,
  largestScores,
  regressionMetrics,
} from './metrics.ts';

// Values of scikit-learn 1.9.1: confusion_matrix, balanced_accuracy_score, f1_score(average='macro'), recall_score and
// precision_score(average=None), mean_squared_error, r2_score.
describe('classification', () => {
  it('agrees with scikit-learn', () => {
    const labels = [0, 1, 2, 2, 1, 0, 2, 2, 1, 0, 0, 1];
    const predicted = [0, 1, 2, 1, 1, 0, 2, 0, 1, 1, 0, 2];
    const found = classificationMetrics(labels, predicted, 3);
    expect(found.confusion).toEqual([
      [3, 1, 0],
      [0, 3, 1],
      [1, 1, 2],
    ]);
    expect(found.accuracy).toBeCloseTo(0.6666666666666666, 14);
    expect(found.balancedAccuracy).toBeCloseTo(0.6666666666666666, 14);
    expect(found.macroF1).toBeCloseTo(0.6626984126984127, 14);
    expect(found.recall).toEqual([0.75, 0.75, 0.5]);
    expect(found.precision).toEqual([0.75, 0.6, 2 / 3]);
  });

  it('leaves classes without examples out of means, as scikit-learn does', () => {
    const found = classificationMetrics([0, 0, 1, 1, 1, 3], [0, 2, 1, 1, 0, 1], 5);
    expect(found.balancedAccuracy).toBeCloseTo(0.38888888888888884, 14);
    expect(found.macroF1).toBeCloseTo(0.29166666666666663, 14);
    expect(found.recall).toEqual([0.5, 2 / 3, null, 0, null]);
    expect(found.precision).toEqual([0.5, 2 / 3, 0, null, null]);
  });

  it('counts every example once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 50 }),
        (pairs) => {
          const counts = confusionMatrix(
            pairs.map(([t]) => t),
            pairs.map(([, p]) => p),
            4,
          );
          expect(counts.flat().reduce((a, b) => a + b)).toBe(pairs.length);
          for (const [t, row] of counts.entries())
            for (const [p, n] of row.entries())
              expect(n).toBe(pairs.filter((pair) => pair[0] === t && pair[1] === p).length);
        },
      ),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => confusionMatrix([], [], 2)).toThrow('no examples');
    expect(() => confusionMatrix([0, 1], [0], 2)).toThrow('1 predictions for 2 examples');
    expect(() => confusionMatrix([0, 2], [0, 1], 2)).toThrow('example 1 has class 2');
    expect(() => confusionMatrix([0, 1], [0, 2], 2)).toThrow('taken for 2; expected 0 … 1');
  });
});

describe('calibration', () => {
  it('is 0 where confidence is accuracy, and their distance where all is in one bin', () => {
    // Three of four right at confidence 3/4; then all right at the same confidence.
    const probabilities = [0.75, 0.25, 0.75, 0.25, 0.25, 0.75, 0.75, 0.25];
    expect(expectedCalibrationError(probabilities, [0, 0, 1, 1], 2)).toBeCloseTo(0, 14);
    expect(expectedCalibrationError(probabilities, [0, 0, 1, 0], 2)).toBeCloseTo(0.25, 14);
  });

  it('weighs bins by their examples', () => {
    // Bins (13/15, 14/15] and (8/15, 9/15]: |1/1 − 0.9|·1/3 + |1/2 − 0.6|·2/3.
    const probabilities = [0.9, 0.1, 0.6, 0.4, 0.4, 0.6];
    const expected = Math.abs(1 - 0.9) / 3 + (Math.abs(0.5 - 0.6) * 2) / 3;
    expect(expectedCalibrationError(probabilities, [0, 0, 0], 2)).toBeCloseTo(expected, 14);
  });

  it('puts the upper end of a bin into it', () => {
    // 9/15 = 0.6 closes its bin: with 0.61 in the next one, the gaps do not cancel.
    const apart = expectedCalibrationError([0.6, 0.4, 0.61, 0.39], [0, 1], 2);
    expect(apart).toBeCloseTo((0.4 + 0.61) / 2, 12);
    const together = expectedCalibrationError([0.6, 0.4, 0.59, 0.41], [0, 1], 2);
    expect(together).toBeCloseTo(Math.abs(0.4 - 0.59) / 2, 12);
  });

  it('refuses what is no probability', () => {
    expect(() => expectedCalibrationError([2, 0], [0], 2)).toThrow('2 of example 0');
    expect(() => expectedCalibrationError([Number.NaN, 0], [0], 2)).toThrow('no probability');
  });

  it('takes the first of equal scores', () => {
    expect([...largestScores([1, 1, 0, 0, 2, 2], 3)]).toEqual([0, 1]);
  });
});

describe('regression', () => {
  it('agrees with scikit-learn', () => {
    const targets = [3, -0.5, 2, 0, 7, 2, 4.5, 1];
    const predictions = [2.5, 0, 0, 0.5, 8, 2.25, 4, 1];
    const found = regressionMetrics(targets, predictions, 2);
    expect(found.meanSquaredError).toBeCloseTo(0.7578125, 14);
    expect(found.r2).toBeCloseTo(0.7298962144403793, 12);
  });

  it('has no R² where a target does not vary', () => {
    expect(regressionMetrics([1, 1], [1, 2], 1)).toEqual({ meanSquaredError: 0.5, r2: null });
  });
});
