import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { firstWithoutSelf } from '../../connectivity/index.ts';
import {
  densityOf,
  maskOf,
  planNetwork,
  planSynapses,
  synapsesOf,
} from '../../connectivity/mask-plan.ts';
import { createEngine } from '../../engine/index.ts';
import { FrugalError } from '../../errors.ts';
import { createTrialScorer } from '../../learners/index.ts';
import { networkArrays } from '../../networks/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { connections } from '../../sparse/topology.ts';
import { createBattery } from '../../tasks/index.ts';
import { buildNetwork, networkFromArrays } from './build.ts';
import { curvesFigure, taskMap } from './figures.ts';
import { type TrainingValues, trainingParameters } from './parameters.ts';
import { type CurveRow, records as kinds } from './records.ts';
import { crossing, groupOf } from './scores.ts';
import { trainAll } from './train.ts';

const random = createRandom('cognitive');
const battery = createBattery('cog20');
const values = resolveParameters(trainingParameters, {
  ...{ updates: 4, evaluateEvery: 2, batch: 4, window: 30, testTrials: 1, finalTrials: 2 },
  ...{ replicates: 2, shards: 2 },
});

describe('plans', () => {
  it('take the nearest radius, and give random networks the same in-degree', () => {
    // 2r + 1 of 128 nearest to 4 %: 5.12, so r = 2.
    const ring = planNetwork('ring', 128, 0.04);
    expect(ring).toMatchObject({ name: 'LM ring 3.9 %', inDegree: 5, radius: 2, id: 'ring-128-5' });
    expect(planNetwork('random', 128, 0.04).inDegree).toBe(5);
    // A torus of 16 × 16: 13 neighbours are nearest to 5 % of 256.
    expect(planNetwork('torus', 256, 0.05)).toMatchObject({ inDegree: 13, radius: 2 });
    expect(planNetwork('ring', 64, 0.001).inDegree).toBe(3);
    expect(() => planNetwork('torus', 60, 0.1)).toThrow('60 units are no square sheet');
  });

  it('keep the number of synapses where that is asked for', () => {
    for (const density of [0.04, 0.16, 0.5])
      for (const family of ['ring', 'random', 'torus'] as const) {
        const plan = planSynapses(family, 16_384, density);
        expect(synapsesOf(plan) / 16_384).toBeGreaterThan(0.8);
        expect(synapsesOf(plan) / 16_384).toBeLessThan(1.25);
        expect(densityOf(plan) / density).toBeGreaterThan(0.8);
      }
  });

  it('make the masks they promise', () => {
    for (const family of ['ring', 'torus', 'random', 'diagonal', 'dense'] as const) {
      const plan = planNetwork(family, 64, 0.2);
      const { topology } = maskOf(plan, random);
      expect(connections(topology)).toBe(synapsesOf(plan));
      expect(firstWithoutSelf(topology)).toBe(-1);
    }
  });
});

describe('networks', () => {
  it('of one size begin alike but for their recurrent block', () => {
    const engine = createEngine({ threads: 1, arithmetic: 'strict' });
    const arrays = (['ring', 'dense'] as const).map((family) => {
      const plan = planNetwork(family, 20, 0.2);
      const { network } = buildNetwork(engine, plan, battery, values, random.split('birth'));
      return networkArrays(network);
    });
    for (const name of ['input.weight.data', 'rule.weight.data', 'output.weight.data'])
      expect(arrays[0][name]).toEqual(arrays[1][name]);
    expect(arrays[0]['recurrent.weight.data'].length).toBe(100);
    expect(arrays[1]['recurrent.weight.data'].length).toBe(400);
    engine.dispose();
  });

  it('answer alike when made again from their arrays', async () => {
    const engine = createEngine({ threads: 1, arithmetic: 'strict' });
    const plan = planNetwork('ring', 24, 0.3);
    const { network } = buildNetwork(engine, plan, battery, values, random.split('again'));
    const dynamics = { activation: 'relu', alpha: 1, recurrentNoise: 0 } as const;
    const arrays = Object.fromEntries(
      Object.entries(networkArrays(network)).map(([name, array]) => [`x.${name}`, array]),
    );
    const same = networkFromArrays(engine, arrays, { prefix: 'x.', battery, dynamics });
    const scorers = [network, same].map((one) =>
      createTrialScorer({ network: one, battery, trialsPerTask: 3, random: random.split('s') }),
    );
    await engine.ready();
    expect(scorers[1].measure(1)).toEqual(scorers[0].measure(1));
    const small = createBattery('modcog82');
    expect(() =>
      networkFromArrays(engine, arrays, { prefix: 'x.', battery: small, dynamics }),
    ).toThrow('the weights are of another battery than "modcog82" with 82 tasks');
    expect(() => networkFromArrays(engine, arrays, { prefix: 'y.', battery, dynamics })).toThrow(
      'the weights have no layer "y.input.weight"',
    );
    engine.dispose();
  });
});

const train = studyRunner<TrainingValues>({
  run: (context) =>
    trainAll(context, {
      battery,
      plans: [planNetwork('ring', 12, 0.4), planNetwork('dense', 12)],
    }),
});

describe('trainAll', () => {
  it('goes on from any checkpoint as if nothing had happened', async () => {
    const whole = await train(values);
    expect(kinds.rows('battery', whole.records).length).toBe(1);
    expect(kinds.rows('curve', whole.records).length).toBe(4 * 3);
    expect(kinds.rows('end', whole.records).length).toBe(4);
    expect(Object.keys(whole.arrays).filter((name) => name.endsWith('output.bias'))).toEqual([
      'ring-12-5.output.bias',
      'dense-12-12.output.bias',
    ]);
    // After each of three evaluations of four networks, and after each network.
    expect(whole.snapshots.length).toBe(16);
    for (const { after, snapshot } of whole.snapshots.slice(0, 9)) {
      const rest = await train(values, { resume: snapshot });
      expect([...whole.records.slice(0, after), ...rest.records]).toEqual(whole.records);
      expect(rest.arrays).toEqual(whole.arrays);
    }
  });

  it('goes on to more updates with the bits of a run that had them from the start', async () => {
    const longer = { ...values, updates: 7 };
    const whole = await train(longer);
    for (const updates of [4, 5]) {
      const { former } = await train({ ...values, updates });
      expect([...former.keys()]).toEqual([
        'ring-12-5 1',
        'dense-12-12 1',
        'ring-12-5 2',
        'dense-12-12 2',
      ]);
      // An evaluation at update 5 is none of a longer run: it goes on from update 4.
      expect(former.get('dense-12-12 2')?.records.length).toBe(3);
      const continued = await train(longer, { former });
      expect(continued.records).toEqual(whole.records);
      expect(continued.arrays).toEqual(whole.arrays);
    }
  });

  it('gives signs of life, progress that never falls, and names in errors', async () => {
    const context = {
      ...{ parameters: values, random, arithmetic: 'strict' as const, threads: 1 },
      task: () => Promise.reject(new Error('no data needed')),
    };
    let progress = 0;
    const plans = [planNetwork('ring', 12, 0.4)];
    for await (const step of trainAll(context, { battery, plans })) {
      expect(step.progress).toBeGreaterThanOrEqual(progress);
      progress = step.progress;
    }
    expect(progress).toBe(1);
    const asked = trainAll(context, {
      ...{ battery, plans },
      examine: async function* () {
        yield {};
        throw new FrugalError('asked in vain');
      },
    });
    await expect(async () => {
      for await (const _ of asked);
    }).rejects.toThrow('ring-12-5 1: asked in vain');
  });

  it('shows all networks of a replicate the same trials', async () => {
    const { records } = await train({ ...values, updates: 20 });
    const trials = (id: string, replicate: number) =>
      kinds
        .rows('curve', records)
        .filter((row) => row.id === id && row.replicate === replicate)
        .map((row) => row.trials);
    expect(trials('ring-12-5', 0)).toEqual(trials('dense-12-12', 0));
    expect(trials('ring-12-5', 0)).not.toEqual(trials('ring-12-5', 1));
    const { totalOperations, recurrentOperations } = kinds.rows('curve', records)[2];
    expect(recurrentOperations).toBe(3 * 60 * 4 * 30 * 4);
    expect(totalOperations).toBeGreaterThan(recurrentOperations);
  });
});

describe('a learning curve', () => {
  it('first crosses a height between two evaluations, by interpolation', () => {
    const curve = [0, 0.4, 0.6, 0.5, 0.9].map(
      (accuracy, k) =>
        ({ accuracy, trials: 10 * k, update: k, totalOperations: k, totalEnergy: k }) as CurveRow,
    );
    expect(crossing(curve, 0.5).trials).toBeCloseTo(15, 10);
    expect(crossing(curve, 0).trials).toBe(0);
    expect(crossing(curve, 0.95).trials).toBe(null);
  });
});

describe('groups', () => {
  it('of the 126 tasks are 20, 22, 40 and 44', () => {
    const { tasks } = createBattery('modcog126');
    const groups = tasks.map(groupOf);
    expect(
      ['base', 'int', 'seq', 'int + seq'].map((name) => groups.filter((g) => g === name).length),
    ).toEqual([20, 22, 40, 44]);
  });
});

describe('figures', () => {
  it('draw curves with the ceiling, and every task of every network', async () => {
    const { records } = await train(values);
    const order = ['LM ring 42 %', 'dense'];
    const curves = curvesFigure(records, { id: 'a', title: 'A', caption: 'B.', order });
    const [rule] = curves.marks.filter(({ type }) => type === 'ruleY');
    expect(rule.data.map(({ label }) => label)).toEqual(['Bayes ceiling 98.5 %']);
    expect(curves.caption).toContain('range over 2 repetitions');
    const words = { id: 'b', title: 'B', caption: 'C' };
    const [first] = kinds.rows('battery', records);
    const map = taskMap(first, kinds.rows('end', records), order, words);
    expect(map.marks[0].data.length).toBe(40);
  });
});
