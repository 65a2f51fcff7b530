import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brent, expandBracket, newtonSystem, type System, solveLinear } from './roots.ts';

describe('brent', () => {
  // Root of each by construction or closed form.
  it.each([
    ['cosine', Math.cos, 0, 3, Math.PI / 2],
    ['cubic with a flat start', (x: number) => x ** 3 - 2, 0, 1e3, Math.cbrt(2)],
    ['steep exponential', (x: number) => Math.exp(50 * x) - 1e10, -5, 5, Math.log(1e10) / 50],
    ['a jump', (x: number) => (x < 0.3 ? -1 : 1), 0, 1, 0.3],
    ['triple root', (x: number) => (x - 0.5) ** 3, 0, 2, 0.5],
  ] as const)('finds the root of a %s', (_name, f, low, high, root) => {
    const found = brent(f, { low, high, atLow: f(low), atHigh: f(high) });
    expect(Math.abs(found - root)).toBeLessThan(1e-5);
    if (_name !== 'triple root') expect(found).toBeCloseTo(root, 14);
  });

  it('refuses a bracket without a change of sign', () => {
    expect(() => brent(Math.exp, { low: 0, high: 1, atLow: 1, atHigh: Math.E })).toThrow(
      'no change of sign between 0 (value 1) and 1',
    );
  });
});

describe('expandBracket', () => {
  it('walks towards the root and stops around it', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (root) => {
        for (const sign of [1, -1] as const) {
          const f = (x: number) => sign * (root - x);
          const bracket = expandBracket(f, 3, 0.5, sign);
          expect(bracket).toBeDefined();
          if (bracket === undefined) return;
          expect(bracket.low).toBeLessThanOrEqual(root);
          expect(bracket.high).toBeGreaterThanOrEqual(root);
          expect(brent(f, bracket)).toBeCloseTo(root, 6);
        }
      }),
    );
  });

  it('says when there is none', () => {
    expect(expandBracket(() => 1, 0, 1, 1, 20)).toBeUndefined();
    expect(expandBracket(() => Number.NaN, 0, 1, 1, 20)).toBeUndefined();
  });
});

describe('newtonSystem', () => {
  /** Gradient and Hessian of Σ exp(xᵢ) + exp(−Σ xᵢ) − target·x: convex, its minimum is the root. */
  function convex(target: readonly number[]): System {
    const n = target.length;
    return {
      size: n,
      evaluate(x, residual, jacobian) {
        const total = Math.exp(-x.reduce((a, b) => a + b, 0));
        let merit = total;
        for (let i = 0; i < n; i++) {
          const e = Math.exp(x[i]);
          merit += e - target[i] * x[i];
          residual[i] = e - total - target[i];
          for (let j = 0; j < n; j++) jacobian[i * n + j] = total + (i === j ? e : 0);
        }
        return merit;
      },
    };
  }

  it('converges from far away on convex problems', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 4 }),
        fc.double({ min: -4, max: 8, noNaN: true }),
        (target, start) => {
          const system = convex(target);
          const x = new Float64Array(target.length).fill(start);
          const result = newtonSystem(system, x, 1e-10, 200);
          expect(result.converged).toBe(true);
          const residual = new Float64Array(target.length);
          system.evaluate(x, residual, new Float64Array(target.length ** 2));
          for (const r of residual) expect(Math.abs(r)).toBeLessThan(1e-10);
        },
      ),
    );
  });

  it('reports a system without a root', () => {
    const system: System = {
      size: 1,
      evaluate(x, residual, jacobian) {
        residual[0] = x[0] * x[0] + 1;
        jacobian[0] = 2 * x[0];
        return residual[0] ** 2;
      },
    };
    const result = newtonSystem(system, new Float64Array([3]), 1e-10);
    expect(result.converged).toBe(false);
    expect(result.residual).toBeGreaterThanOrEqual(1);
  });

  it('stays where the merit is finite', () => {
    const system: System = {
      size: 1,
      evaluate(x, residual, jacobian) {
        residual[0] = 1 - 1e-3 / x[0];
        jacobian[0] = 1e-3 / x[0] ** 2;
        return x[0] - 1e-3 * Math.log(x[0]);
      },
    };
    const x = new Float64Array([5]);
    expect(newtonSystem(system, x, 1e-12).converged).toBe(true);
    expect(x[0]).toBeCloseTo(1e-3, 15);
  });
});

describe('solveLinear', () => {
  it('solves what it is given and refuses singular matrices', () => {
    const entry = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(entry, { minLength: 30 }),
        (n, values) => {
          const a = new Float64Array(n * n);
          const x = new Float64Array(n);
          for (let i = 0; i < n * n; i++) a[i] = values[i % values.length];
          for (let i = 0; i < n; i++) {
            a[i * n + i] += 40 * n;
            x[i] = values[(7 * i + 3) % values.length];
          }
          const b = new Float64Array(n);
          for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) b[i] += a[i * n + j] * x[j];
          expect(solveLinear(a, b, n)).toBe(true);
          for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i], 10);
        },
      ),
    );
    expect(solveLinear(new Float64Array([1, 2, 2, 4]), new Float64Array([1, 1]), 2)).toBe(false);
  });
});
