import { describe, expect, it } from 'vitest';
import { alignedTrials, createProbe, statesAt } from '../../analyses/probe.ts';
import { planNetwork } from '../../connectivity/mask-plan.ts';
import { createEngine } from '../../engine/index.ts';
import { bundleWeights, networkArrays } from '../../networks/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { createBattery, seededTrial } from '../../tasks/index.ts';
import { buildNetwork } from './build.ts';
import { type ExamineOptions, examine } from './examine.ts';
import { examinationFigures } from './examine-figures.ts';
import { trainingParameters } from './parameters.ts';
import { type CognitiveRecord, records as kinds } from './records.ts';
import type { Trained } from './train.ts';

const random = createRandom('examine');
const battery = createBattery('cog20');
const values = resolveParameters(trainingParameters, {
  batch: 2,
  shards: 1,
  start: 'uniform-fan-in',
});

async function withNetwork<T>(use: (trained: Trained) => Promise<T>): Promise<T> {
  const engine = createEngine({ threads: 1, arithmetic: 'strict' });
  try {
    const plan = planNetwork('ring', 24, 0.2);
    const { network, mask } = buildNetwork(engine, plan, battery, values, random.split('birth'));
    await engine.ready();
    const { id, name, family, units } = plan;
    const labels = {
      ...{ network: name, id, family, replicate: 0, units },
      ...{ synapses: 120, density: 0.2 },
    };
    return await use({ labels, battery, network, mask, random });
  } finally {
    engine.dispose();
  }
}

/** The records of an examination, and how many signs of life were between them. */
async function askedOf(trained: Trained, options: ExamineOptions) {
  const records: CognitiveRecord[] = [];
  let signs = 0;
  for await (const { record } of examine(trained, options)) {
    if (record === undefined) signs++;
    else records.push(record);
  }
  return { records, signs };
}

describe('aligned trials', () => {
  it('have one timing and both rings', () => {
    for (const task of battery.tasks) {
      const trials = alignedTrials(task, random.split(task.name), 6);
      for (const trial of trials) expect([...trial.ends]).toEqual([...trials[0].ends]);
      expect(trials.map(({ rings }) => rings[0])).toEqual([0, 1, 0, 1, 0, 1]);
    }
  });
});

describe('a probe', () => {
  it('reads what a slow forward pass gives, and probabilities that sum to 1', async () => {
    await withNetwork(async ({ network }) => {
      const probe = await createProbe(network, battery, 5);
      const rule = battery.tasks.findIndex(({ name }) => name === 'dlygo');
      const trials = alignedTrials(battery.tasks[rule], random.split('probe'), 4);
      const activity = probe.activity(rule, trials);
      expect([activity.trials, activity.steps, activity.units]).toEqual([4, trials[0].steps, 24]);
      // In the first step the state is f(W_in x + rule + b), x the fixation cue.
      const [input, rules] = ['input.weight', 'rule.weight'].map((name) =>
        bundleWeights(network.engine, network.bundle(name)).slice(),
      );
      for (let i = 0; i < 24; i++) {
        const drive = input[i * battery.channels] + rules[rule * 24 + i];
        expect(activity.values[i]).toBeCloseTo(Math.max(0, drive), 5);
      }
      const { values: states } = statesAt(activity, 3);
      expect(states[24 + 2]).toBe(activity.values[(1 * activity.steps + 3) * 24 + 2]);
      const { trial, noise } = seededTrial(battery.tasks[rule]);
      const found = probe.probabilities(rule, trial, noise);
      expect(found.length).toBe(17 * trial.steps);
      expect(found.subarray(0, 17).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    });
  });
});

describe('a network that runs freely', () => {
  it('goes on from the state it is given', async () => {
    await withNetwork(async ({ network }) => {
      const probe = await createProbe(network, battery, 2);
      const rule = battery.tasks.findIndex(({ name }) => name === 'dlygo');
      const trials = alignedTrials(battery.tasks[rule], random.split('free'), 2);
      const activity = probe.activity(rule, trials);
      // In the delay nothing but cue and rule comes in.
      const [from, to] = [trials[0].ends[1] - 1, trials[0].ends[2] - 1];
      const begin = statesAt(activity, from).values.subarray(0, 24);
      const end = probe.advance(rule, begin, to - from);
      // Tiles of another width add in another order.
      const rest = [...statesAt(activity, to).values.subarray(0, 24)];
      expect([...end]).toEqual(rest.map((x) => expect.closeTo(x, 6)));
      expect(probe.activity(rule, trials)).toEqual(activity);
    });
  });
});

describe('examine', () => {
  it('writes records that its figures draw, the same each time, and leaves the network as it was', async () => {
    await withNetwork(async (trained) => {
      const before = networkArrays(trained.network);
      const options = { trials: 16, timings: 1, lesionTrials: 1, mostClusters: 5 };
      const { records, signs } = await askedOf(trained, options);
      expect(networkArrays(trained.network)).toEqual(before);
      expect((await askedOf(trained, options)).records).toEqual(records);
      // One a task and timing, one a number of clusters of both maps, one a random graph.
      expect(signs).toBeGreaterThanOrEqual(20 + 2 * 4 + 10);
      expect(JSON.parse(JSON.stringify(records))).toEqual(records);
      const [variance] = kinds.rows('variance', records);
      expect(variance.values?.length).toBe(20 * variance.activeUnits);
      const [lesions] = kinds.rows('lesions', records);
      expect(lesions.change.length).toBe(20 * variance.k);
      expect(lesions.sizes.reduce((a, b) => a + b)).toBe(variance.activeUnits);
      expect(kinds.rows('structure', records)[0].modularity).toBeGreaterThan(0);
      const figures = examinationFigures(records, [trained.labels.network]);
      expect(figures.map(({ id }) => id)).toEqual(
        expect.arrayContaining([
          ...['trial-dlydm1', 'networks', 'silhouettes', 'variance-ring-24-5'],
          ...['lesions-ring-24-5', 'fractions-ring-24-5', 'structure'],
        ]),
      );
      expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
    });
  });

  it('keeps to numbers where pictures are not wanted', async () => {
    await withNetwork(async (trained) => {
      const options = { trials: 16, timings: 1, lesionTrials: 1, mostClusters: 4, pictures: false };
      const { records } = await askedOf(trained, options);
      const found = new Set(records.map(({ kind }) => kind));
      expect(found.has('network') || found.has('trial')).toBe(false);
      expect(kinds.rows('variance', records)[0].values).toBeUndefined();
      expect(examinationFigures(records, []).every(({ id }) => !id.startsWith('variance'))).toBe(
        true,
      );
    });
  });
});
