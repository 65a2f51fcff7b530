/** The study as a whole, on each network: what it yields, that it can be taken up anywhere, and what it is beside theory. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { claimsOf } from '../../protocol/study.ts';
import { identityValues } from '../../protocol/text-parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { choiceOf } from '../compose/methods.ts';
import { NETWORKS } from '../compose/vocabulary.ts';
import { whyNot } from '../compose/why-not.ts';
import { composedOf, nameOf } from './contenders.ts';
import { frontier } from './index.ts';
import type { Values } from './parameters.ts';
import { plannedOf } from './planned.ts';
import { presets } from './presets.ts';
import { records as kinds } from './records.ts';
import { drawCandidates } from './space.ts';
import { capacityOf, leftAtCapacity, mostWith } from './theory.ts';

const valuesOf = (preset: keyof typeof presets, given: Partial<Values> = {}): Values =>
  resolveParameters(frontier.parameters, presets[preset], given);

const runStudy = studyRunner(frontier, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);

describe('a run', () => {
  it('of a recurrent network has every ingredient, and a search whose survivors are measured anew', async () => {
    const parameters = valuesOf('yang-smoke');
    const { records, seed } = await runStudy(parameters);
    const ends = kinds.rows('end', records);
    const count = (experiment: string) =>
      ends.filter((end) => end.experiment === experiment).length;
    expect(['ingredients', 'locality', 'search', 'loads'].map(count)).toEqual([20, 4, 2, 0]);
    for (const { constraint, load } of ends)
      expect([constraint, load]).toEqual([undefined, undefined]);
    const trials = kinds.rows('trial', records);
    expect(trials.map(({ updates }) => updates)).toEqual([8, 8, 8, 8]);
    expect(trials.every(({ epochs }) => epochs === undefined)).toBe(true);
    const results = [{ parameters, seed, records, arrays: {} }];
    const figures = frontier.figures(results);
    expect(figures.map(({ id }) => id)).toContain('accuracy-wire');
    expect(figures.find(({ id }) => id === 'accuracy-wire')?.x.label).toBe(
      'wire (places on the ring)',
    );
    expect(claimsOf(frontier, results).map(({ id }) => id)).toEqual([
      ...['rare-and-moving', 'two-bits-dense', 'two-bits-sparse', 'rare', 'near', 'far'],
      ...['sum-of-parts', 'found', 'ring', 'nearest'],
    ]);
  });

  it('of one unit stands beside theory, and says which claims are not about it', async () => {
    const parameters = valuesOf('associations-smoke');
    const { records, seed } = await runStudy(parameters);
    const ends = kinds.rows('end', records);
    const loads = ends.filter(({ experiment }) => experiment === 'loads');
    expect(loads.map(({ method }) => method)).toEqual([
      ...['l1', 'l1', 'signs', 'signs', 'gap 2', 'gap 2', '3 levels', '3 levels'],
    ]);
    for (const { load = 0, capacity = 0, accuracy } of loads) {
      expect([0.5, 1].map((part) => Math.round(60 * part * capacity) / 60)).toContain(load);
      expect(accuracy).toBeGreaterThan(0.5);
    }
    expect(kinds.rows('theory', records).length).toBeGreaterThan(10);
    const results = [{ parameters, seed, records, arrays: {} }];
    const ids = frontier.figures(results).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['loads', 'connections-load', 'ingredients']));
    expect(ids).not.toContain('accuracy-wire');
    const said = claimsOf(frontier, results).filter(({ measured }) =>
      measured.startsWith('not run: it does not apply'),
    );
    expect(said.map(({ id }) => id)).toEqual([
      ...['rare-and-moving', 'two-bits-sparse', 'near', 'far', 'sum-of-parts', 'found'],
    ]);
  });

  it.each(['yang-smoke', 'associations-smoke'] as const)(
    'of %s can be taken up at a checkpoint to the same records',
    async (preset) => {
      const parameters = valuesOf(preset, { experiments: ['search'], candidates: 3, survivors: 1 });
      const whole = await runStudy(parameters);
      const middle = whole.snapshots[Math.floor(whole.snapshots.length / 2)];
      const rest = await runStudy(parameters, { resume: middle.snapshot });
      expect(rest.records).toEqual(whole.records.slice(middle.after));
    },
  );
});

it('plans and draws nothing that does not go together', () => {
  const presetOf = { mlp: 'quick', rnn: 'yang', perceptron: 'associations' } as const;
  for (const network of NETWORKS) {
    const values = valuesOf(presetOf[network], { candidates: 24 });
    const drawn = drawCandidates(values, createRandom('space'), true);
    expect(new Set(drawn.map((one) => nameOf(one, network))).size).toBe(24);
    for (const one of [...drawn, ...plannedOf(values)])
      expect(whyNot(choiceOf(one.method, composedOf(one, values), true)), network).toBeUndefined();
  }
});

it('refuses a network without its task, and experiments that it cannot make', () => {
  const fault = (given: Partial<Values>) => () =>
    frontier.check?.(resolveParameters(frontier.parameters, given));
  expect(fault({ network: 'rnn' })).toThrow(/network rnn learns trials in time: task cog20/);
  expect(fault({ network: 'perceptron', task: 'associations' })).toThrow(
    /have none; .*--experiments ingredients,search,loads/,
  );
  expect(fault({ experiments: ['loads'] })).toThrow(/--network perceptron/);
});

it('leaves the identity of runs that name no network as it was', () => {
  const { parameters } = identityValues(frontier.parameters, valuesOf('quick'));
  expect(Object.keys(parameters).sort()).toEqual([
    ...['batch', 'candidates', 'densities', 'density', 'epochs', 'experiments', 'fraction'],
    ...['hardware', 'hidden', 'levels', 'replicates', 'shards', 'survivors', 'task', 'testLimit'],
    'trainLimit',
  ]);
});

it('knows capacities that are known in closed form or from the literature', () => {
  const of = (constraint: 'none' | 'l1' | 'gap', gap = 1) =>
    capacityOf({
      method: { ...plannedOf(valuesOf('associations'))[0].method, constraint },
      gap,
      levels: 3,
    });
  expect(of('l1')).toBeCloseTo(2, 9);
  // Gutfreund and Stein 1990: levels −1, 0, 1.
  expect(of('none')).toBeCloseTo(1.174, 3);
  // A gap costs more than the best connections of the same number.
  for (const gap of [1, 2, 3]) expect(of('gap', gap)).toBeLessThan(mostWith(leftAtCapacity(gap)));
  // p + 2τφ(τ) with 2Φ(−τ) = p, of margin 0.
  expect(mostWith(0.2)).toBeCloseTo(2 * (0.2 + 2 * 1.281552 * 0.175498), 4);
});
