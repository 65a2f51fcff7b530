/** Every claim by the one rule, over rows that the test makes. */

import { describe, expect, it } from 'vitest';
import { expectShareRule, type Sharing } from '../../../test/shares.ts';
import { claimOf, expectUndecided, recordOf } from '../../../test/verdicts.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { StudyRecord } from '../../protocol/study.ts';
import { discreteCommittee } from './index.ts';
import { presets, type Values } from './parameters.ts';
import { records } from './records.ts';

const parameters = resolveParameters(discreteCommittee.parameters, presets.quick);
type Kind = keyof (typeof records)['table'];
type Given = Omit<StudyRecord, 'kind'>;
const row = (kind: Kind, given: Given): StudyRecord => recordOf(records, kind, { kind, ...given });
const said = (id: string, rows: readonly StudyRecord[]) =>
  claimOf(discreteCommittee, id).measure([{ parameters, seed: 1, records: rows, arrays: {} }]);

const committee = (learner: string, sample: number, solved: boolean, given: Given = {}) =>
  row('committee', {
    ...{ learner, sample, solved, units: 5, wiring: 'tree', inputs: 101, load: 0.5, ...given },
  });
const level = (model: string, sample: number, solved: boolean, given: Given = {}) =>
  row('level', { model, learner: 'rbp', sample, solved, inputs: 501, load: 0.9, ...given });
const budget = (learner: string, sample: number, solved: boolean, given: Given = {}) =>
  row('budget', {
    ...{ learner, sample, solved, inputs: 501, capacity: 1, share: 0.7, load: 0.7 },
    ...{ nonzero: 0.2, density: 0.2, ...given },
  });

const sharings: Record<string, Pick<Sharing<Values>, 'records'>> = {
  replicas: {
    records: (won, k) => [committee('rsgd', k, won), committee('sgd', k, !won)],
  },
  'message-passing': { records: (solved, k) => [committee('fbp', k, solved)] },
  levels: {
    records: (solved, k) => [
      level('levels −1, 0, 1', k, solved),
      level('levels −2 … 2', k, solved),
    ],
  },
  budget: { records: (solved, k) => [budget('sbpi', k, solved)] },
};

const upTo = (count: number) => Array.from({ length: count }, (_, k) => k);

describe('the claims', () => {
  it.each(Object.entries(sharings))('on a share, %s, follow the one rule', (id, sharing) => {
    const claim = claimOf(discreteCommittee, id);
    expectShareRule({ claim, parameters, bar: 0.5, ...sharing });
  });

  it('are all looked at here, or theory', () => {
    const known = ['capacities', 'few-bits', 'quarter', ...Object.keys(sharings)];
    expect(discreteCommittee.claims.map(({ id }) => id).sort()).toEqual(known.sort());
  });

  it('on theory are true or false', () => {
    const of = (family: string, size: number, load: number) =>
      row('capacity-theory', { family, size, states: size + 1, load });
    const capacities = (ternary: number, tree: number, excitatory: number) =>
      said('capacities', [
        of('levels −L … L', 1, ternary),
        ...[of('levels 0 … L', 1, excitatory), of('tree committee', 3, tree)],
      ]).verdict;
    expect(capacities(1.1745, 0.9206, 0.59)).toBe('holds');
    expect(capacities(1.1748, 0.9206, 0.59)).toBe('falls short');
    expect(capacities(1.1745, 0.9209, 0.59)).toBe('falls short');
    expect(capacities(1.1745, 0.9206, 0.6)).toBe('falls short');
    const gains = (...loads: readonly number[]) =>
      said(
        'few-bits',
        loads.map((load, k) => of('levels 0 … L', k + 1, load)),
      ).verdict;
    expect(gains(0.6, 0.75, 0.8)).toBe('holds');
    expect(gains(0.6, 0.7, 0.85)).toBe('falls short');
    const frontier = (at: number) =>
      [0.1, at, 0.6].map((nonzero, k) =>
        row('frontier-theory', {
          frontier: 'levels −1, 0, 1',
          nonzero,
          load: [0.5, 0.8331, 1.1745][k],
        }),
      );
    expect(said('quarter', frontier(0.24)).verdict).toBe('holds');
    expect(said('quarter', frontier(0.26)).verdict).toBe('falls short');
  });

  it('count a sample once, however many loads begin with it, and networks apart', () => {
    const loads = [0.3, 0.4, 0.5, 0.6, 0.7];
    const sample = (number: number, given: Given = {}) =>
      loads.flatMap((load) => [
        committee('rsgd', number, true, { load, ...given }),
        committee('sgd', number, false, { load, ...given }),
      ]);
    expectUndecided(
      said(
        'replicas',
        [0, 1].flatMap((k) => sample(k)),
      ),
      /2 tried/,
    );
    expectUndecided(
      said(
        'replicas',
        upTo(5).flatMap((k) => sample(k)),
      ),
      /5 samples/,
    );
    expect(
      said(
        'replicas',
        upTo(6).flatMap((k) => sample(k)),
      ).verdict,
    ).toBe('holds');
    const nets = [3, 5].flatMap((units) => upTo(3).flatMap((k) => sample(k, { units })));
    expect(said('replicas', nets).verdict).toBe('holds');
  });

  it('on message passing look at the largest load up to one half', () => {
    const at = (load: number, solved: boolean) =>
      upTo(8).map((k) => committee('fbp', k, solved, { load }));
    expect(said('message-passing', [...at(0.4, true), ...at(0.6, false)]).verdict).toBe('holds');
    expect(said('message-passing', [...at(0.4, true), ...at(0.5, false)]).verdict).toBe(
      'falls short',
    );
  });

  it('on levels look once, at the first load beyond the capacity of two', () => {
    const models = ['levels −1, 0, 1', 'levels −2 … 2'];
    const at = (load: number, solved: boolean) =>
      models.flatMap((model) => upTo(8).map((k) => level(model, k, solved, { load })));
    expect(said('levels', [...at(0.7, false), ...at(0.84, true), ...at(1, false)]).verdict).toBe(
      'holds',
    );
    expect(said('levels', [...at(0.7, true), ...at(0.84, false), ...at(1, true)]).verdict).toBe(
      'falls short',
    );
    expectUndecided(said('levels', at(0.83, true)), /nothing was tried/);
  });

  it('on budgets fall short where one is broken, and ask for all budgets of a sample', () => {
    const two = (solved: boolean) =>
      upTo(8).flatMap((k) => [
        budget('sbpi', k, true),
        budget('sbpi', k, solved, { nonzero: 0.4 }),
      ]);
    expect(said('budget', two(true)).verdict).toBe('holds');
    expect(said('budget', two(false)).verdict).toBe('falls short');
    const broken = [...two(true), budget('sbpi', 9, true, { density: 0.21 })];
    expect(said('budget', broken).verdict).toBe('falls short');
    // Judged at the first share of the capacity that is near enough.
    const beyond = upTo(8).map((k) => budget('sbpi', k, false, { share: 0.8, load: 0.8 }));
    expect(said('budget', [...two(true), ...beyond]).verdict).toBe('holds');
    expectUndecided(
      said(
        'budget',
        upTo(8).map((k) => budget('sbpi', k, true, { share: 0.6 })),
      ),
    );
  });

  it('are for sizes that cannot be solved by luck', () => {
    const small = { inputs: 59 };
    const rows = upTo(20).flatMap((k) => [
      ...[committee('rsgd', k, true, small), committee('sgd', k, false, small)],
      ...[committee('fbp', k, true, small)],
    ]);
    for (const id of ['replicas', 'message-passing'])
      expectUndecided(said(id, rows), /301 synapses/);
    const levels = upTo(20).map((k) => level('levels −1, 0, 1', k, true, { inputs: 299 }));
    expectUndecided(said('levels', levels), /301 synapses/);
    const budgets = upTo(20).map((k) => budget('sbpi', k, true, { inputs: 299 }));
    expectUndecided(said('budget', budgets), /301 synapses/);
  });
});
