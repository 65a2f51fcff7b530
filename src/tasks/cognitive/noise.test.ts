/** The ziggurat against the normal distribution. */

import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../numerics/normal.ts';
import { createRandom } from '../../numerics/random.ts';
import { fillFastNormal } from './noise.ts';

const COUNT = 200_000;

describe('fillFastNormal', () => {
  const random = createRandom('ziggurat');
  const values = new Float64Array(COUNT);
  fillFastNormal(random, values, COUNT);
  values.sort();

  it('fills 200 equally likely cells equally (χ², 199 degrees of freedom, 4 s.d.)', () => {
    let chiSquare = 0;
    let from = 0;
    for (let cell = 1; cell <= 200; cell++) {
      const end = cell === 200 ? Number.POSITIVE_INFINITY : normalQuantile(cell / 200);
      let to = from;
      while (to < COUNT && values[to] < end) to++;
      chiSquare += (to - from - COUNT / 200) ** 2 / (COUNT / 200);
      from = to;
    }
    expect(Math.abs(chiSquare - 199)).toBeLessThan(4 * Math.sqrt(2 * 199));
  });

  it('has the tails of a normal distribution', () => {
    // P(|z| > 3.6541528853610088) = 2.5798e-4 (complementary error function): drawn by Marsaglia's method.
    const beyond = values.filter((z) => Math.abs(z) > 3.6541528853610088);
    const expected = 2.5798e-4 * COUNT;
    expect(Math.abs(beyond.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const mean = beyond.reduce((sum, z) => sum + Math.abs(z), 0) / beyond.length;
    // φ(a)/Q(a) = 3.9054 is the mean beyond a; its s.d. is 0.24.
    expect(Math.abs(mean - 3.9054)).toBeLessThan((4 * 0.24) / Math.sqrt(beyond.length));
  });

  it('is the same on every engine', () => {
    const words = createRandom('pinned');
    const first = new Float64Array(4);
    fillFastNormal(words, first, 4);
    expect(Array.from(first)).toMatchInlineSnapshot(`
      [
        0.9845374705459988,
        -0.9889688345979762,
        0.7631195081584237,
        -0.7827884814264758,
      ]
    `);
  });
});
