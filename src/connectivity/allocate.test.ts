import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllocateOptions, type AllocationRule, allocate, type LayerSize } from './allocate.ts';

const network = (...units: number[]): LayerSize[] =>
  units.slice(1).map((outputs, l) => ({ inputs: units[l], outputs }));

const counts = (options: AllocateOptions) => allocate(options).map((layer) => layer.connections);
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('er', () => {
  it.each([
    // Arithmetic of ε (n_in + n_out) on the article's networks, ε = 20; the last layer asks for more than there is.
    ['MNIST', network(784, 1000, 1000, 1000, 10), [35680, 40000, 40000, 10000]],
    ['CIFAR10', network(3072, 4000, 1000, 4000, 10), [141440, 100000, 100000, 40000]],
    ['HIGGS', network(28, 1000, 1000, 1000, 2), [20560, 40000, 40000, 2000]],
  ])('gives the parameter counts of %s', (_name, sizes, expected) => {
    expect(counts({ sizes, rule: 'er', epsilon: 20 })).toEqual(expected);
  });

  it('reaches a density of the whole network exactly, with layers that would be over-full dense', () => {
    const sizes = network(784, 300, 100, 10);
    const possible = sizes.map(({ inputs, outputs }) => inputs * outputs);
    const layers = allocate({ sizes, rule: 'er', density: 0.1 });
    expect(total(layers.map((layer) => layer.connections))).toBe(Math.round(0.1 * total(possible)));
    expect(layers[2].density).toBe(1);
    // Free layers share one factor: density · n_in n_out / (n_in + n_out).
    const factor = (l: number) => layers[l].connections / (sizes[l].inputs + sizes[l].outputs);
    expect(factor(0)).toBeCloseTo(factor(1), 2);
  });
});

describe('erk', () => {
  it('counts kernels', () => {
    // (64 + 128 + 3 + 3) ε connections.
    const sizes: LayerSize[] = [{ inputs: 64, outputs: 128, kernel: [3, 3] }];
    expect(allocate({ sizes, rule: 'erk', epsilon: 10 })).toEqual([
      { connections: 1980, density: 1980 / 73728 },
    ]);
  });

  it('is er where there are none', () => {
    const sizes = network(50, 40, 30, 5);
    expect(allocate({ sizes, rule: 'erk', density: 0.2 })).toEqual(
      allocate({ sizes, rule: 'er', density: 0.2 }),
    );
  });
});

describe('uniform', () => {
  it('gives every layer the density', () => {
    const layers = allocate({
      sizes: network(100, 50, 20),
      rule: 'uniform',
      density: 0.1,
      dense: [0],
    });
    expect(layers).toEqual([
      { connections: 5000, density: 1 },
      { connections: 100, density: 0.1 },
    ]);
  });

  it('spends what er spends at the same ε', () => {
    const sizes = network(784, 1000, 1000, 10);
    expect(total(counts({ sizes, rule: 'uniform', epsilon: 20 }))).toBe(
      total(counts({ sizes, rule: 'er', epsilon: 20 })),
    );
  });
});

describe('any rule', () => {
  const anySize = fc.record({
    inputs: fc.integer({ min: 5, max: 60 }),
    outputs: fc.integer({ min: 5, max: 60 }),
  });
  const anyRule = fc.constantFrom<AllocationRule>('uniform', 'er', 'erk');

  it('spends the density asked for, and gives no layer more than it can hold', () => {
    const density = fc.double({ min: 0.1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(anySize, { minLength: 1, maxLength: 6 }),
        anyRule,
        density,
        (sizes, rule, d) => {
          const layers = allocate({ sizes, rule, density: d });
          const possible = sizes.map(({ inputs, outputs }) => inputs * outputs);
          layers.forEach(({ connections }, l) => {
            expect(Number.isInteger(connections)).toBe(true);
            expect(connections).toBeLessThanOrEqual(possible[l]);
          });
          expect(
            Math.abs(total(layers.map((layer) => layer.connections)) - d * total(possible)),
          ).toBeLessThanOrEqual(0.5 + 1e-6);
        },
      ),
    );
  });

  it.each<[Partial<AllocateOptions>, string]>([
    [{ density: 1.2 }, 'density 1.2 is outside (0, 1]'],
    [{ density: undefined, epsilon: -1 }, 'epsilon -1 is outside (0, Infinity)'],
    [{ density: undefined }, 'give either epsilon or density, not neither'],
    [{ rule: 'erc' as AllocationRule }, 'unknown allocation rule "erc"'],
    [{ dense: [2] }, 'dense layer 2 is not an integer in 0..1'],
    [{ dense: [0] }, 'density 0.5 of the whole network is less than its dense layers alone need'],
    [{ density: 0.0001 }, 'would get no connection; raise the density'],
    [{ sizes: [{ inputs: 0, outputs: 1 }] }, 'inputs 0 is not an integer'],
    [{ sizes: [{ inputs: 1, outputs: 1, kernel: [0, 1] }] }, 'kernel side 0 is not an integer'],
  ])('refuses %j', (options, message) => {
    expect(() =>
      allocate({ sizes: network(20, 20, 5), rule: 'er', density: 0.5, ...options }),
    ).toThrow(message);
  });
});
