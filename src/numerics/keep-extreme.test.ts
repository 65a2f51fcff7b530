/** The largest of many, found among few, against sorting and against a walk over all. */

import { describe, expect, it } from 'vitest';
import { watched } from './fixtures/watched-ties.ts';
import { keepExtreme } from './keep-extreme.ts';
import { createRandom } from './random.ts';

describe('few of many', () => {
  const sortedOut = (values: Float32Array, keep: number): Float32Array => {
    const order = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
    const out = new Float32Array(values.length);
    for (const k of order.slice(0, keep)) out[k] = values[k];
    return out;
  };
  /** Which of many values are large: scattered, all in a row, or all where a sample does not look. */
  const PATTERNS: Record<string, (k: number) => boolean> = {
    scattered: (k) => (k * 7919) % 100 === 3,
    'in a row': (k) => k > 3000 && k < 3060,
    'where a sample looks': (k) => k % 64 === 0,
    'where a sample never looks': (k) => k % 64 === 1,
  };

  it.each(Object.entries(PATTERNS))('large values %s: as by sorting', (_, isLarge) => {
    for (const count of [512, 5000, 8192])
      for (const keep of [1, 5, 60, 600]) {
        const random = createRandom(count + keep);
        const values = Float32Array.from({ length: count }, (_v, k) =>
          Math.fround((isLarge(k) ? 10 : 0.1) * (random.uniform() - 0.5)),
        );
        const expected = sortedOut(values, keep);
        keepExtreme(values, values, keep, 'largest', watched('few').ties);
        expect(values).toEqual(expected);
      }
  });

  it('breaks ties with the same draws as a walk over all', () => {
    const count = 2048;
    const given = Float32Array.from({ length: count }, (_, k) =>
      k % 5 === 0 ? -1 : 0.001 * (k % 3),
    );
    const watch = watched('same');
    const values = given.slice();
    keepExtreme(values, values, 100, 'largest', watch.ties);
    // Others' scores are never looked for among few.
    const plain = watched('same');
    const others = given.slice();
    keepExtreme(others, given, 100, 'largest', plain.ties);
    expect(values).toEqual(others);
    expect(watch.drawn()).toBe(plain.drawn());
    expect(watch.drawn()).toBeGreaterThan(0);
  });

  it('keeps what is not a number, for the learner to see', () => {
    const values = new Float32Array(1024).fill(0.5);
    values[77] = Number.NaN;
    keepExtreme(values, values, 3, 'largest', watched('nan').ties);
    expect(values[77]).toBeNaN();
    expect(values.filter((x) => x !== 0).length).toBe(3);
  });
});
