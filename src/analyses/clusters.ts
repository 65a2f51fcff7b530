/**
 * Clusters of units by their task variances: the number of clusters with the largest mean silhouette, in the order of the
 * tasks they serve.
 *
 * Source: public code of G. R. Yang et al., Nature Neuroscience 22, 297 (2019) (clustering.py): k-means, 20 starts,
 * k = 2 … 29. NeuroGym's analysis of the same tasks has Ward's clustering and k = 2 … 19.
 */

import { UsageError } from '../errors.ts';
import { finish, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { mean } from '../numerics/summary.ts';
import { distances, type Points } from './distances.ts';
import { kMeans } from './k-means.ts';
import { silhouettes } from './silhouette.ts';
import type { VarianceMap } from './task-variance.ts';
import { cutTree, wardTree } from './ward.ts';

export interface ClusterOptions {
  /** Default `k-means`. */
  readonly method?: 'k-means' | 'ward';
  /** Least and greatest number of clusters that is tried; default 2 and 29, never as many as there are units. */
  readonly least?: number;
  readonly most?: number;
  /** Starts of k-means; default 20. */
  readonly restarts?: number;
  /** Not advanced. */
  readonly random: Random;
}

export interface Clusters {
  readonly k: number;
  /** Cluster of each point. */
  readonly labels: Uint32Array;
  /** Mean silhouette of every k that was tried, ascending in k. */
  readonly tried: readonly { readonly k: number; readonly silhouette: number }[];
}

/**
 * The division of points whose mean silhouette is largest; the smaller k of equal ones.
 *
 * @throws UsageError for fewer than three points, or bounds between which there is no k
 */
export const chooseClusters = (points: Points, options: ClusterOptions): Clusters =>
  finish(chooseClustersInSteps(points, options));

/** `chooseClusters` with signs of life. */
function* chooseClustersInSteps(points: Points, options: ClusterOptions): Work<Clusters> {
  const { method = 'k-means', least = 2, restarts, random } = options;
  const most = Math.min(options.most ?? 29, points.count - 1);
  if (!Number.isInteger(least) || least < 2 || !(most >= least))
    throw new UsageError(
      `no number of clusters between ${least} and ${most}; ${points.count} points allow 2 … ${points.count - 1}`,
    );
  const apart = distances(points);
  const tree = method === 'ward' ? wardTree(points) : undefined;
  const tried: { k: number; silhouette: number; labels: Uint32Array }[] = [];
  for (let k = least; k <= most; k++) {
    yield tick((k - least) / (most - least + 1));
    const labels =
      tree === undefined
        ? kMeans(points, { k, restarts, random: random.split(k) }).labels
        : cutTree(tree, k);
    tried.push({ k, labels, silhouette: mean(silhouettes(apart, labels)) });
  }
  const best = tried.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  return {
    k: best.k,
    labels: best.labels,
    tried: tried.map(({ k, silhouette }) => ({ k, silhouette })),
  };
}

/** Clusters of a variance map, numbered in the order of the tasks they serve. */
export interface UnitClusters extends Clusters {
  /** For each cluster the number of the task in which its units vary most. */
  readonly preferred: readonly number[];
  /** Rows of the map in the order of clusters: the rows of a drawing. */
  readonly order: Uint32Array;
}

/** Clusters of the units of a variance map; throws as `chooseClusters`. */
export const clusterUnits = (map: VarianceMap, options: ClusterOptions): UnitClusters =>
  finish(clusterUnitsInSteps(map, options));

/** `clusterUnits` with signs of life. */
export function* clusterUnitsInSteps(
  map: VarianceMap,
  options: ClusterOptions,
): Work<UnitClusters> {
  const dimensions = map.tasks.length;
  const { values } = map;
  const points = { count: map.units.length, dimensions, values };
  const { k, labels, tried } = yield* chooseClustersInSteps(points, options);
  const sums = new Float64Array(k * dimensions);
  labels.forEach((label, row) => {
    for (let task = 0; task < dimensions; task++)
      sums[label * dimensions + task] += values[row * dimensions + task];
  });
  const prefers = (label: number): number => {
    const own = sums.subarray(label * dimensions, (label + 1) * dimensions);
    return own.indexOf(Math.max(...own));
  };
  const ranked = Array.from({ length: k }, (_, label) => ({ label, task: prefers(label) })).sort(
    (a, b) => a.task - b.task || a.label - b.label,
  );
  const renamed = labels.map((label) => ranked.findIndex((each) => each.label === label));
  const order = Uint32Array.from(labels.keys()).sort((a, b) => renamed[a] - renamed[b] || a - b);
  return { k, labels: renamed, tried, preferred: ranked.map(({ task }) => task), order };
}
