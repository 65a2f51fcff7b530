/** The study of plasticity: its perceptron against theory, its records against each other, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { type RunOptions, studyRunner } from '../../../test/run-study.ts';
import { finish } from '../../numerics/pace.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { keptOf } from '../../plasticity/index.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { Json, StudyRecord } from '../../protocol/study.ts';
import { digits } from '../../tasks/index.ts';
import { plasticity } from './index.ts';
import { type Experiment, parameters, type Values } from './parameters.ts';
import { type PerceptronOptions, learnPerceptron as perceptron } from './perceptron.ts';
import { presets } from './presets.ts';
import { endsOf as endsIn, records as kinds } from './records.ts';
import { RULES, transformOf } from './rules.ts';

const TINY: Partial<Values> = {
  ...presets.smoke,
  ...{ trainLimit: 300, testLimit: 100, hidden: 12, pathUnits: 6, goal: 0.3 },
  ...{ checkEvery: 100, presentations: 300, sizes: [8, 16], perceptronInputs: 60 },
  ...{ learners: ['online-sgd', 'set', 'sparse-perceptron'], learnerExamples: 100 },
};

/** Whether a snapshot was taken inside a job. */
const inJob = (meta: Json): boolean =>
  typeof meta === 'object' && meta !== null && 'job' in meta && meta.job !== null;

const runStudy = studyRunner(plasticity, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);

const run = (given: Partial<Values>, options?: RunOptions) =>
  runStudy(resolveParameters(parameters, given), options);

const endsOf = (own: readonly StudyRecord[], experiment: Experiment) =>
  endsIn(
    [{ parameters: resolveParameters(parameters, TINY), seed: 1, records: own, arrays: {} }],
    experiment,
  );

const learnPerceptron = (options: PerceptronOptions, random: Random) =>
  finish(perceptron(options, random));

describe('a run', () => {
  it('goes on from anywhere inside its jobs to the same records', async () => {
    const own: Partial<Values> = {
      ...TINY,
      ...{ experiments: ['rules', 'learners', 'caching'], perceptronThresholds: [5] },
      ...{ rules: ['plain', 'residual', 'caching', 'adam'], goal: 0.99, learnerGoal: 0.99 },
      learners: ['online-residual', 'set', 'recurrent-adam', 'sparse-perceptron', 'binary-sbpi'],
    };
    const whole = await run(own);
    const inside = whole.snapshots.filter(({ snapshot: { meta } }) => inJob(meta));
    // Two inside each network, one or more in each of the learners that can be saved.
    expect(inside.length).toBeGreaterThan(10);
    for (const { after, snapshot } of inside.filter((_, k) => k % 4 === 1)) {
      const rest = await run(own, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
    const [{ snapshot }] = inside;
    const other = { ...own, experiments: ['learners'], learners: ['set'] } as const;
    await expect(run(other, { resume: snapshot })).rejects.toThrow(/checkpoint/);
  }, 60_000);

  it('goes on from where fewer presentations ended, to the same records', async () => {
    const own = {
      ...TINY,
      experiments: ['rules'],
      rules: ['plain', 'residual'],
      goal: 0.99,
    } as const;
    const short = await run(own);
    const long = await run({ ...own, presentations: 500 });
    const further = await run({ ...own, presentations: 500 }, { former: short.former });
    expect(short.former.size).toBe(2);
    expect(further.records).toEqual(long.records);
    expect(long.records.length).toBe(short.records.length + 4);
  });

  it('accounts in checks for what the end says', async () => {
    const found = (await run({ ...TINY, experiments: ['rules'] })).records;
    const ends = endsOf(found, 'rules');
    expect(ends.map((row) => row.rule)).toEqual(TINY.rules);
    for (const end of ends) {
      const own = kinds.rows('check', found).filter((row) => row.rule === end.rule);
      const summed = own.reduce((sum, { cost }) => sum + (cost?.changes ?? Number.NaN), 0);
      expect(summed).toBe(end.totalChanges);
      expect(own[own.length - 1].totalChanges).toBe(end.totalChanges);
      expect(end.totalChanges).toBeGreaterThanOrEqual(end.leastChanges);
      expect(end.totalEnergy).toBeGreaterThanOrEqual((end.leastEnergy ?? Infinity) * (1 - 1e-5));
      expect(end.reached || end.presentations === 300).toBe(true);
    }
    const [plain, competitive] = ends;
    expect(competitive.totalChanges / competitive.presentations).toBeLessThan(
      (0.2 * plain.totalChanges) / plain.presentations,
    );
  });

  it('draws figures and judges claims from its records, whatever they lack', async () => {
    const values = resolveParameters(parameters, TINY);
    const found = (await run(TINY)).records;
    for (const some of [found, found.slice(0, 12), []]) {
      const result = { parameters: values, seed: 1, records: some, arrays: {} };
      const figures = plasticity.figures([result]);
      expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
      for (const claim of plasticity.claims)
        expect(claim.measure([result]).measured.length).toBeGreaterThan(10);
    }
    const ids = plasticity
      .figures([{ parameters: values, seed: 1, records: found, arrays: {} }])
      .map(({ id }) => id);
    const wanted = ['trade-off', 'prices', 'perceptron', 'caching', 'walk'];
    const swept = ['density-energy', 'account-energy'];
    expect(ids).toEqual(expect.arrayContaining([...wanted, ...swept]));
  });
});

describe('other ways to learn', () => {
  const only = (own: Partial<Values>) =>
    run({ ...TINY, experiments: ['rules'], rules: ['plain'], ...own });

  it('stops by validation, and still tells the test accuracy', async () => {
    const { records: found } = await only({ stop: 'validation', validation: 60 });
    const checks = found.filter((record) => record.kind === 'check');
    expect(checks.length).toBeGreaterThan(0);
    // Of 60 examples.
    for (const { validationAccuracy } of checks)
      expect(
        Math.abs(Number(validationAccuracy) * 60 - Math.round(Number(validationAccuracy) * 60)),
      ).toBeLessThan(1e-9);
    expect(found.find((record) => record.kind === 'end')).toHaveProperty('validationAccuracy');
  });

  it('takes the logistic network of 2020', async () => {
    const rules = ['plain', 'caching-neuron'] as const;
    const own = { convention: 'logistic', rate: 0.1, deviation: 0.01, rules } as const;
    const ends = endsOf((await only(own)).records, 'rules');
    // 784 inputs without a bias, on 12 hidden units and 10 outputs.
    expect(ends.map((row) => row.connections)).toEqual([12 * 794, 12 * 794]);
    expect(ends[1].totalEnergy).toBeLessThan(ends[0].totalEnergy);
    expect(ends[1].totalStored).toBeGreaterThan(0);
  });

  it('gives noisy synapses their running cost', async () => {
    const { records: found } = await only({ rules: ['reliability'], presentations: 100 });
    const end = found.find((record) => record.kind === 'end');
    expect(Number(end?.reliabilityCost)).toBeGreaterThan(0);
    expect(Number(end?.totalStored)).toBe(0);
  });

  it('reports a run that diverges, with finite numbers', async () => {
    const { records: found } = await only({ rate: 30 });
    expect(found.find((record) => record.kind === 'end')).toMatchObject({
      ...{ reached: false, diverged: true },
    });
    const numbers = found.flatMap((record) => Object.values(record).flat());
    expect(numbers.filter((x) => typeof x === 'number' && !Number.isFinite(x))).toEqual([]);
  });

  it('counts only the synapses that exist', async () => {
    const own = {
      experiments: ['density'],
      densities: [0.25],
      densityRules: ['competitive'],
    } as const;
    const [end] = endsOf((await only(own)).records, 'density');
    expect(end.connections).toBe(keptOf(785 * 12, 0.25) + keptOf(120, 0.25));
    expect(end.leastChanges).toBeLessThanOrEqual(end.connections);
  });
});

describe('the rules', () => {
  it('all have a transform for each layer', () => {
    const values = resolveParameters(parameters, {});
    const setting = { hidden: 100, fraction: 0.03, rate: 0.01, features: 784, classes: 10 };
    for (const rule of RULES)
      for (const layer of [0, 1])
        expect(() => transformOf(rule, values, setting, layer)).not.toThrow();
  });
});

describe('the perceptron', () => {
  const options = { inputs: 200, patterns: 200, threshold: 0, presentations: 1e6 };
  const plain = learnPerceptron(options, createRandom('perceptron'));

  it('learns all patterns, and its caches do not change what it learns', () => {
    expect(plain.solved).toBe(true);
    expect(plain.energy).toBe(200 * plain.updates);
    for (const threshold of [3, 17, Infinity]) {
      const cached = learnPerceptron({ ...options, threshold }, createRandom('perceptron'));
      expect(cached.updates).toBe(plain.updates);
      expect(cached.least).toBe(plain.least);
      expect(cached.energy).toBeLessThan(plain.energy);
      expect(cached.energy).toBeGreaterThanOrEqual(plain.least);
    }
  });

  it('spends the least there is when everything is written at the end', () => {
    const cached = learnPerceptron({ ...options, threshold: Infinity }, createRandom('perceptron'));
    expect(cached.energy).toBe(plain.least);
  });

  it('goes on from any tick as if nothing had happened', () => {
    const own = { ...options, threshold: 3 };
    const whole = perceptron(own, createRandom('perceptron'));
    const first = whole.next();
    if (first.done) throw new Error('the first step is no sign of life');
    const snapshot = first.value.save();
    const rest = finish(perceptron(own, createRandom('perceptron'), snapshot));
    expect(rest).toEqual(finish(whole));
    expect(() =>
      finish(perceptron({ ...own, inputs: 201 }, createRandom('perceptron'), snapshot)),
    ).toThrow('the checkpoint has no weights of 201 numbers: rerun with --fresh');
  });

  it('stops where it cannot go on', () => {
    const stopped = learnPerceptron({ ...options, presentations: 50 }, createRandom('perceptron'));
    expect(stopped).toMatchObject({ solved: false, presentations: 50 });
  });
});

it('refuses what cannot be, in one line', () => {
  const given = (values: Readonly<Record<string, unknown>>): Values =>
    resolveParameters(parameters, values);
  expect(() => given({ fraction: 0 })).toThrow('fraction 0 is outside (0, 1]');
  expect(() => given({ pathUnits: 0 })).toThrow(/^pathUnits 0 is not an integer/);
  expect(() => given({ timeConstant: 0 })).toThrow(/^timeConstant 0 is/);
  expect(() => given({ price: -1 })).toThrow(/^price -1 is/);
  expect(() => plasticity.check?.(given({ presentations: 100 }))).toThrow(
    'presentations 100 end before the first check at 2000; lower check-every',
  );
});
