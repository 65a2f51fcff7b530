import { describe, expect, it } from 'vitest';
import { gaussHermite, gaussLegendre, tanhSinh } from './quadrature.ts';

/** E tⁿ for a standard normal t and even n: (n − 1)!!. */
function normalMoment(n: number): number {
  let product = 1;
  for (let k = n - 1; k > 1; k -= 2) product *= k;
  return n % 2 === 0 ? product : 0;
}

function sum(
  rule: { nodes: Float64Array; weights: Float64Array },
  f: (x: number) => number,
): number {
  return rule.nodes.reduce((total, x, i) => total + rule.weights[i] * f(x), 0);
}

describe('Gauss rules', () => {
  it.each([1, 2, 3, 8, 21, 64])('Legendre with %d nodes is exact to degree 2n - 1', (n) => {
    const rule = gaussLegendre(n);
    for (let degree = 0; degree < 2 * n; degree++) {
      const exact = degree % 2 === 0 ? 2 / (degree + 1) : 0;
      expect(Math.abs(sum(rule, (x) => x ** degree) - exact)).toBeLessThan(1e-14);
    }
  });

  it.each([1, 2, 3, 8, 21])('Hermite with %d nodes is exact to degree 2n - 1', (n) => {
    const rule = gaussHermite(n);
    for (let degree = 0; degree < 2 * n; degree++) {
      const absolute = sum(rule, (x) => Math.abs(x) ** degree);
      const error = sum(rule, (x) => x ** degree) - normalMoment(degree);
      expect(Math.abs(error)).toBeLessThanOrEqual(1e-13 * absolute);
    }
  });

  it('gives the published five-point rules', () => {
    // M. Abramowitz, I. A. Stegun, tables 25.4 and 25.10 (there for exp(-x²): nodes × √2, weights / √π).
    const legendre = gaussLegendre(5);
    expect(legendre.nodes[4]).toBeCloseTo(0.906179845938664, 14);
    expect(legendre.weights[4]).toBeCloseTo(0.236926885056189, 14);
    expect(legendre.nodes[2]).toBe(0);
    expect(legendre.weights[2]).toBeCloseTo(0.568888888888889, 14);
    const hermite = gaussHermite(5);
    expect(hermite.nodes[4]).toBeCloseTo(2.020182870456086 * Math.SQRT2, 13);
    expect(hermite.weights[4]).toBeCloseTo(0.01995324205904591 / Math.sqrt(Math.PI), 14);
  });

  it('stays accurate with many nodes', () => {
    for (const n of [200, 300]) {
      expect(sum(gaussHermite(n), () => 1)).toBeCloseTo(1, 13);
      // E exp(t) = √e
      expect(sum(gaussHermite(n), Math.exp)).toBeCloseTo(Math.sqrt(Math.E), 12);
    }
    expect(sum(gaussLegendre(1000), (x) => Math.cos(500 * x))).toBeCloseTo(
      (2 * Math.sin(500)) / 500,
      12,
    );
  });

  it('refuses a number of nodes that makes no rule', () => {
    expect(() => gaussLegendre(0)).toThrow(
      'number of Gauss-Legendre nodes 0 is not an integer in 1..1000',
    );
    expect(() => gaussHermite(2.5)).toThrow('2.5');
    expect(() => gaussHermite(Number.NaN)).toThrow('NaN');
  });
});

describe('double exponential rule', () => {
  // Closed forms.
  it.each([
    ['a polynomial', (x: number) => x ** 6, -1, 2, 129 / 7],
    ['an exponential', Math.exp, 0, 1, Math.E - 1],
    ['a root at the end', Math.sqrt, 0, 1, 2 / 3],
    ['poles at both ends', (_x: number, d: number) => 1 / Math.sqrt(d * (1 - d)), 0, 1, Math.PI],
    ['a logarithm', Math.log, 0, 1, -1],
    ['a narrow peak', (x: number) => 1 / (1 + 100 * x * x), -1, 1, Math.atan(10) / 5],
  ] as const)('integrates %s', (_name, f, lower, upper, exact) => {
    const { value, error } = tanhSinh(f, lower, upper);
    expect(Math.abs(value - exact)).toBeLessThan(3e-13 * Math.abs(exact));
    expect(error).toBeLessThan(1e-9);
  });

  it('refuses an interval without two finite ordered ends', () => {
    expect(() => tanhSinh(Math.exp, 1, 1)).toThrow('[1, 1]');
    expect(() => tanhSinh(Math.exp, 0, Number.POSITIVE_INFINITY)).toThrow('[0, Infinity]');
  });
});
