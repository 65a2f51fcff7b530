/** The penalty against its definition with a plain matrix exponential, its gradient against finite differences. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../../connectivity/fixed.ts';
import { denseRecurrent } from '../../connectivity/recurrent.ts';
import { connectionLengths, latticeSpace, type Space } from '../../connectivity/space.ts';
import { createRandom } from '../../numerics/random.ts';
import { listOfEach, type Topology } from '../../sparse/topology.ts';
import {
  type CommunicabilityOptions,
  communicabilityCost,
  communicabilityPenalty,
  type Wires,
} from './communicability.ts';
import * as golden from './fixtures/communicability.ts';
import { contextOf, stepped } from './fixtures/stepped.ts';

function wiresOf(topology: Topology, space: Space, weights: ArrayLike<number>): Wires {
  const list = listOfEach(topology);
  const [pre, post] =
    topology.order === 'by-input' ? [list, topology.index] : [topology.index, list];
  return { units: space.units, pre, post, weights, lengths: connectionLengths(topology, space) };
}

/** exp of a small matrix: scaled until its norm is tiny, 20 terms, squared back. */
function plainExponential(matrix: readonly number[][]): number[][] {
  const product = (a: readonly number[][], b: readonly number[][]) =>
    a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
  const small = matrix.map((row) => row.map((value) => value / 64));
  let term: number[][] = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  let sum = term;
  for (let m = 1; m <= 20; m++) {
    term = product(term, small).map((row) => row.map((value) => value / m));
    sum = sum.map((row, i) => row.map((value, j) => value + term[i][j]));
  }
  for (let squaring = 0; squaring < 6; squaring++) sum = product(sum, sum);
  return sum;
}

/** R and C from the definition; `frozen` in place of C where it is given. */
function definition(wires: Wires, exponent: number, frozen?: ArrayLike<number>) {
  const { units, pre, post, weights, lengths } = wires;
  const a = Array.from({ length: units }, () => new Array<number>(units).fill(0));
  for (let k = 0; k < weights.length; k++) a[pre[k]][post[k]] = Math.abs(weights[k]);
  const s = a.map((row) => row.reduce((sum, value) => sum + value, 0));
  const normal = a.map((row, i) =>
    row.map((value, j) => (value === 0 || s[i] * s[j] === 0 ? 0 : value / Math.sqrt(s[i] * s[j]))),
  );
  const c = plainExponential(normal);
  const communicability = Array.from({ length: weights.length }, (_, k) =>
    pre[k] === post[k] ? 0 : c[pre[k]][post[k]],
  );
  let penalty = 0;
  for (let k = 0; k < weights.length; k++)
    penalty += Math.abs(weights[k]) * lengths[k] * (frozen?.[k] ?? communicability[k]) ** exponent;
  return { penalty, communicability };
}

function randomWires(seed: number, order: Topology['order'] = 'by-output'): Wires {
  const random = createRandom(seed);
  const space = latticeSpace({ sides: [3, 4], periodic: random.bernoulli(0.5) });
  const fanIn = 1 + random.integer(12);
  const topology = fixedFanIn({ inputs: 12, outputs: 12, fanIn, order, random });
  const weights = new Float64Array(topology.index.length);
  random.fillNormal(weights, 1);
  return wiresOf(topology, space, weights);
}

describe('the communicability', () => {
  it('is that of the definition, at every density and exponent', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(0.5, 1, 2),
        fc.constantFrom('by-output' as const, 'by-input' as const),
        (seed, exponent, order) => {
          const wires = randomWires(seed, order);
          const expected = definition(wires, exponent);
          const cost = communicabilityCost(wires, { exponent });
          cost.communicability.forEach((c, k) => {
            expect(Math.abs(c - expected.communicability[k])).toBeLessThan(
              1e-12 * Math.max(1e-3, c),
            );
          });
          expect(cost.penalty).toBeCloseTo(expected.penalty, 9);
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each([
    { exponent: 1, gradient: 'exact' },
    { exponent: 1, gradient: 'constant' },
    { exponent: 2, gradient: 'exact' },
    { exponent: 0.5, gradient: 'constant' },
  ] satisfies CommunicabilityOptions[])('has the gradient of finite differences: %j', (options) => {
    for (let seed = 0; seed < 4; seed++) {
      const wires = randomWires(seed);
      const { gradient, communicability } = communicabilityCost(wires, options);
      const frozen = options.gradient === 'constant' ? communicability : undefined;
      const at = (k: number, by: number): number => {
        const weights = Float64Array.from(wires.weights);
        weights[k] += by;
        return definition({ ...wires, weights }, options.exponent, frozen).penalty;
      };
      const step = 1e-5;
      for (let k = 0; k < gradient.length; k += 7) {
        // A difference across the kink of |w| says nothing.
        if (Math.abs(wires.weights[k]) < 10 * step) continue;
        // Fourth order: the error is of the order of step⁴ f⁗ and of the rounding 1e-14 R / step.
        const slope =
          (8 * (at(k, step) - at(k, -step)) - (at(k, 2 * step) - at(k, -2 * step))) / (12 * step);
        expect(Math.abs(gradient[k] - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
      }
    }
  });

  it('is that of SciPy on the golden network', () => {
    const space = latticeSpace({ sides: [2, 2, 2], periodic: false });
    // Row: sending unit, as in the file.
    const { topology } = denseRecurrent({ units: 8, space, order: 'by-input' });
    const wires = wiresOf(topology, space, golden.W);
    const exact = communicabilityCost(wires);
    const constant = communicabilityCost(wires, { gradient: 'constant' });
    expect(exact.penalty).toBeCloseTo(golden.PENALTY, 9);
    for (let k = 0; k < 64; k++) {
      expect(exact.communicability[k]).toBeCloseTo(golden.COMMUNICABILITY[k], 9);
      expect(exact.gradient[k]).toBeCloseTo(golden.GRADIENT_EXACT[k], 6);
      expect(constant.gradient[k]).toBeCloseTo(golden.GRADIENT_CONSTANT[k], 6);
    }
  });

  it('stays finite where units are silent, and everything is', () => {
    const wires = randomWires(3);
    const quiet = Float64Array.from(wires.weights, (w, k) => (wires.pre[k] < 4 ? 0 : w));
    const cost = communicabilityCost({ ...wires, weights: quiet }, { exponent: 2 });
    expect(Number.isFinite(cost.penalty)).toBe(true);
    expect(cost.gradient.every(Number.isFinite)).toBe(true);
    const nothing = communicabilityCost({ ...wires, weights: quiet.fill(0) });
    expect(nothing.penalty).toBe(0);
    expect(nothing.gradient.every((g) => g === 0)).toBe(true);
  });

  it('does not depend on the scale of the weights, so that R is of first degree', () => {
    // Euler: Σ w ∂R/∂w = R.
    for (let seed = 0; seed < 10; seed++) {
      const wires = randomWires(seed);
      const { penalty, gradient } = communicabilityCost(wires);
      const sum = gradient.reduce((total, g, k) => total + g * wires.weights[k], 0);
      expect(sum).toBeCloseTo(penalty, 9);
    }
  });
});

describe('communicabilityPenalty', () => {
  const space = latticeSpace({ sides: [3, 4], periodic: false });
  const random = createRandom('transform');
  const topology = fixedFanIn({ inputs: 12, outputs: 12, fanIn: 5, order: 'by-input', random });
  const weights = new Float32Array(60);
  random.fillNormal(weights, 0.3);

  it('adds its share to the gradient', async () => {
    const gradient = new Float32Array(60);
    random.fillNormal(gradient, 1);
    const penalty = communicabilityPenalty({ strength: (step) => 0.25 * (step + 1), space });
    const { change } = stepped(penalty, topology, weights, gradient, 1);
    const expected = communicabilityCost(wiresOf(topology, space, weights)).gradient;
    change.forEach((g, k) => {
      expect(g).toBeCloseTo(gradient[k] + 0.5 * expected[k], 5);
    });
  });

  it('refuses what does not fit', () => {
    const make = (options: object) => communicabilityPenalty({ strength: 1, space, ...options });
    expect(() => make({ strength: -1 })).toThrow('penalty strength -1 is outside [0, ∞)');
    expect(() => make({ power: 0 })).toThrow('power 0 of the distance is outside (0, ∞)');
    const still = new Float32Array(60);
    expect(() => stepped(make({ exponent: 0 }), topology, weights, still)).toThrow(
      'exponent 0 of the communicability is outside (0, ∞)',
    );
    const other = latticeSpace({ sides: [5], periodic: true });
    expect(() =>
      make({ space: other }).apply({ change: still, weights, states: [] }, 0, contextOf(topology)),
    ).toThrow('a space of 5 units does not fit bundle "recurrent.weight" of 12×12');
  });
});
