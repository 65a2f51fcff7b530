/** Selection against sorting everything, and ties against what chance must do with them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lotteryTwin } from '../kernels/compete-ties.ts';
import { watched } from './fixtures/watched-ties.ts';
import { type Extreme, keepExtreme } from './keep-extreme.ts';
import { createRandom } from './random.ts';
import {
  cutOfWords,
  cutPlainly,
  largest,
  magnitudeKeys,
  smallest,
  type Ties,
  valueKeys,
} from './select.ts';
import { plainWalks, smallestOfEachSign } from './select-signs.ts';

/** Weights with many ties, both zeros, subnormal and infinite ones. */
const anyWeight = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    0.5,
    -0.5,
    1,
    -1,
    1e-40,
    -1e-40,
    3e38,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
  fc.float({ noNaN: true }),
);
const anyWeights = fc.array(anyWeight, { maxLength: 60 }).map((w) => Float32Array.from(w));
const anyShare = fc.double({ min: 0, max: 1, noNaN: true });

interface Expected {
  /** Certain to be chosen, and equal to the last of the order. */
  readonly surely: number[];
  readonly maybe: Set<number>;
  readonly ofMaybe: number;
}

/** What the first `count` in the order of `score` are, by sorting. */
function firstBy(
  positions: readonly number[],
  count: number,
  score: (k: number) => number,
): Expected {
  // Compared, not subtracted: ∞ − ∞ is not a number.
  const order = (a: number, b: number) => (score(a) < score(b) ? -1 : score(a) > score(b) ? 1 : 0);
  const sorted = [...positions].sort(order);
  if (count === 0) return { surely: [], maybe: new Set(), ofMaybe: 0 };
  const last = score(sorted[count - 1]);
  const surely = sorted.filter((k) => score(k) < last);
  const maybe = new Set(sorted.filter((k) => score(k) === last));
  return { surely, maybe, ofMaybe: count - surely.length };
}

/** Whether positions ascend and are what sorting allows; and that chance is asked exactly where there is a choice. */
function expectChoice(found: ArrayLike<number>, groups: readonly Expected[], made: number): void {
  const positions = Array.from(found);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  expect(positions.length).toBe(groups.reduce((n, g) => n + g.surely.length + g.ofMaybe, 0));
  for (const { surely, maybe, ofMaybe } of groups) {
    const chosen = new Set(positions);
    expect(surely.filter((k) => !chosen.has(k))).toEqual([]);
    expect(positions.filter((k) => maybe.has(k)).length).toBe(ofMaybe);
  }
  const open = groups.some(({ maybe, ofMaybe }) => ofMaybe > 0 && ofMaybe < maybe.size);
  expect(made).toBe(open ? 1 : 0);
}

const all = (values: ArrayLike<number>) => Array.from(values, (_, k) => k);
const never: Ties = () => {
  throw new Error('no tie was to be broken');
};

describe('smallest and largest', () => {
  it('select what sorting by magnitude selects', () => {
    fc.assert(
      fc.property(anyWeights, anyShare, (w, share) => {
        const count = Math.floor(share * w.length);
        for (const [select, sign] of [
          [smallest, 1],
          [largest, -1],
        ] as const) {
          const { ties, made } = watched(0);
          const found = select(magnitudeKeys(w), count, ties);
          const group = firstBy(all(w), count, (k) => sign * Math.abs(w[k]));
          expectChoice(found, [group], made());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('select what sorting by value selects', () => {
    fc.assert(
      fc.property(anyWeights, anyShare, (w, share) => {
        const count = Math.floor(share * w.length);
        for (const [select, sign] of [
          [smallest, 1],
          [largest, -1],
        ] as const) {
          const { ties, made } = watched(0);
          const found = select(valueKeys(w), count, ties);
          expectChoice(found, [firstBy(all(w), count, (k) => sign * w[k])], made());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('see what is not a number, whatever its sign', () => {
    for (const bits of [0x7fc00000, 0xffc00000, 0x7f800001]) {
      const w = new Float32Array(Uint32Array.of(0, bits).buffer);
      expect(() => magnitudeKeys(w)).toThrow(
        'value at position 1 is not a number: training has diverged',
      );
      expect(() => valueKeys(w)).toThrow('value at position 1 is not a number');
      expect(() => smallestOfEachSign(w, () => 0, never)).toThrow(
        'value at position 1 is not a number',
      );
    }
  });
});

describe('smallestOfEachSign', () => {
  const groupsOf = (w: Float32Array, share: (population: number) => number) =>
    [-1, 0, 1].map((sign) => {
      const population = all(w).filter((k) => Math.abs(Math.sign(w[k]) - sign) === 0);
      return firstBy(population, share(population.length), (k) => Math.abs(w[k]));
    });

  it('selects what sorting the negatives, the positives and the zeros selects', () => {
    fc.assert(
      fc.property(anyWeights, anyShare, (w, fraction) => {
        const share = (population: number) => Math.floor(fraction * population);
        const { ties, made } = watched(0);
        expectChoice(smallestOfEachSign(w, share, ties), groupsOf(w, share), made());
      }),
      { numRuns: 1000 },
    );
  });

  it('does so in a layer of real size', () => {
    // A generator of the test's own: multiples of 2^-20 with both signs and a few ties.
    const w = new Float32Array(30000);
    let state = 1;
    for (let k = 0; k < w.length; k++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      w[k] = ((state >>> 12) - 524288) / 1048576;
    }
    const share = (population: number) => Math.floor(0.3 * population);
    const { ties, made } = watched(0);
    expectChoice(smallestOfEachSign(w, share, ties), groupsOf(w, share), made());
  });

  it('walks by kernels as it does plainly, over more values than a part holds', () => {
    const w = new Float32Array(150_001);
    createRandom('walks').fillNormal(w, 0.1);
    for (const { zeros, fraction } of [
      { zeros: 0, fraction: 0.3 },
      { zeros: 0, fraction: 0 },
      { zeros: 0, fraction: 1 },
      { zeros: 77, fraction: 0.3 },
    ]) {
      for (let k = 0; k < zeros; k++) w[1900 * k] = k % 2 === 0 ? 0 : -0;
      const share = (population: number) => Math.floor(fraction * population);
      const chosen = [undefined, plainWalks].map((walks) =>
        smallestOfEachSign(w, share, () => createRandom('ties'), walks),
      );
      expect(chosen[0]).toEqual(chosen[1]);
    }
    w[140_000] = Number.NaN;
    expect(() => smallestOfEachSign(w, () => 0, never)).toThrow('position 140000');
    w[140_000] = Number.NEGATIVE_INFINITY;
    expect(smallestOfEachSign(w, (population) => population, never).length).toBe(w.length);
  });

  it('asks nobody where all or none of a population are taken', () => {
    const w = Float32Array.of(0, 0, -0, 1, 1, -1, -1, -1);
    expect([...smallestOfEachSign(w, (population) => population, never)]).toEqual(all(w));
    expect([...smallestOfEachSign(w, () => 0, never)]).toEqual([]);
    expect([...smallest(magnitudeKeys(w), 3, never)]).toEqual([0, 1, 2]);
  });

  it('works on a view into a larger memory', () => {
    const memory = Float32Array.of(9, 9, -1, 2, -3, 4, 9);
    expect(
      smallestOfEachSign(memory.subarray(2, 6), (population) => Math.min(1, population), never),
    ).toEqual(Uint32Array.of(0, 1));
  });
});

describe('keepExtreme', () => {
  it('leaves what sorting leaves, by other scores or by its own', () => {
    const sizes = fc.integer({ min: 0, max: 61 });
    const which = fc.constantFrom<Extreme>('largest', 'smallest');
    fc.assert(
      fc.property(anyWeights, sizes, which, fc.boolean(), (w, some, extreme, own) => {
        const keep = Math.min(some, w.length);
        const change = own ? w.slice() : new Float32Array(w.length).fill(1);
        const { ties, made } = watched(0);
        keepExtreme(change, own ? change : w, keep, extreme, ties);
        const sign = extreme === 'largest' ? -1 : 1;
        const group = firstBy(all(w), keep, (k) => sign * Math.abs(w[k]));
        if (!own) {
          expectChoice(
            all(w).filter((k) => change[k] === 1),
            [group],
            made(),
          );
          return;
        }
        const left = all(w).filter((k) => change[k] !== 0);
        for (const k of left) expect(change[k]).toBe(w[k]);
        const wanted = (k: number) => w[k] !== 0;
        expect(left).toEqual(expect.arrayContaining(group.surely.filter(wanted)));
        const tied = left.filter((k) => group.maybe.has(k));
        const zeroTie = [...group.maybe].some((k) => w[k] === 0);
        expect(tied.length).toBe(zeroTie ? 0 : group.ofMaybe);
        expect(left.length).toBe(group.surely.filter(wanted).length + tied.length);
        // Zeros that compete with zeros need no chance.
        if (zeroTie) expect(made()).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['largest', 'smallest'] as const)('cuts between neighbouring numbers (%s)', (which) => {
    // Consecutive bit patterns: no other single lies between any two of them.
    const bits = [3, 0, 2, 1].map((k) => 0x3f800000 + k);
    const values = new Float32Array(Uint32Array.from(bits).buffer);
    for (let keep = 0; keep <= 4; keep++) {
      const change = new Float32Array(4).fill(1);
      keepExtreme(change, values, keep, which, never);
      const order = which === 'largest' ? [0, 2, 3, 1] : [1, 3, 2, 0];
      const kept = all(change).filter((k) => change[k] === 1);
      expect(kept).toEqual(order.slice(0, keep).sort());
    }
  });

  it('counts what is not a number as largest', () => {
    const change = Float32Array.of(1, Number.NaN, 3);
    keepExtreme(change, change, 1, 'largest', never);
    expect([...change]).toEqual([0, Number.NaN, 0]);
  });
});

describe('ties', () => {
  /** Ways to choose 3 of 10 equal values, each as positions. */
  const ways: Record<string, (ties: Ties) => number[]> = {
    smallest: (ties) => [...smallest(magnitudeKeys(new Float32Array(10).fill(0.5)), 3, ties)],
    largest: (ties) => [...largest(magnitudeKeys(new Float32Array(10).fill(-2)), 3, ties)],
    'largest values': (ties) => [...largest(valueKeys(new Float32Array(10)), 3, ties)],
    'of zeros': (ties) => [...smallestOfEachSign(new Float32Array(10), (n) => 0.3 * n, ties)],
    'of positives': (ties) => [
      ...smallestOfEachSign(new Float32Array(10).fill(1), (n) => 0.3 * n, ties),
    ],
    'of negatives': (ties) => [
      ...smallestOfEachSign(new Float32Array(10).fill(-1), (n) => 0.3 * n, ties),
    ],
    'kept largest': (ties) => {
      const change = new Float32Array(10).fill(-1);
      keepExtreme(change, change, 3, 'largest', ties);
      return all(change).filter((k) => change[k] !== 0);
    },
    'kept smallest': (ties) => {
      const change = new Float32Array(10).fill(1);
      keepExtreme(change, new Float32Array(10), 3, 'smallest', ties);
      return all(change).filter((k) => change[k] !== 0);
    },
  };

  it.each(Object.entries(ways))('%s: each of the 120 sets is as likely', (name, choose) => {
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (let seed = 0; seed < draws; seed++) {
      const key = choose(() => createRandom(name).split(seed)).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(120);
    const expected = draws / 120;
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - expected) ** 2 / expected;
    // 99.9 % quantile with 119 degrees of freedom.
    expect(chiSquare).toBeLessThan(172.7);
  });

  it('are broken by the words that the kernel of competition draws', () => {
    const random = createRandom('kernel');
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.nat(), fc.nat(), (equal, some, step) => {
        const room = 1 + (some % (equal - 1));
        const keys = magnitudeKeys(new Float32Array(equal).fill(1));
        const chosen = lotteryTwin(equal, room, random.key, step);
        expect([...largest(keys, room, () => random.split(step))]).toEqual(
          all(keys).filter(() => chosen()),
        );
      }),
    );
  });

  it('take one word for each equal value until nothing is open', () => {
    // Words of 0 choose always, so the first three; the largest never do, until as many are left as are wanted.
    for (const [word, expected, words] of [
      [0, [0, 1, 2], 3],
      [0xffffffff, [7, 8, 9], 7],
    ] as const) {
      let drawn = 0;
      const bits = () => {
        drawn++;
        return word;
      };
      expect(ways.smallest(() => ({ bits }))).toEqual(expected);
      expect(drawn).toBe(words);
    }
  });
});

describe('many numbers at once', () => {
  const words = fc.array(fc.oneof(fc.nat(50), fc.nat(2 ** 31 - 1)), {
    minLength: 16,
    maxLength: 900,
  });

  it('are cut by a kernel where plain passes cut them', () => {
    fc.assert(
      fc.property(words, anyShare, (given, share) => {
        const keys = Uint32Array.from(given);
        const rank = 1 + Math.floor(share * (keys.length - 1));
        for (const mask of [0x7fffffff, 0xffffffff, 0x3ff])
          expect(cutOfWords(keys, rank, mask)).toEqual(cutPlainly(keys, rank, mask));
      }),
      { numRuns: 60 },
    );
  });

  it.each(['largest', 'smallest'] as const)('keep the %s, as sorting does', (which) => {
    const random = createRandom(which);
    const scores = new Float32Array(3001);
    random.fillNormal(scores, 1);
    for (const own of [true, false]) {
      const change = own ? scores.slice() : new Float32Array(3001).fill(1);
      keepExtreme(change, own ? change : scores, 400, which, never);
      const order = all(scores).sort((a, b) => Math.abs(scores[a]) - Math.abs(scores[b]));
      const kept = which === 'largest' ? order.slice(-400) : order.slice(0, 400);
      expect(all(change).filter((k) => change[k] !== 0)).toEqual(kept.sort((a, b) => a - b));
    }
  });
});
