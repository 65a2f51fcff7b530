/** Shares of layers against bisection, against published densities, and what they must always come to. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AllocationOptions,
  type LayerDims,
  layerConnections,
  layerDensities,
} from './allocate.ts';

const LENET: LayerDims[] = [
  [784, 300],
  [300, 100],
  [100, 10],
];
const places = (dims: LayerDims): number => dims.reduce((all, side) => all * side, 1);
const total = (layers: readonly LayerDims[]): number => layers.reduce((n, l) => n + places(l), 0);

/** The common factor by bisection: slow, and knows nothing of the order of layers. */
function bisected(layers: readonly LayerDims[], density: number, exponent: number): number[] {
  const raws = layers.map((dims) => (dims.reduce((s, x) => s + x, 0) / places(dims)) ** exponent);
  const filled = (c: number) =>
    layers.reduce((n, dims, k) => n + Math.min(1, c * raws[k]) * places(dims), 0);
  let [low, high] = [0, 2 / Math.min(...raws)];
  for (let turn = 0; turn < 200; turn++) {
    const middle = (low + high) / 2;
    if (filled(middle) < density * total(layers)) low = middle;
    else high = middle;
  }
  return raws.map((share) => Math.min(1, high * share));
}

const side = fc.integer({ min: 1, max: 300 });
const dims = fc.oneof(
  fc.tuple(side, side),
  fc.tuple(side, side, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
) as fc.Arbitrary<LayerDims>;
const network = fc.array(dims, { minLength: 1, maxLength: 8 });

describe('layerDensities', () => {
  it('finds the factor that bisection finds', () => {
    fc.assert(
      fc.property(
        network,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.constantFrom(0, 0.5, 1, 2),
        (layers, density, exponent) => {
          const found = layerDensities(layers, { density, allocation: 'erk', exponent });
          const expected = bisected(layers, density, exponent);
          found.forEach((d, k) => {
            expect(d).toBeCloseTo(expected[k], 8);
          });
        },
      ),
    );
  });

  // numpy: raw = [(a + b)/(a b)]; c solved by hand with the output layer dense or not.
  it('is that of the formula for LeNet-300-100', () => {
    const raws = [1084 / 235_200, 400 / 30_000, 110 / 1000];
    const c = (0.02 * 266_200) / (1084 + 400 + 110);
    const found = layerDensities(LENET, { density: 0.02, allocation: 'er' });
    found.forEach((d, k) => {
      expect(d).toBeCloseTo(c * raws[k], 12);
    });
    // At 10 % the output layer is full, and the other two share 26,620 − 1000.
    const tenth = layerDensities(LENET, { density: 0.1, allocation: 'er' });
    const rest = 25_620 / 1484;
    expect(tenth[2]).toBe(1);
    expect(tenth[0]).toBeCloseTo(rest * raws[0], 12);
    expect(tenth[1]).toBeCloseTo(rest * raws[1], 12);
  });

  it('sees kernels with erk alone, and nothing with exponent 0', () => {
    const layers: LayerDims[] = [
      [3, 64, 3, 3],
      [64, 64, 3, 3],
      [256, 10],
    ];
    const of = (options: Omit<AllocationOptions, 'density'>) =>
      layerDensities(layers, { density: 0.1, ...options });
    expect(of({ allocation: 'erk', exponent: 0 })).toEqual(of({ allocation: 'uniform' }));
    const [first, second] = of({ allocation: 'erk' });
    expect(first / second).toBeCloseTo(73 / 1728 / (134 / 36_864), 10);
    const [one, other] = of({ allocation: 'er' });
    expect(one / other).toBeCloseTo(67 / 192 / (128 / 4096), 10);
  });

  it('refuses in one line', () => {
    const ask = (options: object) => () =>
      layerDensities(LENET, { density: 0.1, allocation: 'er', ...options } as AllocationOptions);
    expect(ask({ density: 0 })).toThrow('density 0 is outside (0, 1]');
    expect(ask({ exponent: -1 })).toThrow('exponent -1 of the allocation is outside [0, ∞)');
    expect(ask({ allocation: 'erg' })).toThrow('unknown allocation "erg"; did you mean "er"?');
    expect(() => layerDensities([[3, 0]], { density: 1, allocation: 'er' })).toThrow('3×0');
  });
});

describe('layerConnections', () => {
  it('gives whole numbers that add up, none of them 0 or more than there are places', () => {
    fc.assert(
      fc.property(
        network,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.constantFrom('uniform' as const, 'er' as const, 'erk' as const),
        (layers, density, allocation) => {
          const wanted = Math.round(density * total(layers));
          fc.pre(wanted >= layers.length);
          const counts = layerConnections(layers, { density, allocation });
          expect(counts.reduce((n, k) => n + k, 0)).toBe(wanted);
          const exact = layerDensities(layers, { density, allocation });
          counts.forEach((count, k) => {
            expect(count).toBeGreaterThanOrEqual(1);
            expect(count).toBeLessThanOrEqual(places(layers[k]));
            // Rounding, and what the smallest layers were lifted by.
            expect(Math.abs(count - exact[k] * places(layers[k]))).toBeLessThan(layers.length + 1);
          });
        },
      ),
    );
  });

  it('of LeNet-300-100 at 98 %', () => {
    expect(layerConnections(LENET, { density: 0.02, allocation: 'uniform' })).toEqual([
      4704, 600, 20,
    ]);
    expect(layerConnections(LENET, { density: 0.02, allocation: 'er' })).toEqual([3621, 1336, 367]);
    expect(() =>
      layerConnections(
        [
          [1, 2],
          [2, 1],
        ],
        { density: 0.25, allocation: 'er' },
      ),
    ).toThrow('density 0.25 is 1 connections for 2 layers; raise it');
  });
});
