/** Ratios of bounds: a verdict stands only where the true values could but strengthen it. */

import { describe, expect, it } from 'vitest';
import { type Bounded, judgeBounded } from './bounds.ts';
import { everyOf, judgeMean, judgeSharesWithin, someOf, type Tries } from './judge.ts';

const known = (value: number): Bounded => ({ value });
const atLeast = (value: number): Bounded => ({ value, atLeast: true });

const HIGH = [3, 3.1, 2.9, 3.05];
const LOW = [0.3, 0.31, 0.29, 0.305];

describe('a ratio of values of which some are bounds', () => {
  // What the bounds say of the ratio decides which verdicts may stand.
  it.each([
    ['all known', 0, 0, 'holds', 'falls short'],
    ['ours at least', 1, 0, 'holds', 'undecided'],
    ['theirs at least', 0, 1, 'undecided', 'falls short'],
    ['one of each', 1, 1, 'undecided', 'undecided'],
  ] as const)('%s', (_, ours, theirs, high, low) => {
    const pairs = (values: readonly number[]) =>
      values.map(
        (value, k) =>
          [k < ours ? atLeast(value) : known(value), k < theirs ? atLeast(1) : known(1)] as const,
      );
    expect(judgeBounded(pairs(HIGH)).verdict).toBe(high);
    expect(judgeBounded(pairs(LOW)).verdict).toBe(low);
    // Of what is claimed to be small, the same ratios say the contrary.
    const contrary = { holds: 'falls short', 'falls short': 'holds', undecided: 'undecided' };
    expect(judgeBounded(pairs(HIGH), { side: 'below' }).verdict).toBe(contrary[high]);
    expect(judgeBounded(pairs(LOW), { side: 'below' }).verdict).toBe(contrary[low]);
  });

  it('says why, and does not let a group decide by what does not stand', () => {
    const pairs = HIGH.map((value) => [known(value), atLeast(1)] as const);
    const judged = judgeBounded(pairs);
    expect(judged).toMatchObject({
      ...{ verdict: 'undecided', reason: '4 of 4 values are only bounds' },
      chance: { holds: 1 },
    });
    expect(judged.estimate).toBeCloseTo(3.01, 2);
    expect(everyOf([judged]).verdict).toBe('undecided');
  });

  it('is undecided as any ratio', () => {
    expect(judgeBounded([]).reason).toBe('nothing was measured');
    expect(judgeBounded([[known(0), known(1)]]).reason).toMatch(/not above 0/);
    expect(judgeBounded([[known(Number.NaN), known(1)]]).verdict).toBe('undecided');
  });
});

describe('groups of groups', () => {
  const above = judgeMean([1, 1.1, 0.9, 1]);
  const below = judgeMean([-1, -1.1, -0.9, -1]);
  const open = judgeMean([1, -1, 0.5, -0.5]);

  it('are as sure as the least sure of all, or the surest of some', () => {
    expect(everyOf([above, above]).chance.holds).toBe(above.chance.holds);
    expect(everyOf([above, open]).verdict).toBe('undecided');
    expect(everyOf([above, below])).toMatchObject({
      ...{ verdict: 'falls short', chance: { short: 2 * below.chance.short } },
    });
    expect(someOf([above, below])).toMatchObject({
      ...{ verdict: 'holds', chance: { holds: 2 * above.chance.holds } },
    });
    expect(someOf([below, below]).verdict).toBe('falls short');
    expect(someOf([below, open]).verdict).toBe('undecided');
  });

  it('nest', () => {
    expect(someOf([everyOf([above, below]), everyOf([above, above])]).verdict).toBe('holds');
    expect(someOf([everyOf([above, below]), everyOf([below, open])]).verdict).toBe('falls short');
    expect(someOf([]).verdict).toBe('undecided');
    expect(everyOf([]).chance).toEqual({ holds: 1, short: 1 });
  });
});

describe('two shares within a margin', () => {
  const of = (successes: number, trials = 100): Tries => ({ successes, trials });

  it('have the interval of Newcombe: 56 of 70 against 48 of 80', () => {
    // R. G. Newcombe, Stat. Med. 17, 873 (1998), method 10: 0.2000, from 0.0524 to 0.3339.
    const { estimate, low, high } = judgeSharesWithin(of(56, 70), of(48, 80), 0.5);
    expect(estimate).toBeCloseTo(0.2, 10);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  it('are decided where that lies on one side of the margin', () => {
    const [ours, theirs] = [of(56, 70), of(48, 80)];
    expect(judgeSharesWithin(ours, theirs, 0.34).verdict).toBe('holds');
    expect(judgeSharesWithin(ours, theirs, 0.33).verdict).toBe('undecided');
    expect(judgeSharesWithin(ours, theirs, 0.053).verdict).toBe('undecided');
    expect(judgeSharesWithin(ours, theirs, 0.052).verdict).toBe('falls short');
    expect(judgeSharesWithin(theirs, ours, 0.052).verdict).toBe('falls short');
    expect(judgeSharesWithin(of(100), of(100), 0.05).verdict).toBe('holds');
    expect(judgeSharesWithin(of(2, 2), of(2, 2), 0.9).verdict).toBe('undecided');
  });
});
