/** Records that describe a trained network: degrees of every layer, weights, connections of every input. */

import type { Mlp } from '../../networks/index.ts';
import { degreeHistogram, summariseDegrees } from '../../sparse/degrees.ts';
import { inDegrees, outDegrees } from '../../sparse/topology.ts';
import type { Examples } from '../../tasks/examples.ts';
import type { StudyRecord } from '../study.ts';

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

/** `kind: 'degrees' | 'weights' | 'input-map'` records of every sparse layer (the dense control has only weights). */
export function describeNetwork(
  network: Mlp,
  labels: StudyRecord,
  shape: readonly number[],
): StudyRecord[] {
  return network.layers.flatMap(({ matrix }, k): StudyRecord[] => {
    const layer = k + 1;
    const weights = { kind: 'weights', ...labels, layer, ...weightHistogram(matrix.weights()) };
    if (matrix.dense) return [weights];
    const topology = matrix.topology();
    const sides = [
      { side: 'in', degrees: inDegrees(topology) },
      { side: 'out', degrees: outDegrees(topology) },
    ];
    const degrees = sides.map(({ side, degrees: each }) => {
      const { mean, dispersion, gini, zero } = summariseDegrees(each);
      const histogram = [...degreeHistogram(each)];
      const size = {
        inputs: matrix.inputs,
        outputs: matrix.outputs,
        connections: matrix.connections,
      };
      return {
        kind: 'degrees',
        ...labels,
        layer,
        side,
        size,
        mean,
        dispersion,
        gini,
        unconnected: zero,
        histogram,
      };
    });
    const map = {
      kind: 'input-map',
      ...labels,
      shape: [...shape],
      counts: [...outDegrees(topology)],
    };
    return k === 0 ? [weights, ...degrees, map] : [weights, ...degrees];
  });
}

/** Standard deviation of every input over a set of examples, in real values. */
export function inputDeviations({ inputs, features, count, scale }: Examples): number[] {
  const sum = new Float64Array(features);
  const square = new Float64Array(features);
  for (let e = 0; e < count; e++) {
    for (let f = 0; f < features; f++) {
      const value = inputs[e * features + f] * scale;
      sum[f] += value;
      square[f] += value * value;
    }
  }
  return Array.from(sum, (total, f) =>
    Math.sqrt(Math.max(0, square[f] / count - (total / count) ** 2)),
  );
}

/** Pearson's correlation coefficient of two equally long lists; 0 where one does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, k) => {
    ab += (x - ma) * (b[k] - mb);
    aa += (x - ma) ** 2;
    bb += (b[k] - mb) ** 2;
  });
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
