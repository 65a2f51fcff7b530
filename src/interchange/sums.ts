/** Where the sums of a stored layer begin and what is made of them at the end: with a bias, or normalised. In doubles. */

import { NORM_EPSILON } from '../kernels/norm-walks.ts';
import type { StoredLayer } from './network.ts';

type Biased = Pick<StoredLayer, 'bias' | 'norm'>;

const biasOf = ({ bias }: Biased, output: number): number =>
  bias === undefined ? 0 : bias[output];

/** Where the sum of an output begins, before W·x is added. */
export const firstSum = (layer: Biased, output: number): number =>
  layer.norm === undefined ? biasOf(layer, output) : -layer.norm.mean[output];

/** What the sum of an output comes to, once W·x is added. */
export function lastSum(layer: Biased, output: number, sum: number): number {
  const { norm } = layer;
  if (norm === undefined) return sum;
  const scaled = (norm.gain[output] * sum) / Math.sqrt(norm.variance[output] + NORM_EPSILON);
  return scaled + biasOf(layer, output);
}
