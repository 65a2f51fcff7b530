/** The study of plasticity: its perceptron against theory, its records against each other, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { type RunOptions, studyRunner } from '../../../test/run-study.ts';
import { finish } from '../../numerics/pace.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { chain, keptOf } from '../../plasticity/index.ts';
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

  it('take the share of the output layer that is given, of synapses and of units', () => {
    const setting = { hidden: 100, fraction: 0.03, rate: 0.01, features: 784, classes: 10 };
    /** How many of 1000 synapses onto 10 outputs a rule lets change at a step. */
    const open = (rule: (typeof RULES)[number], outputFraction: number): number => {
      const values = resolveParameters(parameters, { outputFraction });
      const links = chain(transformOf(rule, values, setting, 1)).links;
      const change = Float32Array.from({ length: 1000 }, (_, k) => 1 + ((k * 7919) % 1000));
      const units = Float32Array.from({ length: 10 }, (_, o) => o + 1);
      const layer = { inputs: new Float32Array(100).fill(1), activities: units, errors: units };
      for (const link of links) {
        if (link.kind !== 'bundle') continue;
        link.apply({ change, weights: change.slice(), states: [] }, 3, {
          ...{ bundle: 'output.weight', kind: 'weight', layer: 1, layers: 2 },
          ...{ inputs: 100, outputs: 10, random: createRandom(rule), book: () => {} },
          moment: { label: 3, right: false, lead: 0, layers: [layer, layer] },
          ends: () => ({
            pre: Uint32Array.from({ length: 1000 }, (_, k) => Math.floor(k / 10)),
            post: Uint32Array.from({ length: 1000 }, (_, k) => k % 10),
          }),
        });
      }
      return change.filter((value) => value !== 0).length;
    };
    for (const rule of [
      'competitive',
      'random-synapses',
      'fixed-synapses',
      'smallest-change',
    ] as const) {
      // 78.4 times the share of the first layer is more than all.
      expect(open(rule, 0)).toBe(1000);
      expect(open(rule, 0.2)).toBe(keptOf(1000, 0.2));
    }
    // 75 of 100 hidden units are the path.
    expect(open('lazy-path-competitive', 0)).toBe(750);
    expect(open('lazy-path-competitive', 0.2)).toBe(keptOf(1000, 0.15));
    expect(open('path-competitive', 0.2)).toBe(keptOf(1000, 0.15));
    for (const rule of ['fixed-neurons', 'largest-error', 'neurons-per-class'] as const) {
      expect(open(rule, 0)).toBe(1000);
      expect(open(rule, 0.3)).toBe(300);
    }
    // Equal shares stay equal.
    expect(open('random-synapses-equal', 0.2)).toBe(keptOf(1000, 0.03));
    expect(open('competitive-equal', 0.2)).toBe(keptOf(1000, 0.03));
    expect(open('random-neurons', 0.999)).toBeGreaterThan(500);
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

  /** Caching from its description: lists of the caches, and nothing kept that can be counted again. */
  function cachedSlowly(
    { inputs: n, patterns, threshold, criterion }: PerceptronOptions,
    random: Random,
  ) {
    const stream = random.split('patterns');
    const x = Array.from({ length: patterns }, () =>
      Array.from({ length: n }, (_, i) => (i === n - 1 || stream.bernoulli(0.5) ? 1 : -1)),
    );
    const y = x.map(() => (stream.bernoulli(0.5) ? 1 : -1));
    let lasting = new Array<number>(n).fill(0);
    let cache = lasting;
    const book = { changes: 0, energy: 0, stored: 0 };
    const consolidate = (open: (s: number) => boolean): void => {
      for (const s of cache.filter((each) => each !== 0 && open(each))) {
        book.changes += 1;
        book.energy += Math.abs(s);
      }
      lasting = lasting.map((l, i) => l + (open(cache[i]) ? cache[i] : 0));
      cache = cache.map((s) => (open(s) ? 0 : s));
    };
    for (let right = 0, at = 0; right < patterns; at = (at + 1) % patterns) {
      book.stored += cache.reduce((sum, s) => sum + Math.abs(s), 0);
      const field = x[at].reduce((sum, v, i) => sum + v * (lasting[i] + cache[i]), 0);
      right = y[at] * field > 0 ? right + 1 : 0;
      if (right > 0) continue;
      cache = cache.map((s, i) => s + y[at] * x[at][i]);
      const sizes = cache.map(Math.abs);
      if (criterion === 'local') consolidate((s) => Math.abs(s) > threshold);
      const total = sizes.reduce((sum, s) => sum + s, 0);
      const over = criterion === 'neuron' ? Math.max(...sizes) : total / n;
      if (criterion !== 'local' && over > threshold) consolidate(() => true);
    }
    consolidate(() => true);
    return { ...book, least: lasting.reduce((sum, l) => sum + Math.abs(l), 0) };
  }

  it.each([
    ['local', 4],
    ['neuron', 4],
    ['neuron', 9],
    ['all', 2],
    ['all', 3],
  ] as const)(
    'empties caches by the criterion %s at θ = %d as its slow twin',
    (criterion, threshold) => {
      const own = { ...options, inputs: 60, patterns: 70, ...{ criterion, threshold } };
      const { changes, energy, stored, least } = learnPerceptron(own, createRandom('criteria'));
      expect({ changes, energy, stored, least }).toEqual(
        cachedSlowly(own, createRandom('criteria')),
      );
      // More than the last consolidation alone.
      expect(changes).toBeGreaterThan(60);
    },
  );

  it('counts every synapse at every update without caches, and each once where all is written at the end', () => {
    expect(plain.changes).toBe(200 * plain.updates);
    for (const criterion of ['local', 'neuron', 'all'] as const) {
      const own = { ...options, threshold: Infinity, criterion };
      const { changes, energy, least } = learnPerceptron(own, createRandom('perceptron'));
      expect(energy).toBe(least);
      // Weights that have come back to 0 are no change.
      expect(changes).toBeLessThanOrEqual(200);
      expect(changes).toBeGreaterThan(150);
    }
  });

  it('compares criteria in a run: rows of each, with M₀, and the local ones as they are alone', async () => {
    const own = { ...TINY, experiments: ['caching'], perceptronThresholds: [5, 20] } as const;
    const rowsOf = async (given: Partial<Values>) =>
      kinds.rows('caching', (await run({ ...own, ...given })).records);
    const alone = await rowsOf({});
    const all = await rowsOf({ perceptronCriteria: ['local', 'neuron', 'all'] });
    expect(alone.length).toBe(3);
    expect(all.length).toBe(7);
    const local = all.filter(({ criterion }) => criterion === 'local');
    expect(local.map(({ criterion: _, changes: __, ...row }) => row)).toEqual(alone);
    const values = resolveParameters(parameters, own);
    const figures = plasticity.figures([{ parameters: values, seed: 1, records: all, arrays: {} }]);
    expect(figures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['caching', 'criteria-energy', 'criteria-changes']),
    );
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
