import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyOrder } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { checkTopology, connections, inDegrees, isDense, positionOf } from '../sparse/topology.ts';
import { type ErdosRenyiOptions, erdosRenyi, type Scheme } from './erdos-renyi.ts';

const random = () => createRandom('erdos-renyi');

describe('erdosRenyi', () => {
  it('has exactly the rounded number of connections by default', () => {
    const size = fc.integer({ min: 1, max: 30 });
    const density = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(size, size, density, anyOrder, fc.nat(), (inputs, outputs, d, order, seed) => {
        fc.pre(d * inputs * outputs >= 0.5);
        const topology = erdosRenyi({
          inputs,
          outputs,
          density: d,
          order,
          random: createRandom(seed),
        });
        checkTopology(topology);
        expect(topology).toMatchObject({ inputs, outputs, order });
        expect(connections(topology)).toBe(Math.round(d * inputs * outputs));
      }),
    );
  });

  it('has ε (n_in + n_out) connections', () => {
    // Hidden layers of the networks of the article, ε = 20: 784-1000 and 1000-1000.
    expect(
      connections(erdosRenyi({ inputs: 784, outputs: 1000, epsilon: 20, random: random() })),
    ).toBe(35680);
    expect(
      connections(erdosRenyi({ inputs: 1000, outputs: 1000, epsilon: 20, random: random() })),
    ).toBe(40000);
  });

  it('is dense where p ≥ 1 (trap: 1000 → 10 at ε = 20 asks for 20,200 connections in 10,000 places)', () => {
    for (const scheme of ['exact', 'bernoulli'] as const) {
      const topology = erdosRenyi({
        inputs: 1000,
        outputs: 10,
        epsilon: 20,
        scheme,
        random: random(),
      });
      expect(isDense(topology)).toBe(true);
    }
    expect(isDense(erdosRenyi({ inputs: 5, outputs: 4, density: 1, random: random() }))).toBe(true);
  });

  it('is uniform over positions', () => {
    const hits = new Float64Array(12);
    const stream = random();
    for (let trial = 0; trial < 4000; trial++) {
      const topology = erdosRenyi({ inputs: 4, outputs: 3, density: 0.25, random: stream });
      for (let p = 0; p < 12; p++)
        if (positionOf(topology, p % 4, Math.floor(p / 4)) >= 0) hits[p]++;
    }
    // Each position 1000 times; χ² of a sample without replacement is smaller by 1 − 3/12. 99.9 % quantile, 11 degrees.
    const chiSquare = hits.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0) / (1 - 3 / 12);
    expect(chiSquare).toBeLessThan(31.3);
  });

  it('bernoulli: has binomial counts', () => {
    const stream = random();
    const counts = Array.from({ length: 400 }, () =>
      connections(
        erdosRenyi({ inputs: 50, outputs: 40, density: 0.1, scheme: 'bernoulli', random: stream }),
      ),
    );
    const mean = counts.reduce((a, b) => a + b) / 400;
    const variance = counts.reduce((sum, n) => sum + (n - 200) ** 2, 0) / 400;
    // N p = 200 ± 13.4 each: standard error of the mean 0.67, of the variance (180) 12.7; four of them.
    expect(Math.abs(mean - 200)).toBeLessThan(2.7);
    expect(Math.abs(variance - 180)).toBeLessThan(51);
  });

  it('with-replacement: loses duplicates, and 1000 → 10 ends at 87 %', () => {
    // N (1 − e^(−20200/10000)) = 8673; standard deviation below 27.
    const topology = erdosRenyi({
      inputs: 1000,
      outputs: 10,
      epsilon: 20,
      scheme: 'with-replacement',
      random: random(),
    });
    checkTopology(topology);
    expect(Math.abs(connections(topology) - 8673)).toBeLessThan(110);
    const one = erdosRenyi({
      inputs: 1,
      outputs: 1,
      density: 1,
      scheme: 'with-replacement',
      random: random(),
    });
    expect(isDense(one)).toBe(true);
  });

  it('takes memory by the connection, not by the position: 500,000 × 500,000 with 5,000,000', () => {
    const topology = erdosRenyi({ inputs: 500000, outputs: 500000, epsilon: 5, random: random() });
    expect(connections(topology)).toBe(5000000);
    expect(topology.start.byteLength + topology.index.byteLength).toBe(4 * 500001 + 4 * 5000000);
    // Degrees are binomial with mean 10: the variance is 10 within its standard error of 0.02, four times.
    const degrees = inDegrees(topology);
    const variance = degrees.reduce((sum, d) => sum + (d - 10) ** 2, 0) / degrees.length;
    expect(Math.abs(variance - 10)).toBeLessThan(0.1);
  });

  it('depends on the stream alone', () => {
    const options = { inputs: 40, outputs: 30, density: 0.1 };
    expect(erdosRenyi({ ...options, random: random() })).toEqual(
      erdosRenyi({ ...options, random: random() }),
    );
    expect(erdosRenyi({ ...options, random: random() })).not.toEqual(
      erdosRenyi({ ...options, random: createRandom('another') }),
    );
  });

  it.each<[Partial<ErdosRenyiOptions>, string]>([
    [{ density: 1.2 }, 'density 1.2 is outside (0, 1] (layer "hidden1")'],
    [{ density: 0 }, 'density 0 is outside (0, 1] (layer "hidden1")'],
    [{ density: Number.NaN }, 'density NaN is outside (0, 1] (layer "hidden1")'],
    [{ epsilon: 0 }, 'epsilon 0 is outside (0, Infinity) (layer "hidden1")'],
    [{ epsilon: -3 }, 'epsilon -3 is outside (0, Infinity) (layer "hidden1")'],
    [{ epsilon: Number.POSITIVE_INFINITY }, 'epsilon Infinity is outside (0, Infinity)'],
    [{}, 'give either epsilon or density, not neither (layer "hidden1")'],
    [{ epsilon: 1, density: 0.1 }, 'give either epsilon or density, not both (layer "hidden1")'],
    [
      { density: 0.001 },
      '10×10 units would get no connection; use at least density 0.005 (layer "hidden1")',
    ],
    [
      { epsilon: 0.01 },
      '10×10 units would get no connection; use at least epsilon 0.025 (layer "hidden1")',
    ],
    [{ density: 0.1, inputs: 0 }, 'inputs 0 is not an integer in 1..4294967295 (layer "hidden1")'],
    [
      { density: 0.1, outputs: 2.5 },
      'outputs 2.5 is not an integer in 1..4294967295 (layer "hidden1")',
    ],
    [{ density: 0.1, scheme: 'bernouli' as Scheme }, 'unknown scheme "bernouli"'],
    [
      { density: 1, inputs: 70000, outputs: 70000 },
      '70000×70000 dense connections are more than 4294967295',
    ],
    [
      { density: 0.9, inputs: 70000, outputs: 70000 },
      'at most 2^53 positions and 4294967295 connections',
    ],
    [
      { epsilon: 1, inputs: 1e9, outputs: 1e9 },
      'at most 2^53 positions and 4294967295 connections',
    ],
  ])('refuses %j', (options, message) => {
    const given = { inputs: 10, outputs: 10, layer: 'hidden1', random: random(), ...options };
    expect(() => erdosRenyi(given)).toThrow(message);
  });
});
