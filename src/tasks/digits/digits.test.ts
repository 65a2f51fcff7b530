import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import type { Examples } from '../examples.ts';
import { digitExamples, digits, drawDigit } from './digits.ts';
import { GLYPHS } from './glyphs.ts';
import { createTrace, traceDigit } from './trace.ts';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Squared distance of a test picture to a row of `inputs`. */
function distance(test: Examples, i: number, inputs: ArrayLike<number>, row: number): number {
  let sum = 0;
  for (let f = 0; f < 784; f++) {
    const d = test.inputs[i * 784 + f] - inputs[row * 784 + f];
    sum += d * d;
  }
  return sum;
}

function nearestRow(test: Examples, i: number, inputs: ArrayLike<number>, rows: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const d = distance(test, i, inputs, row);
    if (d < least) [best, least] = [row, d];
  }
  return best;
}

describe('digits', () => {
  it('are these pixels, on every machine', () => {
    // Recorded from this implementation (version 1): a change of any pixel must raise VERSION in digits.ts.
    const task = digits({ seed: 1, train: 200, test: 100 });
    expect(hash(task.train.inputs as Uint8Array)).toBe(
      '789967cf9473fd0f8cb5d16a08e4fded74d03dabeb53a70e52d281140671a883',
    );
    expect(hash(task.test.inputs as Uint8Array)).toBe(
      '11ceba0efb1fa83afe28f7bb3fe94c23c705df74618fc38ec6e360ecf7585c27',
    );
    expect([...task.train.labels.subarray(0, 12)]).toEqual([2, 7, 0, 0, 9, 6, 5, 4, 9, 6, 0, 5]);
    expect(task.digest).toBe('27bc33581c25835530f5723040754da36d9df18aa3b7ce540db12ab07bb48789');
  });

  it('have the form of every classification task', () => {
    const task = digits({ train: 30, test: 20 });
    expect(task).toMatchObject({ name: 'digits', features: 784, classes: 10, shape: [28, 28] });
    expect(task.train).toMatchObject({ count: 30, features: 784, scale: 1 / 255 });
    expect(task.train.inputs.length).toBe(30 * 784);
    expect(task.test.labels.length).toBe(20);
    expect(task.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('do not depend on how many are made, nor on where one starts', () => {
    const random = createRandom(5).split('any');
    const all = digitExamples(random, 0, 40);
    fc.assert(
      fc.property(fc.nat(39), fc.integer({ min: 1, max: 5 }), (first, count) => {
        const n = Math.min(count, 40 - first);
        const some = digitExamples(random, first, n);
        expect(some.inputs).toEqual(all.inputs.subarray(first * 784, (first + n) * 784));
        expect(some.labels).toEqual(all.labels.subarray(first, first + n));
      }),
      { numRuns: 30 },
    );
  });

  it('differ between seeds, and between training and test', () => {
    const a = digits({ seed: 1, train: 20, test: 20 });
    const b = digits({ seed: 2, train: 20, test: 20 });
    expect(a.train.inputs).not.toEqual(b.train.inputs);
    expect(a.train.inputs).not.toEqual(a.test.inputs);
    const digests = [
      a,
      b,
      digits({ seed: '1', train: 20, test: 20 }),
      digits({ seed: 1, train: 20, test: 21 }),
    ];
    expect(new Set(digests.map((task) => task.digest)).size).toBe(4);
  });

  it('are equally likely, and inked like handwriting', () => {
    const { train } = digits({ train: 5000, test: 1 });
    const counts = new Array(10).fill(0);
    for (const label of train.labels) counts[label]++;
    // Binomial(5000, 0.1): deviation 21; five of them.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(106);
    const paper = (train.inputs as Uint8Array).reduce(
      (sum, value) => sum + (value === 0 ? 1 : 0),
      0,
    );
    // MNIST's training images: 0.81 of the pixels are 0.
    expect(paper / train.inputs.length).toBeGreaterThan(0.76);
    expect(paper / train.inputs.length).toBeLessThan(0.86);
  });

  it('stay inside the picture', () => {
    const trace = createTrace();
    for (let i = 0; i < 500; i++) {
      traceDigit(trace, createRandom(3).split(i), i % 10);
      expect(trace.count).toBeLessThan(trace.x.length);
      for (let k = 0; k < trace.count; k++) {
        const reach = trace.radius[k];
        expect(trace.radius[k]).toBeGreaterThan(0);
        expect(Math.min(trace.x[k], trace.y[k]) - reach).toBeGreaterThan(0);
        expect(Math.max(trace.x[k], trace.y[k]) + reach).toBeLessThan(28);
      }
    }
  });

  it('are hard for a linear classifier and easier for one that is not', () => {
    const { train, test } = digits({ seed: 4, train: 2000, test: 200 });
    const means = new Float64Array(10 * 784);
    const counts = new Float64Array(10);
    for (let i = 0; i < train.count; i++) {
      const label = train.labels[i];
      counts[label]++;
      for (let f = 0; f < 784; f++) means[label * 784 + f] += train.inputs[i * 784 + f];
    }
    for (let at = 0; at < means.length; at++) means[at] /= counts[Math.floor(at / 784)];
    let byMean = 0;
    let byNeighbour = 0;
    for (let i = 0; i < test.count; i++) {
      if (nearestRow(test, i, means, 10) === test.labels[i]) byMean++;
      if (train.labels[nearestRow(test, i, train.inputs, 2000)] === test.labels[i]) byNeighbour++;
    }
    // Nearest class mean is a linear classifier. Both numbers recorded here, with room for two deviations.
    expect(byMean / test.count).toBeLessThan(0.75);
    expect(byNeighbour / test.count).toBeGreaterThan(0.8);
  });

  it('are drawn one by one, too', () => {
    for (let digit = 0; digit < 10; digit++) {
      const picture = drawDigit(createRandom('pen'), digit);
      expect(picture.length).toBe(784);
      expect(Math.max(...picture)).toBeGreaterThan(150);
      expect(picture).toEqual(drawDigit(createRandom('pen'), digit));
    }
  });

  it.each([
    [() => drawDigit(createRandom(0), 10), 'digit 10 is not an integer in 0 … 9'],
    [() => drawDigit(createRandom(0), 0.5), 'digit 0.5 is not an integer in 0 … 9'],
    [() => digits({ train: 0 }), 'number of training examples 0 is not an integer in 1 … 2000000'],
    [() => digits({ test: Number.NaN }), 'number of test examples NaN is not'],
    [() => digits({ train: 1e12 }), 'number of training examples 1000000000000 is not'],
    [() => digits({ seed: -1 }), 'seed -1 is not'],
  ])('refuse what makes no sense (%#)', (call, message) => {
    expect(call).toThrow(message);
  });

  it('have paths of whole points in the box', () => {
    expect(GLYPHS.length).toBe(10);
    for (const styles of GLYPHS) {
      for (const { weight, strokes } of styles) {
        expect(weight).toBeGreaterThan(0);
        for (const stroke of strokes) {
          expect(stroke[0].length).toBeGreaterThanOrEqual(4);
          for (const curve of stroke) {
            expect(curve.length % 2).toBe(0);
            for (const value of curve) expect(value >= 0 && value <= 100).toBe(true);
          }
        }
      }
    }
  });
});
