/** What the claims say of records whose truth is known. */

import { describe, expect, it } from 'vitest';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  ratesOf,
  recordOf,
  resultsOf,
} from '../../../test/verdicts.ts';
import type { StudyRecord } from '../../figures/record.ts';
import type { Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { seRnn } from './index.ts';
import type { Method } from './methods.ts';
import { parameters, type Values } from './parameters.ts';
import { type EndRow, records } from './records.ts';

const values = resolveParameters(parameters, { prices: [2, 8] });

type Made = (z: number, replicate: number, random: Random) => StudyRecord[];

/** A network that has learned, at 2 nats where it has a price. */
const end = (method: Method, replicate: number, given: Partial<EndRow>): StudyRecord => {
  const priced = !['plain', 'local', 'random'].includes(method);
  const own = { price: priced ? 2 : 0, accuracy: 1, prunedAccuracy: 1, strength: 0.1 };
  return recordOf(records, 'end', { method, replicate, ...own, ...given });
};

const judging = (
  id: string,
  made: Made,
  given: Partial<Judging<Values>> & { values?: Partial<Values> } = {},
): Judging<Values> => ({
  claim: claimOf(seRnn, id),
  parameters: { ...values, ...given.values },
  records: made,
  ...given,
});

/** A measure of two methods that differ by z; at the higher price one has not learned, and is not looked at. */
const apart =
  (
    [ours, theirs]: readonly [Method, Method],
    of: (x: number) => Partial<EndRow>,
    sign: 1 | -1 = 1,
  ): Made =>
  (z, replicate, stream) => {
    const shared = 2 + 0.1 * stream.normal();
    return [
      end(ours, replicate, of(shared + sign * 0.05 * z)),
      end(theirs, replicate, of(shared)),
      end(ours, replicate, { price: 8, ...of(shared - sign) }),
      end(theirs, replicate, { price: 8, accuracy: 0.89, ...of(shared) }),
    ];
  };

const excess = (x: number) => ({ modularity: x + 0.3, modularityByChance: 0.3 });

/** Small-worldness of our method near 1, far above that of the other. */
const small: Made = (z, replicate, stream) => [
  end('se-rnn', replicate, { smallWorldness: 1 + 0.05 * z }),
  end('l1', replicate, { smallWorldness: 0.2 + 0.05 * stream.normal() }),
];

const swaps =
  (accuracyOf: (z: number) => number): Made =>
  (z, replicate, stream) => {
    const shared = 2 + 0.1 * stream.normal();
    return [
      end('bimt', replicate, {
        weightedLength: shared - 0.5 + 0.02 * stream.normal(),
        accuracy: accuracyOf(z),
      }),
      end('bimt-still', replicate, { weightedLength: shared, accuracy: 0.97 }),
    ];
  };

/** Accuracy lost without a price, and by the worst of those with one. */
const losses =
  (plain: (z: number) => number, worst: (z: number) => number): Made =>
  (z, replicate) => [
    end('plain', replicate, { accuracy: 0.95, prunedAccuracy: 0.95 - plain(z) }),
    ...(['l1', 'wire', 'se-rnn', 'bimt-still', 'bimt'] as const).map((method) =>
      end(method, replicate, { prunedAccuracy: method === 'wire' ? 1 - worst(z) : 0.999 }),
    ),
  ];

const masks =
  (wireOf: (z: number) => number, accuracyOf: (z: number) => number): Made =>
  (z, replicate, stream) => {
    const shared = 2500 + 20 * stream.normal();
    return [
      end('local', replicate, { wire: shared - wireOf(z), accuracy: accuracyOf(z) }),
      end('se-rnn', replicate, { wire: shared, prunedAccuracy: 0.95 }),
    ];
  };

const least: Made = (z, replicate, stream) => {
  const shared = 300 + 20 * stream.normal();
  return [
    end('se-rnn', replicate, { leastWire: shared - 3 * z }),
    end('local', replicate, { leastWire: shared }),
  ];
};

/** Numbers that are often equal are judged by how many seeds are right: z > 0. */
const inSteps = (z: number): number => (z > 0 ? 0 : 0.021);
const scattered = (z: number): number => 0.1 + 0.01 * Math.sin(1000 * z);

const shown: Made = (z, replicate) => [
  end('se-rnn', replicate, { price: 8, strength: 0.45, accuracy: 0.3 }),
  recordOf(records, 'check', {
    ...{ method: 'se-rnn', price: 8, replicate, update: 400, accuracy: z > 0 ? 0.6 : 0.95 },
  }),
  recordOf(records, 'check', { method: 'se-rnn', price: 8, replicate, update: 380, accuracy: 0 }),
  recordOf(records, 'check', { method: 'se-rnn', price: 2, replicate, update: 400, accuracy: 0 }),
];

const joint = { joint: true };

describe('claims', () => {
  it.each([
    judging('modular', apart(['se-rnn', 'l1'], excess)),
    judging(
      'small-world',
      apart(['se-rnn', 'l1'], (x) => ({ smallWorldness: x })),
      joint,
    ),
    judging('small-world', small, joint),
    judging(
      'short',
      apart(['se-rnn', 'l1'], (x) => ({ meanLength: x }), -1),
    ),
    judging('communicability', apart(['se-rnn', 'wire'], excess)),
    judging(
      'sparse',
      losses(
        (z) => 0.02 + 0.002 * z,
        () => 0,
      ),
      joint,
    ),
    judging(
      'hard',
      masks(
        (z) => 20 * z,
        () => 0.94,
      ),
      joint,
    ),
    judging('least-wire', least),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it.each([
    judging(
      'swaps',
      swaps((z) => 0.97 - inSteps(z)),
    ),
    judging('sparse', losses(scattered, inSteps)),
    judging(
      'hard',
      masks(
        (z) => 500 + 1000 * scattered(z),
        (z) => 0.95 - inSteps(z),
      ),
    ),
    judging('demonstration', shown),
  ])('$claim.id: counts seeds where numbers are often equal', (one) => {
    for (const seeds of [3, 5, 10]) {
      const { holds, short } = ratesOf(one, { effect: 0, seeds });
      expect(Math.max(holds, short)).toBeLessThanOrEqual(0.025 + 0.012);
    }
    expect(ratesOf(one, { effect: 2, seeds: 10 }).holds).toBeGreaterThan(0.9);
    expect(ratesOf(one, { effect: -2, seeds: 10 }).short).toBeGreaterThan(0.9);
    expectUndecided(one.claim.measure(resultsOf(one, [])), /not run/);
    expectUndecided(one.claim.measure(resultsOf(one, [1, 2])));
    expectUndecided(one.claim.measure(resultsOf(one, [-1, -2])));
    // Five of five come by chance in 3 %, six of six do not.
    const ones = [0.5, 0.6, 0.7, 0.8, 0.9, 1.1];
    expectUndecided(one.claim.measure(resultsOf(one, ones.slice(1))));
    expect(one.claim.measure(resultsOf(one, ones)).verdict).toBe('holds');
  });

  it('compare at the highest price that both methods learn under', () => {
    const one = judging('modular', apart(['se-rnn', 'l1'], excess));
    const found = one.claim.measure(resultsOf(one, [8, 9, 10]));
    expect(found.measured).toContain('at 2 nats');
    expect(found.verdict).toBe('holds');
    const unlearned: Made = (z, replicate, stream) =>
      one.records(z, replicate, stream).map((row) => ({ ...row, accuracy: 0.5 }));
    expectUndecided(one.claim.measure(resultsOf({ ...one, records: unlearned }, [8, 9, 10])));
  });

  it('say nothing where a measure is missing', () => {
    const none = judging('small-world', (z, replicate, stream) =>
      small(z, replicate, stream).map((row) => ({ ...row, smallWorldness: null })),
    );
    expectUndecided(none.claim.measure(resultsOf(none, [8, 9, 10])), /not a number/);
    const never = judging('least-wire', (z, replicate, stream) =>
      least(z, replicate, stream).map((row) => ({ ...row, leastWire: null })),
    );
    expectUndecided(never.claim.measure(resultsOf(never, [8, 9, 10])), /keep 90 %/);
  });

  it('name their margins', () => {
    for (const id of ['swaps', 'sparse', 'hard'])
      expect(claimOf(seRnn, id).statement).toContain('to within 2 points in most seeds');
  });
});
