/**
 * Standardisation: every feature gets mean 0 and variance 1 over the training examples.
 *
 * For tables whose columns have units of their own. The test examples are shifted and divided by the same numbers.
 */

import type { ClassificationTask, Examples } from './examples.ts';
import { sha256 } from './sha256.ts';

/**
 * A task whose features have mean 0 and (population) variance 1 over its training set; a feature that is constant there
 * becomes 0. Inputs are float32 with scale 1; statistics are taken in double precision in a fixed order.
 */
export function standardise(task: ClassificationTask): ClassificationTask {
  const { features, train } = task;
  const mean = new Float64Array(features);
  const deviation = new Float64Array(features);
  const each = (visit: (value: number, feature: number) => void): void => {
    for (let i = 0, at = 0; i < train.count; i++) {
      for (let f = 0; f < features; f++, at++) visit(train.inputs[at] * train.scale, f);
    }
  };
  each((value, f) => {
    mean[f] += value;
  });
  for (let f = 0; f < features; f++) mean[f] /= train.count;
  each((value, f) => {
    deviation[f] += (value - mean[f]) * (value - mean[f]);
  });
  for (let f = 0; f < features; f++) deviation[f] = Math.sqrt(deviation[f] / train.count);
  const apply = (examples: Examples): Examples => {
    const inputs = new Float32Array(examples.inputs.length);
    for (let at = 0; at < inputs.length; at++) {
      const f = at % features;
      // Rounding leaves a constant feature with a deviation near 1e-16 of its value: that is no spread.
      const constant = deviation[f] <= 1e-12 * Math.abs(mean[f]);
      inputs[at] = constant ? 0 : (examples.inputs[at] * examples.scale - mean[f]) / deviation[f];
    }
    return { ...examples, inputs, scale: 1 };
  };
  return {
    ...task,
    train: apply(task.train),
    test: apply(task.test),
    digest: sha256(`${task.digest} standardised`),
  };
}
