import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../connectivity/fixed.ts';
import { createRandom } from '../numerics/random.ts';
import { fullTopology } from '../sparse/topology.ts';
import {
  type Drop,
  dropNone,
  largestMagnitude,
  publicCode,
  randomDrop,
  signFlipped,
  smallestMagnitude,
  smallestPerSign,
  smallestScore,
} from './drop.ts';

/** The first pass of a rule that remembers nothing. */
const AT = { step: 0, done: 0, memory: {} };

function select(
  drop: Drop,
  weights: readonly number[],
  states: Record<string, Float32Array> = {},
): number[] {
  const layer = {
    topology: fullTopology(Math.max(1, weights.length), 1, 'by-output'),
    arrays: { ...states, weights: Float32Array.from(weights) },
  };
  return Array.from(drop.select(layer, createRandom('drop'), AT));
}

describe('smallestPerSign', () => {
  it('takes ⌊ζK₋⌋ negatives and ⌊ζK₊⌋ positives, not ⌊ζK⌋ by magnitude (trap: ζ counted on |w|)', () => {
    // Negatives are a hundred times smaller: by magnitude only they would die.
    const weights = [-0.01, 1, -0.02, 2, -0.03, 3, -0.04, 4];
    expect(select(smallestPerSign(0.25), weights)).toEqual([0, 1]);
    expect(select(smallestPerSign(0.5), weights)).toEqual([0, 1, 2, 3]);
    expect(select(smallestMagnitude(0.5), weights)).toEqual([0, 2, 4, 6]);
  });

  it('counts exactly when all weights tie (trap: a threshold with ≥ empties the layer)', () => {
    expect(select(smallestPerSign(0.3), new Array(10).fill(0.5)).length).toBe(3);
    const signed = [1, -1, 1, -1, 1, -1];
    expect(select(smallestPerSign(0.5), signed).map((k) => k % 2)).toContain(0);
    expect(select(smallestPerSign(0.5), signed).map((k) => k % 2)).toContain(1);
    expect(select(smallestPerSign(0.5), signed).length).toBe(2);
    expect(select(smallestMagnitude(0.3), new Array(10).fill(-0.5)).length).toBe(3);
  });

  it('takes ζ of the weights that are exactly 0, of either sign of zero (trap: ties at 0 of units without gradient)', () => {
    const weights = [0, -0, 0, 0, 0, 0, 0, 0, 0, -0];
    expect(select(smallestPerSign(0.3), weights).length).toBe(3);
    const [zero, ...others] = select(
      smallestPerSign(0.25),
      [0, 0, 0, 0, 5, 6, 7, 8, -1, -2, -3, -4],
    );
    expect(zero).toBeLessThan(4);
    expect(others).toEqual([4, 8]);
  });

  it('does not take all connections just born with weight 0 (trap: new weights counted as smallest)', () => {
    const justBorn = new Array(30).fill(0);
    const weights = [
      ...justBorn,
      ...Array.from({ length: 70 }, (_, k) => (k % 2 === 0 ? k + 1 : -k - 1)),
    ];
    const dead = select(smallestPerSign(0.3), weights);
    expect(dead.filter((k) => k < 30).length).toBe(9);
    // By magnitude every one of them dies.
    expect(select(smallestMagnitude(0.3), weights).filter((k) => k < 30).length).toBe(30);
  });

  it('takes nothing of nothing, and all at ζ = 1', () => {
    expect(select(smallestPerSign(0.3), [])).toEqual([]);
    expect(select(smallestPerSign(0), [1, -1, 0])).toEqual([]);
    expect(select(smallestPerSign(1), [1, -1, 0, 2, -0])).toEqual([0, 1, 2, 3, 4]);
  });

  it('follows a schedule', () => {
    const drop = smallestPerSign((step) => (step < 2 ? 0.5 : 0));
    const layer = {
      topology: fullTopology(2, 1, 'by-output'),
      arrays: { weights: Float32Array.of(1, 2) },
    };
    const random = createRandom(1);
    expect([1, 2].map((step) => drop.select(layer, random, { ...AT, step }).length)).toEqual([
      1, 0,
    ]);
  });
});

describe('publicCode', () => {
  /** `weightsEvolution` line by line, as NumPy would run it. */
  function twin(weights: Float32Array, zeta: number): number[] {
    const values = Float32Array.from(weights).sort();
    const magnitudes = Array.from(values, Math.abs);
    const firstZeroPos = magnitudes.indexOf(Math.min(...magnitudes));
    const lastZeroPos = values.length - [...magnitudes].reverse().indexOf(Math.min(...magnitudes));
    const largestNegative = values[Math.trunc((1 - zeta) * firstZeroPos)];
    const smallestPositive =
      values[
        Math.trunc(Math.min(values.length - 1, lastZeroPos + zeta * (values.length - lastZeroPos)))
      ];
    const positions = Array.from(weights, (_, k) => k);
    return positions.filter(
      (k) => !(weights[k] < largestNegative || weights[k] > smallestPositive),
    );
  }

  it('is the arithmetic of the public code', () => {
    const weights = fc.array(
      fc.oneof(fc.constantFrom(0, 0.5, -0.5), fc.float({ noNaN: true, min: -2, max: 2 })),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (w, zeta) => {
        expect(select(publicCode(zeta), w)).toEqual(twin(Float32Array.from(w), zeta));
      }),
      { numRuns: 500 },
    );
  });

  it('takes 5 of 5 negatives and 5 positives at ζ = 0.3, where the exact rule takes 2', () => {
    const weights = [-5, -4, -3, -2, -1, 1.5, 2.5, 3.5, 4.5, 5.5];
    expect(select(publicCode(0.3), weights).length).toBe(5);
    expect(select(smallestPerSign(0.3), weights).length).toBe(2);
    expect(select(publicCode(0.3), [])).toEqual([]);
  });
});

describe('other drops', () => {
  it('randomDrop takes ⌊ζK⌋, ascending, each as likely', () => {
    const hits = new Array(10).fill(0);
    const layer = {
      topology: fullTopology(10, 1, 'by-output'),
      arrays: { weights: new Float32Array(10) },
    };
    const random = createRandom('random drop');
    for (let trial = 0; trial < 4000; trial++) {
      const dead = randomDrop(0.3).select(layer, random, AT);
      expect(dead.length).toBe(3);
      for (const k of dead) hits[k]++;
    }
    // 1200 expected; draws without replacement shrink χ² by 1 − 3/10. 99.9 % quantile with 9 degrees of freedom.
    expect(hits.reduce((sum, n) => sum + (n - 1200) ** 2 / 1200, 0) / 0.7).toBeLessThan(27.9);
  });

  it('largestMagnitude takes the strongest', () => {
    expect(select(largestMagnitude(0.5), [1, -5, 2, 4])).toEqual([1, 3]);
  });

  it('smallestScore reads a state, with its sign', () => {
    const age = Float32Array.of(3, -1, 2, 0);
    expect(select(smallestScore(0.5, 'age'), [1, 1, 1, 1], { age })).toEqual([1, 3]);
    expect(() => select(smallestScore(0.5, 'age'), [1], { sign: Float32Array.of(1) })).toThrow(
      'rewiring needs a state "age" of every connection; the layer has: sign',
    );
  });

  it('signFlipped takes what has crossed zero, and not what is zero', () => {
    const sign = Float32Array.of(1, 1, -1, -1, 1, -1);
    expect(select(signFlipped(), [1, -1e-40, -2, 1e-40, 0, -0], { sign })).toEqual([1, 3]);
    expect(() => select(signFlipped(), [1])).toThrow(
      'rewiring needs a state "sign" of every connection; the layer has: none',
    );
  });

  it('dropNone takes none', () => {
    expect(select(dropNone, [1, 2, 3])).toEqual([]);
  });

  it('refuse a ζ outside [0, 1], before any work', () => {
    for (const make of [
      smallestPerSign,
      smallestMagnitude,
      publicCode,
      randomDrop,
      largestMagnitude,
    ]) {
      expect(() => make(1.5)).toThrow('zeta 1.5 is outside [0, 1]');
      expect(() => make(Number.NaN)).toThrow('zeta NaN is outside [0, 1]');
    }
    expect(() => smallestScore(-1, 'age')).toThrow('zeta -1 is outside [0, 1]');
  });
});

describe('ties', () => {
  /** 20 units with 5 connections each, every weight the same: which connections die, over 1,000 streams. */
  function deaths(drop: Drop, weight: number): number[] {
    const weights = new Float32Array(100).fill(weight);
    const topology = fixedFanIn({
      ...{ inputs: 20, outputs: 20, fanIn: 5, order: 'by-output' },
      random: createRandom('fan-in'),
    });
    const arrays = { weights, age: weights };
    const hits = new Array<number>(100).fill(0);
    for (let seed = 0; seed < 1000; seed++) {
      const dead = drop.select({ topology, arrays }, createRandom(seed), AT);
      expect(dead.length).toBe(30);
      for (const k of dead) hits[k]++;
    }
    return hits;
  }

  it.each([
    ['per sign, of zeros', smallestPerSign(0.3), 0],
    ['per sign, of negative zeros', smallestPerSign(0.3), -0],
    ['per sign, of positives', smallestPerSign(0.3), 0.5],
    ['per sign, of negatives', smallestPerSign(0.3), -0.5],
    ['by magnitude', smallestMagnitude(0.3), 0],
    ['largest first', largestMagnitude(0.3), 0.5],
    ['by score', smallestScore(0.3, 'age'), -2],
    ['at random', randomDrop(0.3), 0],
  ] as const)(
    '%s: each of 100 equal connections dies in 300 of 1,000 streams',
    (_, drop, weight) => {
      const hits = deaths(drop, weight);
      expect(hits.reduce((sum, n) => sum + n, 0)).toBe(30_000);
      // Binomial deviation 14.5; draws without replacement shrink χ² by 1 − 0.3. 99.9 % quantile of 99 degrees of freedom.
      const chiSquare = hits.reduce((sum, n) => sum + (n - 300) ** 2 / 300, 0) / 0.7;
      expect(chiSquare).toBeLessThan(148.2);
      for (const n of hits) expect(Math.abs(n - 300)).toBeLessThan(5 * 14.5);
      // No trend along the storage: the first 30 die as often as the others, 9,000 ± 67.
      const first = hits.slice(0, 30).reduce((sum, n) => sum + n, 0);
      expect(Math.abs(first - 9000)).toBeLessThan(5 * 67);
    },
  );

  it('the arithmetic of the public code has none: what equals a cut dies', () => {
    for (const weight of [0, 0.5, -0.5])
      expect(select(publicCode(0.3), new Array(100).fill(weight)).length).toBe(100);
  });

  it('ask for no stream where there are none', () => {
    const silent = createRandom('silent');
    const asked: (string | number)[] = [];
    const random = {
      ...silent,
      split(name: string | number) {
        asked.push(name);
        return silent.split(name);
      },
    };
    const weights = Float32Array.of(1, -2, 3, -4, 5, -6, 7, -8);
    const topology = fullTopology(8, 1, 'by-output');
    const layer = { topology, arrays: { weights, age: weights } };
    for (const drop of [
      smallestPerSign(0.5),
      smallestMagnitude(0.5),
      largestMagnitude(0.5),
      smallestScore(0.5, 'age'),
    ])
      drop.select(layer, random, AT);
    expect(asked).toEqual([]);
    smallestMagnitude(0.5).select(
      { topology, arrays: { weights: weights.map(() => 1) } },
      random,
      AT,
    );
    expect(asked).toEqual(['ties']);
  });
});
