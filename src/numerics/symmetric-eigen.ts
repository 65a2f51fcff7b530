/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: needs nothing but square roots, so the result
 * has the same bits in every JavaScript engine, and small eigenvalues keep their digits. Meant for some hundred dimensions.
 *
 * G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed. (2013), section 8.5 (cyclic by row).
 */

import { FrugalError, UsageError } from '../errors.ts';

export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** Row k is the unit eigenvector of value k; its largest component is positive. */
  readonly vectors: Float64Array;
}

/** Far more than the six to ten that are needed at a few hundred dimensions. */
const MOST_SWEEPS = 60;

/** Whether all that is off the diagonal is rounding. */
function settled(a: Float64Array, n: number): boolean {
  let [off, on] = [0, 0];
  for (let i = 0; i < n; i++) {
    on += a[i * n + i] * a[i * n + i];
    for (let j = 0; j < i; j++) off += 2 * a[i * n + j] * a[i * n + j];
  }
  return off <= 1e-30 * on || off === 0;
}

/** Turns axes p and q so that entry (p, q) vanishes. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  a[p * n + p] -= t * apq;
  a[q * n + q] += t * apq;
  a[p * n + q] = 0;
  a[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    if (k !== p && k !== q) {
      const [x, y] = [a[p * n + k], a[q * n + k]];
      const [u, w] = [c * x - s * y, s * x + c * y];
      a[p * n + k] = u;
      a[k * n + p] = u;
      a[q * n + k] = w;
      a[k * n + q] = w;
    }
    const [x, y] = [v[p * n + k], v[q * n + k]];
    v[p * n + k] = c * x - s * y;
    v[q * n + k] = s * x + c * y;
  }
}

/**
 * All eigenvalues and eigenvectors.
 *
 * @param matrix row-major n × n; only its lower triangle is read
 * @throws UsageError for a matrix of another size or with entries that are not finite
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): SymmetricEigen {
  if (matrix.length !== n * n)
    throw new UsageError(`${matrix.length} entries are no ${n} × ${n} matrix`);
  const a = new Float64Array(n * n);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    v[i * n + i] = 1;
    for (let j = 0; j <= i; j++) {
      const entry = matrix[i * n + j];
      if (!Number.isFinite(entry))
        throw new UsageError(`entry ${entry} at row ${i}, column ${j} is not finite`);
      a[i * n + j] = entry;
      a[j * n + i] = entry;
    }
  }
  for (let sweep = 0; !settled(a, n); sweep++) {
    if (sweep === MOST_SWEEPS)
      throw new FrugalError(`no eigenvalues after ${MOST_SWEEPS} sweeps; scale the matrix`);
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => a[j * n + j] - a[i * n + i] || i - j,
  );
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = v.subarray(from * n, (from + 1) * n);
    let largest = 0;
    for (const x of row) if (Math.abs(x) > Math.abs(largest)) largest = x;
    for (let k = 0; k < n; k++) vectors[to * n + k] = largest < 0 ? -row[k] : row[k];
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}
