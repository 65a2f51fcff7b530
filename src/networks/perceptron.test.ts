import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { readGradient } from './bundle.ts';
import { createPerceptron, type PatternLists } from './perceptron.ts';

const INPUTS = 37;
const PATTERNS = 11;
const random = createRandom('perceptron');
const patterns = Array.from({ length: PATTERNS }, () =>
  Array.from({ length: INPUTS }, () => Number(random.bernoulli(0.3))),
);
const weights = Float32Array.from({ length: INPUTS }, (_, i) =>
  i % 4 === 0 ? 0 : random.normal(),
);

/** Lists of the ones in the rows of a table. */
function listed(rows: readonly (readonly number[])[]): PatternLists {
  const index = rows.map((row) => row.flatMap((x, i) => (x === 1 ? [i] : [])));
  const start = [0, ...index.map((_, k) => index.slice(0, k + 1).flat().length)];
  return { start: Uint32Array.from(start), index: Uint32Array.from(index.flat()) };
}

const lists = listed(patterns);
const columns = listed(patterns[0].map((_, i) => patterns.map((pattern) => pattern[i])));

describe('a perceptron', () => {
  it('gives the fields of patterns, one by one and all at once', () => {
    const perceptron = createPerceptron(createEngine(), weights);
    const all = new Float64Array(PATTERNS);
    perceptron.fields(columns, all);
    patterns.forEach((pattern, k) => {
      const expected = pattern.reduce((sum, x, i) => sum + x * weights[i], 0);
      expect(perceptron.field(lists, k)).toBeCloseTo(expected, 12);
      expect(all[k]).toBeCloseTo(expected, 12);
    });
  });

  it('leaves the gradient of the hinge loss, or none', () => {
    const perceptron = createPerceptron(createEngine(), weights);
    const [bundle] = perceptron.bundles;
    perceptron.blame(lists, 3, -1);
    perceptron.blame(lists, 2, 1);
    expect([...readGradient(perceptron.engine, bundle)]).toEqual(patterns[2].map((x) => -x + 0));
    perceptron.pardon();
    expect([...readGradient(perceptron.engine, bundle)]).toEqual(patterns[2].map(() => 0));
  });

  it('refuses weights that are none', () => {
    expect(() => createPerceptron(createEngine(), [])).toThrow('at least one input');
    expect(() => createPerceptron(createEngine(), [1, Number.NaN])).toThrow(
      'weights[1] NaN is not a finite number',
    );
  });
});
