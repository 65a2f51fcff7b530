/**
 * Ward's clustering: begins with every point for itself and joins, again and again, the two clusters whose union raises the
 * sum of squared distances to the cluster means least. No chance in it.
 *
 * J. H. Ward, J. Am. Stat. Assoc. 58, 236 (1963); distances after a union by the formula of G. N. Lance and
 * W. T. Williams, Computer J. 9, 373 (1967).
 */

import { UsageError } from '../errors.ts';
import { checkPoints, type Points, squaredDistance } from './distances.ts';

/** Two clusters that become one. A cluster is named by the least number of a point in it. */
export interface Union {
  readonly into: number;
  readonly from: number;
  /** √(2·rise of the sum of squares): the distance of the two means for two single points. */
  readonly height: number;
}

/** All unions, from `count` clusters to one, in O(count³) time at worst. */
export function wardTree(points: Points): readonly Union[] {
  checkPoints(points);
  const { count, dimensions, values } = points;
  const apart = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const square = squaredDistance(values, i, values, j, dimensions);
      apart[i * count + j] = square;
      apart[j * count + i] = square;
    }
  const sizes = new Float64Array(count).fill(1);
  const alive = Array.from({ length: count }, (_, i) => i);
  const unions: Union[] = [];
  while (alive.length > 1) {
    let [into, from, least] = [-1, -1, Number.POSITIVE_INFINITY];
    for (let a = 0; a < alive.length; a++)
      for (let b = a + 1; b < alive.length; b++) {
        const square = apart[alive[a] * count + alive[b]];
        if (square < least) [into, from, least] = [alive[a], alive[b], square];
      }
    alive.splice(alive.indexOf(from), 1);
    for (const other of alive) {
      if (other === into) continue;
      const [m, n, o] = [sizes[into], sizes[from], sizes[other]];
      const square =
        ((m + o) * apart[into * count + other] +
          (n + o) * apart[from * count + other] -
          o * least) /
        (m + n + o);
      apart[into * count + other] = square;
      apart[other * count + into] = square;
    }
    sizes[into] += sizes[from];
    unions.push({ into, from, height: Math.sqrt(least) });
  }
  return unions;
}

/**
 * The clusters that are left when k remain, numbered by their first point.
 *
 * @throws UsageError for a k that is not an integer in 1 … number of points
 */
export function cutTree(unions: readonly Union[], k: number): Uint32Array {
  const count = unions.length + 1;
  if (!Number.isInteger(k) || k < 1 || k > count)
    throw new UsageError(`k ${k} is not an integer in 1 … ${count}, the number of points`);
  const root = Uint32Array.from({ length: count }, (_, i) => i);
  for (const { into, from } of unions.slice(0, count - k))
    for (let i = 0; i < count; i++) if (root[i] === from) root[i] = into;
  const names = [...new Set(root)];
  return root.map((name) => names.indexOf(name));
}
