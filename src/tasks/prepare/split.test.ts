import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fraction, kFold, type Split, stratified } from './split.ts';

const sorted = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b);
const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const countsOf = (rows: Uint32Array, labels: readonly number[], classes: number): number[] =>
  Array.from({ length: classes }, (_, c) => rows.filter((row) => labels[row] === c).length);

const labelled = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.nat())
  .chain(([classes, seed]) =>
    fc.tuple(
      fc.array(fc.nat(classes - 1), { minLength: 2, maxLength: 60 }),
      fc.constant(classes),
      fc.constant(seed),
    ),
  );

/** Every example once, in one part or the other. */
const expectWhole = ([train, test]: Split, count: number): void =>
  expect(sorted([...train, ...test])).toEqual(all(count));

describe('splits', () => {
  it('stratified holds back the share of every class, and never all of it', () => {
    fc.assert(
      fc.property(labelled, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (given, share) => {
        const [labels, classes, seed] = given;
        const split = stratified(labels, classes, seed, share);
        expectWhole(split, labels.length);
        const [train, test] = split.map((rows) => countsOf(rows, labels, classes));
        for (let c = 0; c < classes; c++) {
          const n = train[c] + test[c];
          if (n === 0) continue;
          expect(train[c]).toBeGreaterThanOrEqual(1);
          if (n > 1) expect(Math.abs(test[c] - n * share)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('fraction holds back the share of all', () => {
    const split = fraction(40, 'a', 0.25);
    expectWhole(split, 40);
    expect(split[1]).toHaveLength(10);
    expect(fraction(40, 'a', 0.25)).toEqual(split);
    expect(fraction(40, 'b', 0.25)).not.toEqual(split);
    expect(fraction(2, 0, 0.01)[1]).toHaveLength(1);
    expect(fraction(2, 0, 0.99)[0]).toHaveLength(1);
  });

  it('k folds are disjoint, complete, and alike in every class', () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 6 }), (given, folds) => {
        const [labels, classes, seed] = given;
        fc.pre(folds <= labels.length);
        const parts = all(folds).map((i) => kFold({ labels, classes }, seed, folds, i + 1));
        for (const part of parts) expectWhole(part, labels.length);
        expect(sorted(parts.flatMap(([, test]) => [...test]))).toEqual(all(labels.length));
        const sizes = parts.map(([, test]) => test.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (let c = 0; c < classes; c++) {
          const counts = parts.map(([, test]) => countsOf(test, labels, classes)[c]);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('k folds that are none are refused', () => {
    const groups = { labels: [0, 1, 0], classes: 2 };
    expect(() => kFold(groups, 0, 4, 1)).toThrow(
      '4 folds of 3 examples; expected an integer in 2 … 3',
    );
    expect(() => kFold(groups, 0, 1, 1)).toThrow('1 folds');
    expect(() => kFold(groups, 0, 3, 0)).toThrow('fold 0 is not one of 1 … 3');
  });
});
