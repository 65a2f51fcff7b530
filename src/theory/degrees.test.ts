import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodnessOfFit } from '../../test/goodness-of-fit.ts';
import { UsageError } from '../errors.ts';
import { createRandom } from '../numerics/random.ts';
import { type DegreeLaw, type ErdosRenyiLayer, fanInLaw, fanOutLaw } from './degrees.ts';

/** Every wiring of a tiny layer with its probability; bit i·outputs + j says that input i reaches output j. */
function* wirings(layer: ErdosRenyiLayer): Generator<{ wiring: number; probability: number }> {
  const positions = layer.inputs * layer.outputs;
  const ones = (wiring: number) => wiring.toString(2).replaceAll('0', '').length;
  const all = Array.from({ length: 2 ** positions }, (_, wiring) => wiring);
  const allowed = 'density' in layer ? all : all.filter((w) => ones(w) === layer.connections);
  for (const wiring of allowed) {
    const probability =
      'density' in layer
        ? layer.density ** ones(wiring) * (1 - layer.density) ** (positions - ones(wiring))
        : 1 / allowed.length;
    yield { wiring, probability };
  }
}

const TINY: ErdosRenyiLayer[] = [
  { inputs: 1, outputs: 1, connections: 1 },
  { inputs: 1, outputs: 1, connections: 0 },
  { inputs: 3, outputs: 4, connections: 0 },
  { inputs: 3, outputs: 4, connections: 1 },
  { inputs: 3, outputs: 4, connections: 5 },
  { inputs: 3, outputs: 4, connections: 11 },
  { inputs: 3, outputs: 4, connections: 12 },
  { inputs: 5, outputs: 2, connections: 6 },
  { inputs: 2, outputs: 4, density: 0.3 },
  { inputs: 2, outputs: 4, density: 0 },
  { inputs: 2, outputs: 4, density: 1 },
];

describe.each(TINY)('$inputs × $outputs, K = $connections, p = $density', (layer) => {
  const { inputs, outputs } = layer;
  const into = (wiring: number, j: number) => {
    let degree = 0;
    for (let i = 0; i < inputs; i++) degree += (wiring >> (i * outputs + j)) & 1;
    return degree;
  };
  const outOf = (wiring: number, i: number) => {
    let degree = 0;
    for (let j = 0; j < outputs; j++) degree += (wiring >> (i * outputs + j)) & 1;
    return degree;
  };

  test.each([
    ['fan-in', fanInLaw(layer), inputs, (w: number) => into(w, outputs - 1)],
    ['fan-out', fanOutLaw(layer), outputs, (w: number) => outOf(w, 0)],
  ] as const)('%s over all wirings', (_, law, most, degree) => {
    const masses = new Float64Array(most + 1);
    let mean = 0;
    let squares = 0;
    for (const { wiring, probability } of wirings(layer)) {
      const k = degree(wiring);
      masses[k] += probability;
      mean += k * probability;
      squares += k * k * probability;
    }
    for (let k = 0; k <= most; k++) expect(law.mass(k)).toBeCloseTo(masses[k], 12);
    expect(law.mean).toBeCloseTo(mean, 12);
    expect(law.variance).toBeCloseTo(squares - mean * mean, 12);
    const possible = [...masses.keys()].filter((k) => masses[k] > 0);
    expect(law.support).toEqual([possible[0], possible.at(-1)]);
  });
});

function moments(law: DegreeLaw): { sum: number; mean: number; variance: number } {
  const [low, high] = law.support;
  let sum = 0;
  let mean = 0;
  let variance = 0;
  for (let k = low; k <= high; k++) {
    sum += law.mass(k);
    mean += k * law.mass(k);
    variance += (k - law.mean) * (k - law.mean) * law.mass(k);
  }
  return { sum, mean, variance };
}

test('masses sum to 1 and give mean and variance', () => {
  const side = fc.integer({ min: 1, max: 300 });
  const layers = fc.oneof(
    fc.tuple(side, side).chain(([inputs, outputs]) =>
      fc.record({
        inputs: fc.constant(inputs),
        outputs: fc.constant(outputs),
        connections: fc.nat(inputs * outputs),
      }),
    ),
    fc.record({ inputs: side, outputs: side, density: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );
  fc.assert(
    fc.property(layers, (layer) => {
      for (const law of [fanInLaw(layer), fanOutLaw(layer)]) {
        const { sum, mean, variance } = moments(law);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-11);
        expect(Math.abs(mean - law.mean)).toBeLessThan(1e-11 * (1 + law.mean));
        expect(Math.abs(variance - law.variance)).toBeLessThan(1e-10 * (1 + law.variance));
      }
    }),
    { numRuns: 50 },
  );
});

test('a wide layer: masses near Poisson, as K/(n m) → 0', () => {
  // ε = 5 in 60000 → 60000: 600000 connections, 10 per unit; 10¹⁰ e⁻¹⁰/10! = 0.12511.
  const law = fanInLaw({ inputs: 60_000, outputs: 60_000, connections: 600_000 });
  expect(law.mean).toBe(10);
  expect(law.mass(10)).toBeCloseTo(0.12511, 4);
  expect(moments({ ...law, support: [0, 100] }).sum).toBeCloseTo(1, 12);
  expect(law.logMass(600_000)).toBe(Number.NEGATIVE_INFINITY);
});

test('drawn layers follow the law', () => {
  const layer = { inputs: 40, outputs: 3000, connections: 12_000 };
  const observed = new Float64Array(layer.inputs + 1);
  const random = createRandom('degrees');
  const degrees = new Uint32Array(layer.outputs);
  for (const position of random.distinct(layer.inputs * layer.outputs, layer.connections)) {
    degrees[position % layer.outputs]++;
  }
  for (const degree of degrees) observed[degree]++;
  const law = fanInLaw(layer);
  const expected = observed.map((_, k) => layer.outputs * law.mass(k));
  expect(Math.abs(goodnessOfFit(observed, expected))).toBeLessThan(3);
});

test.each<[ErdosRenyiLayer, string]>([
  [{ inputs: 0, outputs: 2, density: 0.5 }, 'number of inputs 0 is not an integer ≥ 1'],
  [{ inputs: 2, outputs: 2.5, density: 0.5 }, 'number of outputs 2.5 is not an integer ≥ 1'],
  [{ inputs: 2, outputs: 2, density: 1.2 }, 'density 1.2 is outside [0, 1]'],
  [{ inputs: 2, outputs: 2, density: Number.NaN }, 'density NaN is outside [0, 1]'],
  [{ inputs: 2, outputs: 2, connections: 5 }, 'number of connections 5 is not an integer in 0..4'],
  [{ inputs: 2, outputs: 2, connections: -1 }, 'number of connections -1'],
  [{ inputs: 1e9, outputs: 1e9, connections: 5 }, '1000000000 × 1000000000 positions'],
])('%j is refused', (layer, message) => {
  expect(() => fanInLaw(layer)).toThrow(UsageError);
  expect(() => fanOutLaw(layer)).toThrow(message);
});
