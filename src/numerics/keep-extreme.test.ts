/** The largest of many, found among few, against sorting and against a walk over all. */

import { describe, expect, it } from 'vitest';
import { aboveCut } from '../kernels/above.ts';
import { cutOff, wordCut } from '../kernels/select.ts';
import { watched } from './fixtures/watched-ties.ts';
import { type Extreme, keepExtreme, roomToKeep } from './keep-extreme.ts';
import { kernelCalls } from './kernel-calls.ts';
import { placesAbove } from './places-above.ts';
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

describe('in the memory where the changes lie', () => {
  const { call, views, emitted } = kernelCalls([aboveCut, cutOff, wordCut], 8);
  const CHANGE = 4096;
  const SCORES = 65536;
  const beside = { call, scratch: 131072, views: () => views };
  /** Changes and scores there, with something behind the last that must not be found. */
  const placed = (count: number, share: number) => {
    const random = createRandom(count);
    const [change, scores] = [CHANGE, SCORES].map((at) => {
      const padded = views.f32.subarray(at / 4, at / 4 + 32 * Math.ceil(count / 32));
      padded.fill(1e30);
      const own = padded.subarray(0, count);
      for (let k = 0; k < count; k++)
        own[k] = random.bernoulli(share) ? Math.round(4 * random.normal()) : 0.01 * random.normal();
      return own;
    });
    return { change, scores };
  };
  const RULES: readonly [Extreme, 'own' | 'others'][] = [
    ['largest', 'own'],
    ['largest', 'others'],
    ['smallest', 'others'],
  ];

  it.each(RULES)('the %s by %s scores, as by copying', (which, by) => {
    expect(emitted).toBe(true);
    for (const count of [1, 40, 513, 3001, 8000])
      for (const keep of [1, 30, 600]) {
        const { change, scores } = placed(count, 0.1);
        const copied = change.slice();
        const watch = watched('copied');
        keepExtreme(copied, by === 'own' ? copied : scores.slice(), keep, which, watch.ties);
        expect(131072 + roomToKeep(count)).toBeLessThanOrEqual(8 * 65536);
        const near = watched('copied');
        keepExtreme(change, by === 'own' ? change : scores, keep, which, near.ties, beside);
        expect(change).toEqual(copied);
        expect(near.drawn()).toBe(watch.drawn());
      }
  });

  it('finds what is above a threshold, and nothing behind the last', () => {
    for (const count of [1, 511, 512, 700, 4097]) {
      const { change } = placed(count, 0.02);
      const copied = Array.from(placesAbove(change.slice(), 1.5));
      expect(Array.from(placesAbove(change, 1.5, beside))).toEqual(copied);
    }
  });
});
