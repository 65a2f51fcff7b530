/**
 * Answers that are numbers: learned as z-scores, so that rates of learning do not depend on their unit, and given back in
 * their own unit by the weights that are kept.
 */

import { FrugalError } from '../../errors.ts';
import type { StoredLayer, StoredMlp } from '../../interchange/network.ts';
import { type LayerArrays, layerFrom } from '../../sparse/csr.ts';
import type { NewLayer } from '../../sparse/layer.ts';
import type { AnyRegression } from '../../tasks/examples.ts';

/** What is learned of each output is (target − mean) / deviation. */
export interface TargetScaling {
  readonly mean: Float64Array;
  /** 1 where a target does not vary. */
  readonly deviation: Float64Array;
}

/** Mean and (population) standard deviation of every target over the training examples. */
export function targetScaling({
  train: { targets, count },
  outputs,
}: AnyRegression): TargetScaling {
  const [mean, deviation] = [new Float64Array(outputs), new Float64Array(outputs)];
  for (let k = 0; k < targets.length; k++) mean[k % outputs] += targets[k] / count;
  for (let k = 0; k < targets.length; k++)
    deviation[k % outputs] += (targets[k] - mean[k % outputs]) ** 2 / count;
  // What is left of a constant is rounding.
  for (let o = 0; o < outputs; o++)
    deviation[o] = Math.sqrt(deviation[o]) > 1e-7 * Math.abs(mean[o]) ? Math.sqrt(deviation[o]) : 1;
  return { mean, deviation };
}

/** The task with its targets as z-scores. */
export function withScaledTargets(task: AnyRegression, scaling: TargetScaling): AnyRegression {
  const { mean, deviation } = scaling;
  const scaled = <E extends { readonly targets: Float32Array }>(examples: E): E => ({
    ...examples,
    targets: examples.targets.map(
      (t, k) => (t - mean[k % mean.length]) / deviation[k % mean.length],
    ),
  });
  // One form of inputs for both sets, as before.
  return { ...task, train: scaled(task.train), test: scaled(task.test) } as AnyRegression;
}

/** Answers of a network that learned z-scores, in the unit of the targets. */
export const inUnits = (answers: Float32Array, { mean, deviation }: TargetScaling): Float32Array =>
  answers.map((y, k) => mean[k % mean.length] + deviation[k % mean.length] * y);

/** The kept arrays of a network that learned z-scores, whose last layer then answers in the unit of the targets. Copies. */
export function arraysInUnits(arrays: LayerArrays, scaling: TargetScaling): LayerArrays {
  const layer = layerFrom(arrays, 'output.weight');
  const bias = arrays['output.bias'];
  if (!(bias instanceof Float32Array)) throw new FrugalError('the network has no output.bias');
  return {
    ...arrays,
    'output.weight.data': timesOutputs(layer, scaling.deviation),
    'output.bias': inUnits(bias, scaling),
  };
}

/** The other way: a network that answers in the unit of the targets, as one that answers z-scores. */
export function asScores(network: StoredMlp, { mean, deviation }: TargetScaling): StoredMlp {
  const { layers } = network;
  const last = layers[layers.length - 1];
  const bias = last.bias ?? new Float32Array(mean.length);
  const scored: StoredLayer = {
    ...last,
    arrays: {
      ...last.arrays,
      weights: timesOutputs(
        last,
        deviation.map((d) => 1 / d),
      ),
    },
    bias: bias.map((b, o) => (b - mean[o]) / deviation[o]),
  };
  return { ...network, layers: [...layers.slice(0, -1), scored] };
}

/** The weights, each times the factor of its output. */
function timesOutputs({ topology, arrays }: NewLayer, factors: Float64Array): Float32Array {
  const { inputs, outputs, order } = topology;
  const byOutput = order === 'by-output';
  const weights = arrays.weights.slice();
  if (topology.index === undefined)
    return weights.map((w, k) => w * factors[byOutput ? Math.floor(k / inputs) : k % outputs]);
  for (let list = 0; list + 1 < topology.start.length; list++)
    for (let k = topology.start[list]; k < topology.start[list + 1]; k++)
      weights[k] *= factors[byOutput ? list : topology.index[k]];
  return weights;
}
