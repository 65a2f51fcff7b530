import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

const random = createRandom('eigen');

describe('symmetricEigen', () => {
  it('gives A v = λ v with orthonormal v and λ descending', () => {
    for (const n of [1, 2, 3, 8, 33]) {
      const half = new Float64Array(n * n);
      random.split(n).fillNormal(half, 1);
      const a = half.map((x, k) => x + half[(k % n) * n + Math.floor(k / n)]);
      const { values, vectors } = symmetricEigen(a, n);
      for (let k = 0; k < n; k++) {
        if (k > 0) expect(values[k]).toBeLessThanOrEqual(values[k - 1]);
        for (let i = 0; i < n; i++) {
          let product = 0;
          for (let j = 0; j < n; j++) product += a[i * n + j] * vectors[k * n + j];
          expect(product).toBeCloseTo(values[k] * vectors[k * n + i], 11);
        }
        for (let l = 0; l <= k; l++) {
          let product = 0;
          for (let i = 0; i < n; i++) product += vectors[k * n + i] * vectors[l * n + i];
          expect(product).toBeCloseTo(k === l ? 1 : 0, 12);
        }
      }
    }
  });

  it('knows the eigenvalues of a path: 2 cos(πk/(n + 1))', () => {
    const n = 12;
    const a = Float64Array.from({ length: n * n }, (_, k) =>
      Math.abs(Math.floor(k / n) - (k % n)) === 1 ? 1 : 0,
    );
    symmetricEigen(a, n).values.forEach((value, k) => {
      expect(value).toBeCloseTo(2 * Math.cos((Math.PI * (k + 1)) / (n + 1)), 13);
    });
  });

  it('takes equal eigenvalues, zeros and widely different sizes', () => {
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    expect([...symmetricEigen([2, 0, 0, 2], 2).values]).toEqual([2, 2]);
    const { values } = symmetricEigen([1e10, 1, 1, 1e-10], 2);
    expect(values[0]).toBeCloseTo(1e10, 0);
  });

  it('refuses what is no matrix', () => {
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow('3 entries are no 2 × 2 matrix');
    expect(() => symmetricEigen([1, 0, Number.NaN, 1], 2)).toThrow('not finite');
  });
});
