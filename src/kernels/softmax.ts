/** Probabilities of classes from the outputs of a network, with the arithmetic of the cross-entropy (loss.ts). */

import { expTwin } from './transcendental.ts';

const round = Math.fround;

/** Replaces each row of `classes` outputs with its softmax, e^(z − max z) / Σ e^(z − max z). */
export function softmax(outputs: Float32Array, classes: number): void {
  for (let from = 0; from < outputs.length; from += classes) {
    const row = outputs.subarray(from, from + classes);
    const largest = row.reduce((most, z) => Math.max(most, z), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      row[c] = expTwin(round(row[c] - largest));
      sum = round(sum + row[c]);
    }
    const inverse = round(1 / sum);
    for (let c = 0; c < classes; c++) row[c] *= inverse;
  }
}
