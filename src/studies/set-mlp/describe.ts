/** Records that describe a trained network: degrees of every layer, weights, connections of every input. */

import type { Mlp } from '../../networks/index.ts';
import { inDegrees, outDegrees } from '../../sparse/topology.ts';
import { type DenseInputs, isSparse, type SparseInputs } from '../../tasks/examples.ts';
import { degreesRow } from '../sparse-training/columns.ts';
import type { SetRecord, SetRow } from './records.ts';

const BINS = 80;

/** Counts of weights in equal bins over ± the largest magnitude. */
function weightHistogram(weights: Float32Array): { edges: number[]; counts: number[] } {
  const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0) || 1;
  const edges = Array.from({ length: BINS + 1 }, (_, k) => largest * ((2 * k) / BINS - 1));
  const counts = new Array<number>(BINS).fill(0);
  for (const w of weights)
    counts[Math.min(BINS - 1, Math.floor(((w / largest + 1) / 2) * BINS))] += 1;
  return { edges, counts };
}

/** Records of every layer (the dense control has only weights). */
export function describeNetwork(
  network: Mlp,
  labels: Pick<SetRow<'end'>, 'method' | 'replicate'>,
  shape: readonly number[],
): SetRecord[] {
  return network.layers.flatMap(({ matrix }, k): SetRecord[] => {
    const layer = k + 1;
    const weights = weightHistogram(matrix.weights());
    const found: SetRecord[] = [{ kind: 'weights', ...labels, layer, ...weights }];
    if (matrix.dense) return found;
    const { inputs, outputs, connections } = matrix;
    const size = { inputs, outputs, connections };
    const topology = matrix.topology();
    const incoming = inDegrees(topology);
    const outgoing = outDegrees(topology);
    for (const [side, degrees] of [['in', incoming] as const, ['out', outgoing] as const]) {
      found.push({ kind: 'degrees', ...labels, layer, side, size, ...degreesRow(degrees) });
    }
    const counts = [...outgoing];
    if (k === 0) found.push({ kind: 'input-map', ...labels, shape: [...shape], counts });
    return found;
  });
}

/** Examples do not change, and the runs of a sweep share them. */
const known = new WeakMap<DenseInputs | SparseInputs, readonly number[]>();

/** Standard deviation of every input over a set of examples, in real values. */
export function inputDeviations(examples: DenseInputs | SparseInputs): number[] {
  const found = known.get(examples) ?? deviationsOf(examples);
  known.set(examples, found);
  return [...found];
}

function deviationsOf(examples: DenseInputs | SparseInputs): number[] {
  const { features, count } = examples;
  const sum = new Float64Array(features);
  const square = new Float64Array(features);
  const see = (value: number, f: number): void => {
    sum[f] += value;
    square[f] += value * value;
  };
  if (isSparse(examples)) {
    const { indices, values } = examples.rows;
    for (let k = 0; k < values.length; k++) see(values[k], indices[k]);
  } else {
    const { inputs, scale } = examples;
    for (let e = 0; e < count; e++)
      for (let f = 0; f < features; f++) see(inputs[e * features + f] * scale, f);
  }
  return Array.from(sum, (total, f) =>
    Math.sqrt(Math.max(0, square[f] / count - (total / count) ** 2)),
  );
}
