/**
 * A minimum of a function of few numbers without derivatives: the simplex of J. A. Nelder and R. Mead, Comput. J. 7, 308
 * (1965), started anew from what it found until that no longer gains. For smooth functions of two or three numbers.
 */

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

type Vertex = { readonly at: number[]; readonly value: number };

const RESTARTS = 6;
const STEPS = 400;

/** One descent of the simplex. */
function descend(
  f: (x: readonly number[]) => number,
  from: readonly number[],
  size: readonly number[],
): Vertex {
  const vertex = (at: number[]): Vertex => {
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const simplex = [
    vertex([...from]),
    ...from.map((_, i) => vertex(from.map((x, j) => (i === j ? x + size[i] : x)))),
  ];
  for (let step = 0; step < STEPS; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0], simplex[simplex.length - 1]];
    if (worst.value - best.value <= 1e-14 * Math.max(1, Math.abs(best.value))) break;
    const middle = from.map(
      (_, i) => simplex.slice(0, -1).reduce((sum, { at }) => sum + at[i], 0) / from.length,
    );
    const along = (t: number): Vertex => vertex(middle.map((x, i) => x + t * (worst.at[i] - x)));
    const mirrored = along(-1);
    let next = mirrored;
    if (mirrored.value < best.value) {
      const farther = along(-2);
      if (farther.value < mirrored.value) next = farther;
    } else if (mirrored.value >= simplex[simplex.length - 2].value) {
      next = along(mirrored.value < worst.value ? -0.5 : 0.5);
      if (next.value >= Math.min(worst.value, mirrored.value)) {
        simplex.forEach(({ at }, i) => {
          if (i > 0) simplex[i] = vertex(at.map((x, j) => (x + best.at[j]) / 2));
        });
        continue;
      }
    }
    simplex[simplex.length - 1] = next;
  }
  return simplex.reduce((best, other) => (other.value < best.value ? other : best));
}

/**
 * The least value near a start; values that are no numbers count as infinite.
 *
 * @param size of the first simplex, one a coordinate
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  from: readonly number[],
  size: readonly number[],
): Minimum {
  let best = descend(f, from, size);
  for (let n = 1; n < RESTARTS; n++) {
    const next = descend(
      f,
      best.at,
      size.map((x) => x / 4 ** n),
    );
    const gain = best.value - next.value;
    if (gain > 0) best = next;
    if (!(gain > 1e-12 * Math.max(1, Math.abs(best.value)))) break;
  }
  return best;
}
