/** The study as a whole: what it yields, that it can be taken up at every checkpoint, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { layerFrom } from '../../sparse/index.ts';
import { listOfEach } from '../../sparse/topology.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { freeEnergy, logPartition } from '../../theory/index.ts';
import { setRbm } from './index.ts';
import type { Values } from './parameters.ts';
import { materialOf } from './prepare.ts';
import type { RbmRow } from './records.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(setRbm.parameters, {
    ...{ trainLimit: 200, testLimit: 60, hidden: 10, epsilon: 3, epochs: 3, batch: 20 },
    ...values,
  });

const runStudy = studyRunner(setRbm, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);

describe('a run', () => {
  it('can be taken up at every checkpoint, to the same records and arrays', async () => {
    const parameters = small({
      ...{ methods: ['set', 'dense'], epochs: 2, finalStep: 'prune' },
      ...{
        hidden: 24,
        likelihoodEvery: 1,
        likelihood: 'annealed',
        ladder: 'fiftieth',
        annealingChains: 4,
        chains: 'persistent',
      },
    });
    const whole = await runStudy(parameters);
    // After each of two epochs of two machines, and after each machine.
    expect(whole.snapshots.length).toBe(6);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(rest.arrays).toEqual(whole.arrays);
    }
  });

  it('tells the likelihood of the machine that it keeps', async () => {
    const { records, arrays } = await runStudy(small({ methods: ['set'], finalStep: 'prune' }));
    const [told] = records.filter(
      ({ kind }) => kind === 'likelihood',
    ) as unknown[] as RbmRow<'likelihood'>[];
    expect(told.way).toBe('exact');
    const { topology, arrays: own } = layerFrom(arrays, 'set.hidden.weight');
    if (topology.index === undefined) throw new Error('a sparse machine lists its connections');
    const machine = {
      visibleBias: arrays['set.visible.bias'] as Float32Array,
      hiddenBias: arrays['set.hidden.bias'] as Float32Array,
      ...{ visible: listOfEach(topology), hidden: topology.index, weights: own.weights },
    };
    const z = logPartition(machine);
    expect(told.logPartition).toBeCloseTo(z, 8);
    const { test } = materialOf(digits({ train: 200, test: 60 }), small(), createRandom(1));
    const energies = Array.from({ length: test.count }, (_, e) =>
      freeEnergy(machine, test.inputs, e * test.features),
    );
    const mean = energies.reduce((sum, f) => sum + f, 0) / test.count;
    expect(told.testLogProbability).toBeCloseTo(-mean - z, 3);
  });

  it('draws every figure, and has a row for every method', async () => {
    const { records, arrays } = await runStudy(small({ replicates: 2 }));
    const result = { parameters: small({ replicates: 2 }), seed: 1, records, arrays };
    const ids = setRbm.figures([result]).map(({ id }) => id);
    expect(ids).toEqual([
      ...['likelihood', 'test-error', 'connections', 'energy', 'degrees-visible', 'degrees-hidden'],
      ...['visible-map', 'degree-variance', 'fields', 'reconstructions'],
    ]);
    expect(Object.keys(setRbm.answers ?? {}).sort()).toEqual([...ids].sort());
    const second = { ...result, parameters: small({ replicates: 2, epsilon: 4 }) };
    expect(setRbm.figures([result, second]).length).toBe(ids.length);
  });

  it('draws runs on other data in figures of their own where they share no axes', async () => {
    const { shape: _, ...pictures } = digits({ train: 40, test: 20 });
    const wide = studyRunner(setRbm, async () => ({ ...pictures, name: 'wide', shape: [14, 56] }));
    const row = studyRunner(setRbm, async () => ({ ...pictures, name: 'row', shape: [784] }));
    const given = { methods: ['set' as const], epochs: 1 };
    const results = [
      await runStudy(small(given)),
      await wide(small({ ...given, task: './wide.npz' })),
      await row(small({ ...given, task: './row.npz' })),
    ];
    const told = setRbm.figures(results).map(({ id, title }) => [id, title]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['visible-map', 'Where the visible units are connected: 28 × 28 pixels'],
        ['visible-map-2', 'Where the visible units are connected: 14 × 56 pixels'],
        ['reconstructions', 'What the machines make of examples: digits'],
        ['reconstructions-2', 'What the machines make of examples: wide'],
      ]),
    );
    expect(told.filter(([id]) => id.endsWith('-3'))).toEqual([]);
  });

  it('learns examples without labels', async () => {
    expect(small({ task: 'nips-0-12' }).task).toBe('nips-0-12');
    const { classes: _, classNames, train, test, ...facts } = digits({ train: 40, test: 20 });
    const { labels: _train, ...learned } = train;
    const { labels: _test, ...judged } = test;
    const values = small({ methods: ['set'], epochs: 1 });
    const without = await studyRunner(setRbm, async () => ({
      ...{ ...facts, train: learned, test: judged },
    }))(values);
    const beside = await studyRunner(setRbm, async () => ({
      ...{ ...facts, classes: 10, classNames, train, test },
    }))(values);
    expect(without.records).toEqual(beside.records);
    expect(without.arrays).toEqual(beside.arrays);
  });

  it('cuts test values beyond the range of the training examples', () => {
    const inputs = Float32Array.of(0, 0.5, 1, 1);
    const one = { count: 2, features: 2, inputs, scale: 1 };
    const task = {
      ...digits({ train: 10, test: 10 }),
      ...{ features: 2, shape: [2], train: one },
      test: { ...one, inputs: Float32Array.of(-0.2, 0.5, 1.5, 1) },
    } as const;
    const found = (scaling: Values['scaling']) =>
      materialOf(task, small({ scaling, binary: 'none' }), createRandom(1)).test.inputs;
    expect([...found('range')]).toEqual([0, 0.5, 1, 1]);
    expect(found('unit')[0]).toBeCloseTo(-0.2);
  });

  it('tells no likelihood of shades, and refuses to where it is asked to', async () => {
    const { records } = await runStudy(small({ binary: 'none', methods: ['static'], epochs: 1 }));
    expect(records.filter(({ kind }) => kind === 'likelihood')).toEqual([]);
    await expect(
      runStudy(small({ binary: 'none', methods: ['static'], likelihood: 'exact' })),
    ).rejects.toThrow(/values are neither 0 nor 1, and a likelihood is of binary examples/);
  });

  it('takes RigL and draws binary examples where it is told to', async () => {
    const { records } = await runStudy(
      small({
        methods: ['rigl'],
        binary: 'sampled',
        statistics: 'probabilities',
        likelihood: 'none',
      }),
    );
    const epochs = records.filter(({ kind }) => kind === 'epoch');
    expect(epochs.at(-1)).toMatchObject({ connections: 3 * (784 + 10), epoch: 3 });
    expect(Number(epochs.at(-1)?.removed)).toBeGreaterThan(0);
  });
});
