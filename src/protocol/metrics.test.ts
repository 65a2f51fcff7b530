/** The row of metrics of answers that are numbers. */

import { expect, it } from 'vitest';
import { regressionRow } from './metrics.ts';

it('is what scikit-learn says, output by output', () => {
  const targets = Float32Array.of(3, -0.5, 2, 0, 7, 2, 4.5, 1);
  const answers = Float32Array.of(2.5, 0, 0, 0.5, 8, 2.25, 4, 1);
  // mean_squared_error, r2_score of sklearn.metrics 1.9.1; of each output multioutput="raw_values".
  const { outputErrors, outputR2, ...found } = regressionRow(
    answers,
    targets,
    Float64Array.of(4, 0.5),
  );
  expect(found.meanSquaredError).toBeCloseTo(0.7578125, 12);
  expect(found.r2).toBeCloseTo(0.7298962144403793, 12);
  expect(found.constantError).toBeCloseTo(2.25, 12);
  expect(outputErrors).toEqual([1.375, 0.140625]);
  expect(outputR2[0]).toBeCloseTo(0.6123348017621145, 12);
  expect(outputR2[1]).toBeCloseTo(0.847457627118644, 12);
});

it('has no R² of a target that is constant', () => {
  const row = regressionRow(Float32Array.of(1, 2), Float32Array.of(1, 1), Float64Array.of(1));
  expect(row).toMatchObject({ r2: null, outputR2: [null], constantError: 0 });
});
