/**
 * What drove an answer: the score of a class, or the difference of two, shared out among the inputs.
 *
 * A unit's activity is shared among those that feed it as weight × activity shares its sum, from the outputs back to the inputs
 * (the z-rule of layer-wise relevance propagation; S. Bach et al., PLoS ONE 10, e0130140, 2015, eq. 56 without its biases). In
 * networks of rectifiers that is input × gradient, and with the shares of the biases the parts add up to the score exactly.
 */

import { type Trace, traceOf } from '../../../src/interchange/answers.ts';
import type { StoredLayer, StoredMlp } from '../../../src/interchange/network.ts';

export interface Contributions {
  /** One number an input: what it added to the score. */
  readonly inputs: Float32Array;
  /** What the biases of all layers added. */
  readonly biases: number;
  /** The score: output of a class before any softmax, less that of the other. */
  readonly score: number;
}

/**
 * @param input one example, as the network's data store it
 * @param forClass whose score is shared out
 * @param against the class whose score is taken from it; absent: none
 */
export function contributionsOf(
  network: StoredMlp,
  input: Uint8Array | Float32Array,
  forClass: number,
  against?: number,
): Contributions {
  const trace = traceOf(network, input);
  const { activity: scores } = trace.layers[trace.layers.length - 1];
  let relevance = new Float64Array(scores.length);
  relevance[forClass] += 1;
  if (against !== undefined) relevance[against] -= 1;
  const score = scores[forClass] - (against === undefined ? 0 : scores[against]);
  let biases = 0;
  for (let l = network.layers.length - 1; l >= 0; l--) {
    const { sums, activity } = trace.layers[l];
    const layer = network.layers[l];
    // Through the unit: how much of its activity each unit of its sum is.
    for (let o = 0; o < relevance.length; o++)
      relevance[o] *= sums[o] === 0 ? 0 : activity[o] / sums[o];
    if (layer.bias !== undefined)
      for (let o = 0; o < relevance.length; o++) biases += relevance[o] * layer.bias[o];
    relevance = backward(layer, relevance);
  }
  const { input: shown } = trace satisfies Trace;
  return { inputs: Float32Array.from(shown, (x, i) => x * relevance[i]), biases, score };
}

/** Wᵀ·r. */
function backward(
  { topology, arrays: { weights } }: StoredLayer,
  relevance: Float64Array,
): Float64Array<ArrayBuffer> {
  const { inputs, outputs } = topology;
  const before = new Float64Array(inputs);
  for (let o = 0; o < outputs; o++) {
    const own = relevance[o];
    if (own === 0) continue;
    if (topology.index === undefined)
      for (let i = 0, k = o * inputs; i < inputs; i++, k++) before[i] += own * weights[k];
    else
      for (let k = topology.start[o]; k < topology.start[o + 1]; k++)
        before[topology.index[k]] += own * weights[k];
  }
  return before;
}
