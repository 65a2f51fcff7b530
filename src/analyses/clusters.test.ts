import { describe, expect, it } from 'vitest';
import { randomOrthogonal } from '../connectivity/recurrent-weights.ts';
import { createRandom } from '../numerics/random.ts';
import { chooseClusters, clusterUnits } from './clusters.ts';
import { distances, type Points } from './distances.ts';
import { kMeans } from './k-means.ts';
import { rotateActivity } from './rotation.ts';
import { silhouettes } from './silhouette.ts';
import { taskVariance, varianceMap } from './task-variance.ts';
import { cutTree, wardTree } from './ward.ts';

const random = createRandom('clusters');

/** `k` blobs of `each` points around the unit vectors. */
function blobs(k: number, each: number, spread: number): Points & { readonly truth: number[] } {
  const values = new Float64Array(k * each * k);
  const stream = random.split('blobs');
  stream.fillNormal(values, spread);
  const truth = Array.from({ length: k * each }, (_, i) => i % k);
  truth.forEach((own, i) => {
    values[i * k + own] += 1;
  });
  return { count: k * each, dimensions: k, values, truth };
}

/** Whether two divisions are the same but for the names. */
const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) if ((a[i] === a[j]) !== (b[i] === b[j])) return false;
  return true;
};

/** Least sum of squares over all divisions of few points into k clusters. */
function exhaustive({ count, dimensions, values }: Points, k: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let code = 0; code < k ** count; code++) {
    let sum = 0;
    for (let c = 0; c < k; c++) {
      const own = Array.from({ length: count }, (_, i) => i).filter(
        (i) => Math.floor(code / k ** i) % k === c,
      );
      for (let d = 0; d < dimensions; d++) {
        const column = own.map((i) => values[i * dimensions + d]);
        const mean = column.reduce((a, b) => a + b, 0) / Math.max(1, own.length);
        sum += column.reduce((total, x) => total + (x - mean) ** 2, 0);
      }
    }
    best = Math.min(best, sum);
  }
  return best;
}

describe('kMeans', () => {
  it('finds the least sum of squares of all divisions', () => {
    for (let trial = 0; trial < 5; trial++) {
      const values = new Float64Array(16);
      random.split('points').split(trial).fillNormal(values, 1);
      const points = { count: 8, dimensions: 2, values };
      const { inertia, labels } = kMeans(points, { k: 3, random });
      expect(inertia).toBeCloseTo(exhaustive(points, 3), 10);
      expect(new Set(labels).size).toBe(3);
    }
  });

  it('leaves no cluster empty, even where points coincide', () => {
    const points = { count: 6, dimensions: 1, values: Float64Array.of(0, 0, 0, 0, 1, 1) };
    const { labels, inertia } = kMeans(points, { k: 4, restarts: 3, random });
    expect(new Set(labels).size).toBe(4);
    expect(inertia).toBe(0);
  });

  it('gives the same clusters for the same stream', () => {
    const points = blobs(4, 10, 0.3);
    expect(kMeans(points, { k: 6, random })).toEqual(kMeans(points, { k: 6, random }));
  });

  it('refuses more clusters than points', () => {
    expect(() => kMeans(blobs(2, 2, 0), { k: 5, random })).toThrow(
      'k 5 is not an integer in 1 … 4, the number of points',
    );
  });
});

describe('wardTree', () => {
  // scipy.cluster.hierarchy.linkage(P, 'ward') of SciPy, columns 0 to 2, and fcluster(Z, 3, 'maxclust').
  const values = Float64Array.of(0, 0, 1, 0, 0, 2, 5, 5, 6, 5, 5, 7.5, 10, 0, 10, 1.5);
  const points = { count: 8, dimensions: 2, values };

  it('joins at the heights of SciPy', () => {
    const heights = [1, 1, 1.5, 2.38047614, 2.94392029, 10.69033832, 14.61620106];
    const found = wardTree(points).map(({ height }) => height);
    heights.forEach((height, n) => {
      expect(found[n]).toBeCloseTo(height, 7);
    });
  });

  it('is cut as SciPy cuts', () => {
    expect([...cutTree(wardTree(points), 3)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
    expect([...cutTree(wardTree(points), 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(() => cutTree(wardTree(points), 9)).toThrow('k 9 is not an integer in 1 … 8');
  });
});

describe('silhouettes', () => {
  it('follow the definition', () => {
    const points = { count: 4, dimensions: 1, values: Float64Array.of(0, 1, 4, 10) };
    const found = silhouettes(distances(points), [0, 0, 1, 2]);
    // Point 0: a = 1, b = 4; point 1: a = 1, b = 3; the others are alone.
    expect([...found]).toEqual([0.75, 1 - 1 / 3, 0, 0].map((x) => expect.closeTo(x, 12)));
  });

  it('need two clusters', () => {
    expect(() => silhouettes(new Float64Array(9), [0, 0, 0])).toThrow('at least two clusters');
  });
});

describe('chooseClusters', () => {
  it('finds the number of blobs by either method', () => {
    const points = blobs(5, 8, 0.08);
    for (const method of ['k-means', 'ward'] as const) {
      const { k, labels, tried } = chooseClusters(points, { method, most: 12, random });
      expect(k).toBe(5);
      expect(same(labels, points.truth)).toBe(true);
      expect(tried.map((each) => each.k)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
  });

  it('never tries as many clusters as there are points', () => {
    const { tried } = chooseClusters(blobs(2, 3, 0.1), { random });
    expect(tried.at(-1)?.k).toBe(5);
    expect(() => chooseClusters(blobs(2, 1, 0), { random })).toThrow(
      'no number of clusters between 2 and 1; 2 points allow 2 … 1',
    );
  });
});

/** 60 units, each of which varies in one of three tasks only; 40 trials of 6 steps. */
function modular() {
  const tasks = ['go', 'dm', 'dms'];
  return tasks.map((task, t) => {
    const values = new Float32Array(40 * 6 * 60);
    random.split('modular').split(task).fillNormal(values, 1);
    values.forEach((x, n) => {
      values[n] = (n % 60) % 3 === t ? x : 0.02 * x;
    });
    return { task, activity: { trials: 40, steps: 6, units: 60, values } };
  });
}

describe('clusterUnits', () => {
  it('numbers clusters in the order of the tasks they serve', () => {
    const variances = modular().map(({ task, activity }) => [task, taskVariance(activity)]);
    const map = varianceMap(Object.fromEntries(variances));
    const { k, labels, preferred, order } = clusterUnits(map, { most: 8, random });
    expect(k).toBe(3);
    expect(preferred).toEqual([0, 1, 2]);
    expect([...labels]).toEqual(Array.from({ length: 60 }, (_, i) => i % 3));
    expect([...order].slice(0, 3)).toEqual([0, 3, 6]);
    expect([...order].map((row) => labels[row])).toEqual([...labels].sort());
  });

  it('finds no clusters of tasks once the activity is rotated', () => {
    const matrix = randomOrthogonal(60, random.split('rotation'));
    const parts = modular();
    const best = (rotated: boolean): number => {
      const variances = parts.map(({ task, activity }) => [
        task,
        taskVariance(rotated ? rotateActivity(activity, matrix) : activity),
      ]);
      const map = varianceMap(Object.fromEntries(variances));
      const { tried } = clusterUnits(map, { most: 8, random });
      return Math.max(...tried.map(({ silhouette }) => silhouette));
    };
    expect(best(false)).toBeGreaterThan(0.9);
    expect(best(true)).toBeLessThan(0.6);
  });
});

describe('rotateActivity', () => {
  it('keeps distances between states', () => {
    const values = new Float32Array(2 * 3 * 10);
    random.split('states').fillNormal(values, 1);
    const activity = { trials: 2, steps: 3, units: 10, values };
    const turned = rotateActivity(activity, randomOrthogonal(10, random.split(10)));
    const square = (x: Float32Array, s: number, t: number) => {
      let sum = 0;
      for (let i = 0; i < 10; i++) sum += (x[s * 10 + i] - x[t * 10 + i]) ** 2;
      return sum;
    };
    for (let s = 1; s < 6; s++)
      expect(square(turned.values, s, s - 1)).toBeCloseTo(square(values, s, s - 1), 4);
  });
});
