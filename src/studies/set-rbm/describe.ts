/** Records that describe a trained machine: degrees, receptive fields, reconstructions. */

import type { RbmLearner } from '../../learners/index.ts';
import type { Rbm } from '../../networks/index.ts';
import { inDegrees, listOfEach, outDegrees } from '../../sparse/topology.ts';
import type { DenseInputs } from '../../tasks/examples.ts';
import { degreesRow } from '../sparse-training/columns.ts';
import type { Material } from './prepare.ts';
import type { RbmRow, RbmStudyRecord } from './records.ts';

/** Hidden units and examples that are shown. */
const FIELDS = 8;
const EXAMPLES = 4;
/** Larger pictures are not drawn. */
const MOST_SHOWN = 4096;

type Labels = Pick<RbmRow<'end'>, 'method' | 'replicate'>;

export function describeMachine(
  network: Rbm,
  learner: RbmLearner,
  labels: Labels,
  material: Material,
): RbmStudyRecord[] {
  const found: RbmStudyRecord[] = network.matrix.dense ? [] : degreesOf(network, labels);
  if (labels.replicate > 0 || network.visible > MOST_SHOWN) return found;
  return [
    ...found,
    ...fieldsOf(network, labels, material),
    ...reconstructionsOf(learner, labels, material),
  ];
}

function degreesOf({ matrix }: Rbm, labels: Labels): RbmStudyRecord[] {
  const topology = matrix.topology();
  const sides = [
    ['visible', outDegrees(topology)],
    ['hidden', inDegrees(topology)],
  ] as const;
  return sides.map(([side, degrees]) => ({
    ...{ kind: 'degrees', ...labels, side, ...degreesRow(degrees) },
    counts: side === 'visible' ? [...degrees] : [],
  }));
}

/** Weights of the hidden units of the largest norms, in the order of their numbers. */
function fieldsOf(network: Rbm, labels: Labels, { shape }: Material): RbmStudyRecord[] {
  const { matrix, visible, hidden } = network;
  const topology = matrix.topology();
  const from = listOfEach(topology);
  const weights = matrix.weights();
  const norms = new Float64Array(hidden);
  for (let k = 0; k < weights.length; k++) norms[topology.index[k]] += weights[k] ** 2;
  const units = Array.from(norms, (norm, unit) => ({ norm, unit }))
    .sort((a, b) => b.norm - a.norm || a.unit - b.unit)
    .slice(0, FIELDS)
    .map(({ unit }) => unit)
    .sort((a, b) => a - b);
  const fields = new Map(units.map((unit) => [unit, new Array<number>(visible).fill(0)]));
  for (let k = 0; k < weights.length; k++) {
    const field = fields.get(topology.index[k]);
    if (field !== undefined) field[from[k]] = weights[k];
  }
  return [...fields].map(([unit, values]) => ({
    ...{ kind: 'field', ...labels, unit, shape: [...shape], weights: values },
  }));
}

function reconstructionsOf(
  learner: RbmLearner,
  labels: Labels,
  { test, shape }: Material,
): RbmStudyRecord[] {
  const { count, features, inputs, scale } = test;
  const shown = Math.min(EXAMPLES, count);
  const values = learner.reconstructions(shown);
  return Array.from({ length: shown }, (_, example) => {
    const own = <T extends Float32Array | Uint8Array>(all: T) =>
      Array.from(all.subarray(example * features, (example + 1) * features));
    return {
      ...{ kind: 'reconstruction', ...labels, example, shape: [...shape] },
      data: own(inputs).map((x) => x * scale),
      values: own(values),
    };
  });
}

/** Standard deviation of every visible unit over examples. */
export function deviationsOf(
  { inputs, features, count, scale }: DenseInputs,
  means: ArrayLike<number>,
): number[] {
  const squares = new Float64Array(features);
  for (let e = 0; e < count; e++)
    for (let f = 0; f < features; f++)
      squares[f] += (inputs[e * features + f] * scale - means[f]) ** 2;
  return Array.from(squares, (square) => Math.sqrt(square / count));
}
