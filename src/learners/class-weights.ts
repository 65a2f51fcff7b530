/** How much each class counts: where some are rare, their examples can be made to count for more. */

import { UsageError } from '../errors.ts';

/**
 * `balanced`: as much as all other classes together with the same number of examples, 1/n_c. A list: one number ≥ 0 a class.
 * Either is scaled to a mean of 1 over the training examples.
 */
export type ClassWeights = 'balanced' | readonly number[];

/**
 * Factors w_c of the losses, w_c = v_c · N / Σ_e v_{y_e} over the N training examples e with labels y_e, for v as given or
 * 1/n_c: the loss of a batch of B is then (1/B) Σ_b w_{y_b} ℓ_b, and its mean over the training set the weighted mean of ℓ.
 *
 * @returns one a class, or nothing where all count the same
 * @throws UsageError unless there is one finite number ≥ 0 a class, not 0 for every class that has examples
 */
export function classWeightsOf(
  given: ClassWeights | undefined,
  labels: Uint8Array | Uint16Array,
  classes: number,
): Float32Array | undefined {
  if (given === undefined) return undefined;
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label] += 1;
  const values =
    given === 'balanced'
      ? // Of a class without examples nothing is known: it counts as the mean.
        Array.from(counts, (count) => (count === 0 ? 0 : 1 / count))
      : given;
  const numbers = Array.isArray(values) && values.every((v) => Number.isFinite(v) && v >= 0);
  if (!numbers || values.length !== classes)
    throw new UsageError(
      `class weights ${JSON.stringify(given)} are neither "balanced" nor ${classes} numbers ≥ 0, one a class`,
    );
  const sum = values.reduce((all, value, c) => all + value * counts[c], 0);
  if (!(sum > 0))
    throw new UsageError(
      'class weights are 0 for every class that has examples; give some of them',
    );
  return Float32Array.from(values, (value, c) =>
    given === 'balanced' && counts[c] === 0 ? 1 : (value * labels.length) / sum,
  );
}
