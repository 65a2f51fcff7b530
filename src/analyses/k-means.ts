/**
 * k-means: points divided into k clusters so that the squared distances to the cluster means are least; the best of
 * several starts.
 *
 * Starts by D. Arthur and S. Vassilvitskii (k-means++, SODA 2007), steps by S. P. Lloyd (IEEE Trans. Inf. Theory 28, 1982).
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { checkPoints, type Points, squaredDistance } from './distances.ts';

export interface KMeansOptions {
  /** Number of clusters. */
  readonly k: number;
  /** Starts, of which the best is kept. Default 20. */
  readonly restarts?: number;
  /** Steps of one start at most. Default 300. */
  readonly steps?: number;
  /** Not advanced: one stream is split from it for each start. */
  readonly random: Random;
}

export interface KMeans {
  /** Cluster of each point, 0 … k − 1; none is empty. */
  readonly labels: Uint32Array;
  /** Sum of squared distances to the means. */
  readonly inertia: number;
}

/** First means: points drawn with probability proportional to the squared distance from the means drawn before. */
function firstMeans(
  { count, dimensions, values }: Points,
  k: number,
  random: Random,
): Float64Array {
  const means = new Float64Array(k * dimensions);
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let chosen = random.integer(count);
  for (let c = 0; c < k; c++) {
    means.set(values.subarray(chosen * dimensions, (chosen + 1) * dimensions), c * dimensions);
    let total = 0;
    for (let i = 0; i < count; i++) {
      nearest[i] = Math.min(nearest[i], squaredDistance(values, i, means, c, dimensions));
      total += nearest[i];
    }
    let left = random.uniform() * total;
    chosen = nearest.findIndex((square) => {
      left -= square;
      return left < 0;
    });
    // Only where all points lie on means that were drawn.
    if (chosen < 0) chosen = random.integer(count);
  }
  return means;
}

/** The means of the clusters; an empty one takes the point that lies farthest from its own mean. */
function updateMeans(
  { count, dimensions, values }: Points,
  labels: Uint32Array,
  squares: Float64Array,
  means: Float64Array,
  k: number,
): void {
  const sizes = new Uint32Array(k);
  for (const label of labels) sizes[label]++;
  for (let c = 0; c < k; c++) {
    if (sizes[c] > 0) continue;
    let farthest = -1;
    for (let i = 0; i < count; i++) {
      if (sizes[labels[i]] > 1 && (farthest < 0 || squares[i] > squares[farthest])) farthest = i;
    }
    sizes[labels[farthest]]--;
    labels[farthest] = c;
    squares[farthest] = 0;
    sizes[c] = 1;
  }
  means.fill(0);
  for (let i = 0; i < count; i++)
    for (let d = 0; d < dimensions; d++)
      means[labels[i] * dimensions + d] += values[i * dimensions + d] / sizes[labels[i]];
}

function once(points: Points, k: number, steps: number, random: Random): KMeans {
  const { count, dimensions, values } = points;
  const means = firstMeans(points, k, random);
  const labels = new Uint32Array(count);
  const squares = new Float64Array(count);
  for (let step = 0; step < steps; step++) {
    let moved = step === 0;
    for (let i = 0; i < count; i++) {
      let best = labels[i];
      let least = squaredDistance(values, i, means, best, dimensions);
      for (let c = 0; c < k; c++) {
        const square = squaredDistance(values, i, means, c, dimensions);
        if (square < least) [best, least] = [c, square];
      }
      if (best !== labels[i]) moved = true;
      labels[i] = best;
      squares[i] = least;
    }
    if (!moved) break;
    updateMeans(points, labels, squares, means, k);
  }
  let inertia = 0;
  for (let i = 0; i < count; i++)
    inertia += squaredDistance(values, i, means, labels[i], dimensions);
  return { labels, inertia };
}

/**
 * Clusters of points.
 *
 * @throws UsageError for a k that is not an integer in 1 … number of points, or fewer than one start or step
 */
export function kMeans(points: Points, options: KMeansOptions): KMeans {
  checkPoints(points);
  const { k, restarts = 20, steps = 300, random } = options;
  if (!Number.isInteger(k) || k < 1 || k > points.count)
    throw new UsageError(`k ${k} is not an integer in 1 … ${points.count}, the number of points`);
  for (const [what, value] of Object.entries({ restarts, steps })) {
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`${what} ${value} is not an integer ≥ 1`);
  }
  let best: KMeans | undefined;
  for (let start = 0; start < restarts; start++) {
    const found = once(points, k, steps, random.split(start));
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best as KMeans;
}
