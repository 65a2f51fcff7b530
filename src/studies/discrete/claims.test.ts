/** Every claim by the one rule, over rows that the test makes. */

import { describe, expect, it } from 'vitest';
import { expectShareRule, type Sharing } from '../../../test/shares.ts';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  recordOf,
} from '../../../test/verdicts.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { StudyRecord } from '../../protocol/study.ts';
import { discrete } from './index.ts';
import { type LearnerName, presets, type Values } from './parameters.ts';
import { records } from './records.ts';

const parameters = resolveParameters(discrete.parameters, presets.quick);
type Kind = keyof (typeof records)['table'];
const row = (kind: Kind, given: Omit<StudyRecord, 'kind'>): StudyRecord =>
  recordOf(records, kind, { kind, ...given });

/** What claims say of rows of one run. */
const said = (id: string, rows: readonly StudyRecord[]) =>
  claimOf(discrete, id).measure([{ parameters, seed: 1, records: rows, arrays: {} }]);

const curves = [
  ...[0.005, 0.2].map((distance) =>
    row('region-theory', { curve: 'typical (theory)', distance, entropy: 0 }),
  ),
  ...[0.005, 0.2].map((distance) =>
    row('region-theory', { curve: 'densest, y → ∞ (theory)', distance, entropy: 1 }),
  ),
];
const around = (centre: string, by: string, sample: number, distance: number, entropy: number) =>
  row('region', { centre, by, sample, distance, entropy, inputs: 1001, load: 0.4, field: 1 });
const solve = (
  learner: LearnerName,
  sample: number,
  given: Omit<Partial<StudyRecord>, 'kind'> = {},
) =>
  row('solve', { learner, sample, inputs: 1001, load: 0.65, patterns: 1, solved: true, ...given });

const judgings: Record<string, Omit<Judging<Values>, 'claim' | 'parameters'>> = {
  'dense-regions': {
    first: curves,
    records: (z, k) => [around('sbpi', 'message passing', k, 0.05, 0.01 * z)],
  },
  instruments: {
    records: (z, k) => [
      ...[0.01, 0.1].map((d) => around('sbpi', 'message passing', k, d, 0)),
      around('sbpi', 'random walk', k, 0.05, -(0.01 - 1e-4 * z)),
    ],
  },
  crowded: {
    records: (z, k) => [
      row('exact', {
        sample: k,
        inputs: 21,
        typical: 2,
        found: 2 * Math.exp(0.05 * z),
        densest: 9,
      }),
    ],
  },
  robust: {
    first: [row('flip-theory', { share: 0.01, load: 0.4, errors: 0.05 })],
    records: (z, k) => [
      row('flip', { centre: 'sbpi', sample: k, share: 0.01, errors: 0.05 - 0.001 * z }),
    ],
  },
  'learning-energy': {
    joint: true,
    records: (z, k) => [
      solve('sbpi', k, { flips: Math.round(2e6 * Math.exp(0.05 * z)) }),
      solve('rbp', k, { flips: 1e6 }),
    ],
  },
  images: {
    joint: true,
    records: (z, k, random) => {
      const real = 0.8 + 0.02 * random.normal();
      return [0, 2, 3].map((levels) => {
        const accuracy = levels === 0 ? real : real - 0.05 + 0.001 * z;
        return row('image', { levels, sample: k, accuracy, readBack: accuracy, bytes: 1 });
      });
    },
  },
};

const walk = (learner: string, sample: number, solved: boolean) =>
  row('walk', { learner, sample, solved, inputs: 201, load: 0.5 });
const sharings: Record<string, Omit<Sharing<Values>, 'claim' | 'parameters'>> = {
  sbpi: { bar: 0.9, enough: 40, records: (solved, k) => [solve('sbpi', k, { solved })] },
  'message-passing': {
    ...{ bar: 0.9, enough: 40 },
    records: (solved, k) => [solve('rbp', k, { solved, load: 0.7 })],
  },
  deepening: {
    bar: 0.5,
    records: (won, k) => [solve('sbpi', k, { solved: won }), solve('cp', k, { solved: !won })],
  },
  walk: {
    bar: 0.5,
    records: (won, k) => [walk('edmc', k, won), walk('annealing', k, !won)],
  },
  scarce: {
    bar: 0.5,
    records: (solved, k) => [
      row('scarce', {
        learner: 'sbpi',
        sample: k,
        solved,
        inputs: 1001,
        load: 0.5,
        nonzero: 0.4,
        density: 0.4,
      }),
    ],
  },
  layer: {
    ...{ bar: 0.95, enough: 100 },
    records: (solved, k) =>
      ['sbpi', 'rbp'].map((learner) =>
        row('layer', { learner, neuron: 99 - k, solved, inputs: 10_001, patterns: 6001 }),
      ),
  },
};

describe('the claims', () => {
  it.each(Object.entries(judgings))('on a mean, %s, follow the one rule', (id, judging) => {
    expectOneRule({ claim: claimOf(discrete, id), parameters, draws: 1000, ...judging });
  });

  it.each(Object.entries(sharings))('on a share, %s, follow the one rule', (id, sharing) => {
    expectShareRule({ claim: claimOf(discrete, id), parameters, ...sharing });
  });

  it('are all looked at here, or theory', () => {
    const known = ['capacity', 'isolated', ...Object.keys(judgings), ...Object.keys(sharings)];
    expect(discrete.claims.map(({ id }) => id).sort()).toEqual(known.sort());
  });

  it('on theory are true or false', () => {
    const capacity = (load: number) =>
      said('capacity', [row('capacity-theory', { model: 'levels ±1', load })]);
    expect(capacity(0.8331).verdict).toBe('holds');
    expect(capacity(0.8334).verdict).toBe('falls short');
    const typical = (entropy: number) =>
      said('isolated', [
        row('region-theory', { curve: 'typical (theory)', distance: 0.01, entropy }),
      ]);
    expect(typical(-0.001).verdict).toBe('holds');
    expectUndecided(typical(0.001), /only nearer/);
  });

  it('on deepening are not won where nobody solves, and lost where the other does', () => {
    const problems = (sbpi: number, cp: number, load = 0.5) =>
      Array.from({ length: 20 }, (_, k) => [
        solve('sbpi', k, { solved: k < sbpi, load }),
        solve('cp', k, { solved: k < cp, load }),
      ]).flat();
    expectUndecided(said('deepening', problems(0, 0)));
    expectUndecided(said('deepening', problems(17, 17)));
    expect(said('deepening', problems(0, 20)).verdict).toBe('falls short');
    expect(said('deepening', problems(20, 0)).verdict).toBe('holds');
    // Beyond the load of the claim nothing counts.
    expectUndecided(said('deepening', problems(20, 0, 0.7)), /no load was run/);
    expect(said('deepening', [...problems(20, 0), ...problems(0, 20, 0.7)]).verdict).toBe('holds');
  });

  it('are for sizes that cannot be solved by luck', () => {
    const small = Array.from({ length: 40 }, (_, k) => solve('sbpi', k, { inputs: 999 }));
    expectUndecided(said('sbpi', small), /claim is for N ≥ 1001/);
    const units = Array.from({ length: 99 }, (_, neuron) =>
      row('layer', { learner: 'sbpi', neuron, solved: true, inputs: 10_001, patterns: 6001 }),
    );
    expectUndecided(said('layer', units), /million/);
  });

  it('need one learner for a layer, and packed weights that answer alike', () => {
    const layer = (share: number) =>
      ['sbpi', 'rbp'].flatMap((learner) =>
        Array.from({ length: 100 }, (_, neuron) =>
          row('layer', {
            ...{ learner, neuron, inputs: 10_001, patterns: 6001 },
            solved: learner === 'sbpi' || neuron < share,
          }),
        ),
      );
    expect(said('layer', layer(10)).verdict).toBe('holds');
    const images = (readBack: number) =>
      [0, 1, 2, 3].flatMap((sample) =>
        [0, 2, 3].map((levels) => {
          const accuracy = 0.8 + 0.001 * sample * levels;
          return row('image', {
            levels,
            sample,
            accuracy,
            readBack: accuracy * readBack,
            bytes: 9,
          });
        }),
      );
    expect(said('images', images(1)).verdict).toBe('holds');
    expect(said('images', images(0.99)).verdict).toBe('falls short');
  });

  it('fall short where a budget is broken', () => {
    const scarce = (density: number) =>
      Array.from({ length: 10 }, (_, sample) =>
        row('scarce', { learner: 'sbpi', sample, solved: true, nonzero: 0.4, density }),
      );
    expect(said('scarce', scarce(0.4)).verdict).toBe('holds');
    expect(said('scarce', scarce(0.41)).verdict).toBe('falls short');
  });

  it('take the distances and the shares that they name', () => {
    const far = [0, 1, 2].map((k) => around('sbpi', 'message passing', k, 0.15, 0.5 + 0.01 * k));
    expectUndecided(said('dense-regions', [...curves, ...far]), /not run/);
    const theory = [0.005, 0.01].map((share) => row('flip-theory', { share, errors: share * 5 }));
    const flips = [0, 1, 2].map((sample) =>
      row('flip', { centre: 'sbpi', sample, share: 0.01, errors: 0.03 + 0.001 * sample }),
    );
    expect(said('robust', [...theory, ...flips]).verdict).toBe('holds');
  });
});
