/**
 * Silhouettes: how much nearer a point is to its own cluster than to the next one.
 *
 * P. J. Rousseeuw, J. Comput. Appl. Math. 20, 53 (1987).
 */

import { UsageError } from '../errors.ts';

/**
 * Silhouette (b − a) / max(a, b) of every point: a is its mean distance to the others of its cluster, b the least mean
 * distance to another cluster; 0 for a point that is alone in its cluster.
 *
 * @param apart distances, row-major count × count
 * @param labels clusters 0 … k − 1
 * @throws UsageError for sizes that do not fit, or fewer than two clusters
 */
export function silhouettes(apart: Float64Array, labels: ArrayLike<number>): Float64Array {
  const count = labels.length;
  if (apart.length !== count * count)
    throw new UsageError(`${apart.length} distances, ${count} points need ${count * count}`);
  let k = 0;
  for (let i = 0; i < count; i++) k = Math.max(k, labels[i] + 1);
  const sizes = new Float64Array(k);
  for (let i = 0; i < count; i++) sizes[labels[i]]++;
  if (sizes.filter((size) => size > 0).length < 2)
    throw new UsageError('silhouettes need at least two clusters');
  const sums = new Float64Array(k);
  return Float64Array.from({ length: count }, (_, i) => {
    const own = labels[i];
    if (sizes[own] === 1) return 0;
    sums.fill(0);
    for (let j = 0; j < count; j++) sums[labels[j]] += apart[i * count + j];
    const within = sums[own] / (sizes[own] - 1);
    let beyond = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++)
      if (c !== own && sizes[c] > 0) beyond = Math.min(beyond, sums[c] / sizes[c]);
    const most = Math.max(within, beyond);
    return most === 0 ? 0 : (beyond - within) / most;
  });
}
