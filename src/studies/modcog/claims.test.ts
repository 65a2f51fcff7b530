/** What the claims say of records whose truth is known. */

import { describe, expect, it } from 'vitest';
import { batteryOf, criterion, ofNetwork } from '../../../test/cognitive-records.ts';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  ratesOf,
  resultsOf,
} from '../../../test/verdicts.ts';
import { type NetworkPlan, planNetwork } from '../../connectivity/mask-plan.ts';
import type { StudyRecord } from '../../figures/record.ts';
import { exp } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { modcog } from './index.ts';
import { type Matching, parameters, type Values } from './parameters.ts';
import { placesOf } from './plans.ts';

const values = resolveParameters(parameters, { densities: [0.04, 0.16, 0.32, 0.64] });
const dense = planNetwork('dense', 128);
const autapses = planNetwork('diagonal', 128);
const battery = batteryOf({
  ...{ tasks: ['go', 'dlygoseqr'], groups: ['base', 'seq'], ceilings: [0.96, 1], ceiling: 0.98 },
});
const plansOf = (matching: Matching, family: string): NetworkPlan[] =>
  placesOf(values)
    .filter((place) => place.matching === matching && place.plan.family === family)
    .map(({ plan }) => plan);

type Made = (z: number, replicate: number, random: Random) => StudyRecord[];

const judging = (id: string, records: Made, given: Partial<Values> = {}): Judging<Values> => ({
  claim: claimOf(modcog, id),
  parameters: { ...values, ...given },
  records,
  first: [battery],
  // Several networks a seed: a thousand experiments of each kind take seconds.
  draws: 1000,
});
const joint = (one: Judging<Values>): Judging<Values> => ({ ...one, joint: true });

/** Dense minus autapses in the last step of base and seq tasks. */
const contrast =
  (gapOf: (z: number) => { base: number; seq: number }): Made =>
  (z, replicate, stream) => {
    const { base, seq } = gapOf(z);
    const shared = 0.85 + 0.01 * stream.normal();
    return [
      ofNetwork('end', dense, replicate, { lastOfGroups: { base: shared, seq: shared } }),
      ofNetwork('end', autapses, replicate, {
        lastOfGroups: { base: shared - base, seq: shared - seq },
      }),
    ];
  };
/** Scatter around 0 that follows from z. */
const few = (z: number): number => 0.002 * Math.sin(1000 * z);

/** The second local density is far better than all others, and as good as the dense network but for z. */
const peaked =
  (matching: Matching): Made =>
  (z, replicate, stream) => {
    const shared = 0.6 + 0.02 * stream.normal();
    return [
      ofNetwork('end', dense, replicate, { accuracy: shared }),
      ofNetwork('end', autapses, replicate, { accuracy: 0.2 + 0.01 * stream.normal() }),
      ...plansOf(matching, 'ring').map((plan, k) =>
        ofNetwork('end', plan, replicate, {
          accuracy: k === 1 ? shared + 0.01 * z : 0.3 + 0.01 * stream.normal(),
        }),
      ),
    ];
  };

/** All networks are alike; z is nobody's. */
const flat =
  (matching: Matching): Made =>
  (_, replicate, stream) =>
    [dense, autapses, ...plansOf(matching, 'ring')].map((plan) =>
      ofNetwork('end', plan, replicate, { accuracy: 0.5 + 0.02 * stream.normal() }),
    );

/** What one local network needs until the criterion; others do not get there with a thousand times as much. */
const needs =
  (matching: Matching): Made =>
  (z, replicate, stream) => {
    const shared = exp(8 + stream.normal());
    return [
      ofNetwork('end', dense, replicate, criterion(shared)),
      ...plansOf(matching, 'ring').map((plan, k) => {
        const spent = Math.round(shared * 1000 * exp(0.1 * stream.normal()));
        return ofNetwork('end', plan, replicate, {
          accuracy: k === 2 ? 0.8 : 0.4,
          ...criterion(k === 2 ? shared * exp(-0.2 * z) : null),
          ...{ trials: spent, totalOperations: spent, totalEnergy: spent },
        });
      }),
    ];
  };

/** At every density local against random, apart by other amounts; their mean over densities follows z. */
const pairs: Made = (z, replicate, stream) => {
  const own = (family: string, shift: number) =>
    plansOf('units', family).map((plan, k) =>
      ofNetwork('end', plan, replicate, { accuracy: 0.5 + shift + 0.1 * k }),
    );
  const shared = 0.02 * stream.normal();
  return [...own('ring', shared + 0.01 * z), ...own('random', shared)];
};

const states =
  (of: (z: number, stream: Random) => { along: number; winding: number }): Made =>
  (z, replicate, stream) => [
    ofNetwork('end', dense, replicate, { taskAccuracies: [1, 0.95] }),
    ofNetwork('ring-states', dense, replicate, {
      ...{ task: 'dlygoseqr', outward: 0.3, ...of(z, stream) },
    }),
    ofNetwork('ring-states', dense, replicate, { task: 'dlygo', outward: 9, along: 0 }),
    ofNetwork('ring-states', autapses, replicate, { task: 'dlygoseqr', outward: 9, along: 0 }),
  ];
const kept = states((z) => ({ along: 0.3 + 0.05 * z, winding: -1 }));
const turned = states((z, stream) => ({
  along: 0.7 + 0.01 * stream.normal(),
  winding: z > 0 ? 1 : 0,
}));

const ceiling: Made = (z, replicate) => [
  ofNetwork('end', dense, replicate, { last: 0.98 - 0.001 * z }),
];

describe('claims', () => {
  it.each([
    joint(
      judging(
        'autapses-fail',
        contrast((z) => ({ base: few(z), seq: 0.5 + 0.02 * z })),
      ),
    ),
    joint(
      judging(
        'autapses-fail',
        contrast((z) => ({ base: 0.03 - 0.005 * z, seq: 0.6 + few(z) })),
      ),
    ),
    joint(judging('interior-optimum-units', peaked('units'))),
    joint(judging('interior-optimum-synapses', peaked('synapses'))),
    joint(judging('local-beats-dense-units', peaked('units'))),
    joint(judging('local-beats-dense-synapses', peaked('synapses'))),
    joint(judging('fewer-trials', needs('synapses'))),
    joint(judging('fewer-operations', needs('units'))),
    joint(judging('less-energy', needs('units'))),
    judging('local-beats-random', pairs),
    joint(judging('ring-of-states', kept)),
    judging('below-ceiling', ceiling),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it('do not find a best density among equals', () => {
    for (const [id, matching] of [
      ['interior-optimum-units', 'units'],
      ['interior-optimum-synapses', 'synapses'],
      ['local-beats-dense-units', 'units'],
    ] as const)
      for (const seeds of [3, 5]) {
        const { holds, short } = ratesOf(judging(id, flat(matching)), { effect: 0, seeds });
        expect(holds, id).toBeLessThanOrEqual(0.025 + 0.017);
        expect(short, id).toBeLessThanOrEqual(0.025 + 0.017);
      }
  });

  it('ask for one turn in more than half of the networks', () => {
    const one = judging('ring-of-states', turned);
    for (const seeds of [3, 5, 10]) {
      const { holds, short } = ratesOf(one, { effect: 0, seeds });
      expect(Math.max(holds, short)).toBeLessThanOrEqual(0.025 + 0.017);
    }
    expect(ratesOf(one, { effect: 2, seeds: 10 }).holds).toBeGreaterThan(0.9);
    expect(ratesOf(one, { effect: -2, seeds: 10 }).short).toBeGreaterThan(0.9);
  });

  it('know where the run cannot tell', () => {
    const zs = [9, 10, 11, 12, 10.5, 9.5, 10.1];
    const said = (one: Judging<Values>) => one.claim.measure(resultsOf(one, zs));
    const gap = contrast((z) => ({ base: few(z), seq: 0.5 + 0.02 * z }));
    expect(said(judging('autapses-fail', gap)).verdict).toBe('holds');
    for (const given of [{ units: 127 }, { updates: 2999 }])
      expectUndecided(said(judging('autapses-fail', gap, given)));
    const unlearned: Made = (z, replicate, stream) => [
      ...kept(z, replicate, stream).filter(({ kind }) => kind !== 'end'),
      ofNetwork('end', dense, replicate, { taskAccuracies: [1, 0.8] }),
    ];
    expect(said(judging('ring-of-states', kept)).verdict).toBe('holds');
    expectUndecided(said(judging('ring-of-states', unlearned)), /has not learned/);
    // Of two densities nothing is said of the best, unless it wins.
    const two = { densities: [0.04, 0.16] };
    const worse: Made = (z, replicate, stream) => peaked('units')(-z, replicate, stream);
    expect(said(judging('local-beats-dense-units', worse)).verdict).toBe('falls short');
    expectUndecided(
      said(judging('local-beats-dense-units', worse, two)),
      /only 2 densities were tried/,
    );
    expect(said(judging('local-beats-dense-units', peaked('units'), two)).verdict).toBe('holds');
  });
});
