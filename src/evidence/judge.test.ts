/** The one rule of verdicts: against closed forms, and by simulation of experiments whose truth is known. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../numerics/random.ts';
import {
  certain,
  every,
  type Judged,
  judgeDifference,
  judgeMean,
  judgeRatio,
  judgeShare,
  judgeShares,
  judgeWins,
  judgeWithin,
  type Pair,
  some,
} from './judge.ts';

const EXPERIMENTS = 4000;
/** Three standard errors of a rate of 2.5 % over all experiments. */
const SLACK = 3 * Math.sqrt((0.025 * 0.975) / EXPERIMENTS);

function rates(make: (random: Random) => { readonly verdict: string }) {
  const found = { holds: 0, 'falls short': 0, undecided: 0 } as Record<string, number>;
  const random = createRandom(7);
  for (let k = 0; k < EXPERIMENTS; k++) found[make(random.split(k)).verdict] += 1 / EXPERIMENTS;
  return found;
}

const normals = (random: Random, count: number, mean = 0): number[] => {
  const values = new Float32Array(count);
  random.fillNormal(values, 1);
  return Array.from(values, (value) => mean + value);
};

describe('the interval of a mean that lies between bounds', () => {
  /** Accuracies near 1: each seed has a rate of its own, and answers 200 questions. */
  const accuracies = (random: Random, count: number): number[] =>
    Array.from({ length: count }, (_, seed) => {
      const own = random.split(seed);
      const rate = 0.97 + 0.03 * own.uniform();
      let right = 0;
      for (let k = 0; k < 200; k++) if (own.uniform() < rate) right++;
      return right / 200;
    });
  const TRUTH = 0.985;

  it.each([3, 5])('is cut at them, and holds the truth as often: %i seeds', (count) => {
    const random = createRandom(11);
    const held = { whole: 0, cut: 0 };
    let given = 0;
    for (let k = 0; k < EXPERIMENTS; k++) {
      const values = accuracies(random.split(k), count);
      const whole = judgeMean(values);
      const cut = judgeMean(values, { range: [0, 1] });
      expect(cut).toMatchObject({ verdict: whole.verdict, chance: whole.chance });
      // Equal values have no interval.
      if (cut.low === undefined || cut.high === undefined) continue;
      given++;
      expect(cut.high).toBeLessThanOrEqual(1);
      for (const [name, { low = 0, high = 0 }] of Object.entries({ whole, cut }))
        if (low <= TRUTH && TRUTH <= high) held[name as keyof typeof held]++;
    }
    expect(held.cut).toBe(held.whole);
    // Rates of a uniform law and coarse counts are no normal law: 95 % within two points.
    expect(held.cut / given).toBeGreaterThan(0.93);
  });
});

describe('a mean against a bar', () => {
  it('has the interval of Student: 1, 2, 3 against 0', () => {
    // t₀.₉₇₅ with 2 degrees of freedom is 4.302653 (tables); the standard error is 1/√3.
    const { estimate, low, high, count, verdict } = judgeMean([1, 2, 3]);
    expect([estimate, count]).toEqual([2, 3]);
    expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
    expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
    expect(verdict).toBe('undecided');
  });

  it('is decided exactly where the whole interval lies on one side', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 12 }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.constantFrom('above' as const, 'below' as const),
        (values, bar, side) => {
          const { low, high, verdict } = judgeMean(values, { bar, side });
          fc.pre(low !== undefined && high !== undefined);
          fc.pre(Math.min(Math.abs(low - bar), Math.abs(high - bar)) > 1e-9);
          const [yes, no] = side === 'above' ? [low > bar, high < bar] : [high < bar, low > bar];
          expect(verdict).toBe(yes ? 'holds' : no ? 'falls short' : 'undecided');
        },
      ),
    );
  });

  it.each([3, 5, 10])('is wrong in 2.5 % each way with the truth at the bar, %i seeds', (seeds) => {
    const found = rates((random) => judgeMean(normals(random, seeds, 5), { bar: 5 }));
    expect(found.holds).toBeLessThan(0.025 + SLACK);
    expect(found['falls short']).toBeLessThan(0.025 + SLACK);
    // And not timid: each side is used.
    expect(found.holds).toBeGreaterThan(0.025 - SLACK);
    expect(found['falls short']).toBeGreaterThan(0.025 - SLACK);
  });

  it('holds for an effect of two deviations at 10 seeds, and falls short for its opposite', () => {
    expect(rates((random) => judgeMean(normals(random, 10, 2))).holds).toBeGreaterThan(0.9);
    const against = rates((random) => judgeMean(normals(random, 10, 2), { side: 'below' }));
    expect(against['falls short']).toBeGreaterThan(0.9);
  });

  it.each([
    ['no data', [], 'nothing was measured'],
    ['one seed', [1], '1 seed, too few to tell'],
    ['two seeds', [1, 2], '2 seeds, too few to tell'],
    ['equal values', [1, 1, 1], 'all 3 values are equal: their scatter is unknown'],
    ['no number', [1, Number.NaN, 2], 'a value is not a number'],
    ['infinity', [1, Number.POSITIVE_INFINITY, 2], 'a value is not a number'],
  ])('is undecided with %s, and says why', (_, values, reason) => {
    expect(judgeMean(values)).toMatchObject({ verdict: 'undecided', reason });
    expect(judgeMean(values).chance).toEqual({ holds: 1, short: 1 });
  });
});

describe('a mean within a margin', () => {
  const judge = (values: readonly number[]) => judgeWithin(values, { of: 5, margin: 2 });

  it('is decided where the whole interval is inside, or outside on either side', () => {
    expect(judge([4.9, 5, 5.2]).verdict).toBe('holds');
    expect(judge([7.4, 7.5, 7.6]).verdict).toBe('falls short');
    expect(judge([2.4, 2.5, 2.6]).verdict).toBe('falls short');
    expect(judge([6.9, 7, 7.1]).verdict).toBe('undecided');
    expect(judge([2.9, 3, 3.1]).verdict).toBe('undecided');
    // A wide interval is neither inside nor outside.
    expect(judge([1, 5, 9]).verdict).toBe('undecided');
    const { estimate, low, high } = judge([4, 5, 6]);
    expect([low, estimate, high]).toEqual(
      ['low', 'estimate', 'high'].map((end) => Object(judgeMean([4, 5, 6]))[end]),
    );
  });

  it.each([3, 5, 10])('is wrong in 2.5 % at most at each end of the margin, %d seeds', (seeds) => {
    for (const end of [3, 7]) {
      const found = rates((random) => judge(normals(random, seeds, end)));
      expect(found.holds).toBeLessThan(0.025 + SLACK);
      expect(found['falls short']).toBeLessThan(0.025 + SLACK);
    }
  });

  it('says why nothing is decided', () => {
    for (const values of [[], [5], [5, 5, 5], [5, Number.NaN, 5]]) {
      expect(judge(values).verdict).toBe('undecided');
      expect(judge(values).reason).toBeDefined();
    }
  });
});

describe('pairs', () => {
  it('are judged by their differences: what seeds share cancels', () => {
    const pairs: Pair[] = [
      [10.1, 10],
      [5.12, 5],
      [7.09, 7],
    ];
    expect(judgeDifference(pairs).verdict).toBe('holds');
    expect(judgeDifference(pairs, { side: 'below' }).verdict).toBe('falls short');
    expect(judgeDifference(pairs, { bar: 0.3 }).verdict).toBe('falls short');
  });

  it('that differ by rounding alone are equal: 0.98 − 0.97 and 0.05 − 0.04', () => {
    expect(0.98 - 0.97).not.toBe(0.05 - 0.04);
    const pairs: Pair[] = [
      [0.98, 0.97],
      [0.05, 0.04],
      [0.88, 0.87],
    ];
    expect(judgeDifference(pairs).reason).toContain('equal');
    expect(judgeRatio([0.1, 0.3, 0.7].map((x) => [3 * x, x] as const)).reason).toContain('equal');
  });

  it('are judged by the logarithm of their ratio: the inverse comes to the mirrored verdict', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0.1, max: 9, noNaN: true }),
            fc.double({ min: 0.1, max: 9, noNaN: true }),
          ),
          { minLength: 3, maxLength: 8 },
        ),
        (pairs) => {
          const one = judgeRatio(pairs, { bar: 1.5 });
          const other = judgeRatio(
            pairs.map(([a, b]) => [b, a] as const),
            { bar: 1 / 1.5, side: 'below' },
          );
          expect(other.verdict).toBe(one.verdict);
          if (one.estimate !== undefined && other.estimate !== undefined)
            expect(one.estimate * other.estimate).toBeCloseTo(1, 9);
        },
      ),
    );
    const twofold = judgeRatio([
      [2, 1],
      [4.2, 2],
      [5.9, 3],
    ]);
    expect(twofold.estimate).toBeCloseTo((2 * 2.1 * (5.9 / 3)) ** (1 / 3), 12);
    expect(twofold.verdict).toBe('holds');
  });

  it('are won by the side that is above in most; ties say nothing', () => {
    const won = (ours: number, theirs: number) =>
      judgeWins([
        ...Array.from({ length: ours }, () => [1, 0] as const),
        ...Array.from({ length: theirs }, () => [0, 1] as const),
        ...Array.from({ length: 50 }, () => [1, 1] as const),
      ]);
    // Six of six by a fair coin: 1/64 < 2.5 %; five of five: 1/32 is more.
    expect(won(6, 0).verdict).toBe('holds');
    expect(won(0, 6).verdict).toBe('falls short');
    expect(won(5, 0).verdict).toBe('undecided');
    expect(won(0, 0)).toMatchObject({ verdict: 'undecided', count: 0 });
  });

  it('have no ratio where a value is 0 or below', () => {
    expect(
      judgeRatio([
        [1, 0],
        [1, 2],
        [1, 3],
      ]),
    ).toMatchObject({ verdict: 'undecided' });
  });
});

describe('shares', () => {
  it('have the exact interval of Clopper and Pearson', () => {
    // 10 of 10: [0.025^(1/10), 1]; 0 of 10: [0, 1 − 0.025^(1/10)].
    const all = judgeShare({ successes: 10, trials: 10 }, { bar: 0.6 });
    expect(all.low).toBeCloseTo(0.025 ** 0.1, 9);
    expect(all.high).toBe(1);
    expect(all.verdict).toBe('holds');
    const none = judgeShare({ successes: 0, trials: 10 }, { bar: 0.6 });
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(1 - 0.025 ** 0.1, 9);
    expect(none.verdict).toBe('falls short');
    expect(judgeShare({ successes: 0, trials: 10 }, { bar: 0.6, side: 'below' }).verdict).toBe(
      'holds',
    );
  });

  it('are decided exactly where the interval lies beyond the bar', () => {
    for (const trials of [3, 8, 20])
      for (let successes = 0; successes <= trials; successes++)
        for (const bar of [0.1, 0.5, 0.9]) {
          const { low, high, verdict } = judgeShare({ successes, trials }, { bar });
          const expected =
            (low ?? 0) > bar ? 'holds' : (high ?? 1) < bar ? 'falls short' : 'undecided';
          expect(verdict, `${successes} of ${trials} against ${bar}`).toBe(expected);
        }
  });

  it('are wrong in 2.5 % at most at any bar: summed over all outcomes', () => {
    const mass = (k: number, n: number, p: number): number => {
      let value = (1 - p) ** n;
      for (let j = 1; j <= k; j++) value *= ((n - j + 1) / j) * (p / (1 - p));
      return value;
    };
    for (const trials of [3, 5, 10, 20])
      for (const bar of [0.1, 0.5, 0.65, 0.9]) {
        const wrong = { holds: 0, 'falls short': 0, undecided: 0 };
        for (let k = 0; k <= trials; k++)
          wrong[judgeShare({ successes: k, trials }, { bar }).verdict] += mass(k, trials, bar);
        expect(wrong.holds).toBeLessThanOrEqual(0.025);
        expect(wrong['falls short']).toBeLessThanOrEqual(0.025);
      }
  });

  it('of two kinds are compared by the exact test of Fisher', () => {
    // The lady tasting tea: 4 of 4 against 0 of 4 has probability 1/70; 3 against 1 has 17/70.
    const [four, none] = [
      { successes: 4, trials: 4 },
      { successes: 0, trials: 4 },
    ];
    expect(judgeShares(four, none).chance.holds).toBeCloseTo(1 / 70, 12);
    expect(judgeShares(four, none).verdict).toBe('holds');
    expect(judgeShares(none, four).verdict).toBe('falls short');
    expect(judgeShares(none, four, 'below').verdict).toBe('holds');
    const [three, one] = [
      { successes: 3, trials: 4 },
      { successes: 1, trials: 4 },
    ];
    expect(judgeShares(three, one).chance.holds).toBeCloseTo(17 / 70, 12);
    expect(judgeShares(three, one).verdict).toBe('undecided');
    expect(judgeShares(four, four).verdict).toBe('undecided');
    // Newcombe 1998, table II, example (a) of method 10: 56/70 − 48/80 lies in [0.0524, 0.3339].
    const { low, high } = judgeShares({ successes: 56, trials: 70 }, { successes: 48, trials: 80 });
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  it('say nothing of fewer than three tries', () => {
    expect(judgeShare({ successes: 2, trials: 2 })).toMatchObject({ verdict: 'undecided' });
    expect(judgeShare({ successes: 0, trials: 0 })).toMatchObject({ reason: 'nothing was tried' });
    expect(judgeShares({ successes: 2, trials: 2 }, { successes: 0, trials: 9 }).verdict).toBe(
      'undecided',
    );
  });
});

describe('several groups', () => {
  const at = (random: Random, means: readonly number[], seeds: number): Judged[] =>
    means.map((mean, k) => judgeMean(normals(random.split(k), seeds, mean)));

  it.each([3, 10])(
    'fall short by chance in 2.5 % at most, however many are looked at (%i)',
    (looks) => {
      const found = rates((random) => ({ verdict: every(at(random, Array(looks).fill(0), 5)) }));
      expect(found['falls short']).toBeLessThan(0.025 + SLACK);
      const best = rates((random) => ({ verdict: some(at(random, Array(looks).fill(0), 5)) }));
      expect(best.holds).toBeLessThan(0.025 + SLACK);
    },
  );

  it('hold only where each does: one at the bar keeps them from it', () => {
    const found = rates((random) => ({ verdict: every(at(random, [0, 9, 9], 5)) }));
    expect(found.holds).toBeLessThan(0.025 + SLACK);
    expect(rates((random) => ({ verdict: every(at(random, [9, 9, 9], 5)) })).holds).toBeGreaterThan(
      0.9,
    );
    expect(
      rates((random) => ({ verdict: every(at(random, [9, -9, 9], 5)) }))['falls short'],
    ).toBeGreaterThan(0.9);
    expect(
      rates((random) => ({ verdict: some(at(random, [-9, 9, -9], 5)) })).holds,
    ).toBeGreaterThan(0.9);
    expect(
      rates((random) => ({ verdict: some(at(random, [-9, -9], 5)) }))['falls short'],
    ).toBeGreaterThan(0.9);
  });

  it('know what is certain, and that nothing follows from none', () => {
    expect(every([])).toBe('undecided');
    expect(some([])).toBe('undecided');
    expect(every([certain(true), certain(true)])).toBe('holds');
    expect(every([certain(true), certain(false)])).toBe('falls short');
    expect(every([certain(true), certain(undefined)])).toBe('undecided');
    expect(some([certain(true), certain(false)])).toBe('holds');
    expect(some([certain(false), certain(false)])).toBe('falls short');
    expect(every([certain(true), judgeMean([1, 1.1, 0.9])])).toBe('holds');
  });
});
