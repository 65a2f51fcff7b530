import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import {
  glorotUniform,
  normal,
  randomSign,
  sparseFanIn,
  uniformFanIn,
  WEIGHT_LAWS,
  type WeightLaw,
  weightLaw,
  zero,
} from './weights.ts';

const shape = { inputs: 600, outputs: 200, density: 0.1 };
const COUNT = 20000;

function draw(law: WeightLaw): Float32Array {
  const out = new Float32Array(COUNT).fill(Number.NaN);
  law.fill(out, shape, createRandom(law.name));
  return out;
}

describe('a weight law', () => {
  it.each<[WeightLaw, number, number]>([
    // Law, variance, largest possible magnitude.
    [normal(0.1), 0.01, Number.POSITIVE_INFINITY],
    [uniformFanIn, 2 / 600, Math.sqrt(6 / 600)],
    [glorotUniform, 2 / 800, Math.sqrt(6 / 800)],
    [sparseFanIn, 2 / 60, Number.POSITIVE_INFINITY],
    [randomSign, 1, 1],
  ])('%o has mean 0 and its variance', (law, variance, bound) => {
    const values = draw(law);
    const mean = values.reduce((a, b) => a + b) / COUNT;
    const second = values.reduce((sum, w) => sum + w * w, 0) / COUNT;
    // Four standard errors: of the mean σ/√n, of the variance at most σ² √(2/n) (a normal's).
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
    expect(Math.abs(second - variance)).toBeLessThanOrEqual(4 * variance * Math.sqrt(2 / COUNT));
    expect(values.every((w) => Math.abs(w) <= Math.fround(bound))).toBe(true);
  });

  it('zero is zero', () => {
    expect(draw(zero).every((w) => Object.is(w, 0))).toBe(true);
  });

  it('random signs are −1 and 1', () => {
    expect(new Set(draw(randomSign))).toEqual(new Set([-1, 1]));
  });

  it('is found by its name', () => {
    expect(WEIGHT_LAWS.map((name) => weightLaw(name).name)).toEqual([...WEIGHT_LAWS]);
    expect(draw(weightLaw('normal', 0.05))).toEqual(draw(normal(0.05)));
    expect(() => weightLaw('norml')).toThrow('unknown weight law "norml"; did you mean "normal"?');
  });

  it('refuses a standard deviation that is none', () => {
    for (const sigma of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => normal(sigma)).toThrow(`standard deviation ${sigma} is outside (0, Infinity)`);
    }
  });
});
