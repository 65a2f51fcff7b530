import { describe, expect, it } from 'vitest';
import { firstWithoutSelf } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import { createTrialScorer } from '../../learners/index.ts';
import { networkArrays } from '../../networks/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { connections } from '../../sparse/topology.ts';
import { createBattery } from '../../tasks/index.ts';
import { resolveParameters } from '../parameters.ts';
import type { Snapshot, Step, StudyRecord } from '../study.ts';
import { buildNetwork, networkFromArrays } from './build.ts';
import { curvesFigure, taskMap } from './figures.ts';
import { belowCeiling, difference, paired, savings } from './judge.ts';
import { trainingParameters } from './parameters.ts';
import { densityOf, maskOf, planNetwork, planSynapses, synapsesOf } from './plan.ts';
import { type CurveRow, crossing, type EndRow, endsOf, rowsOf } from './rows.ts';
import { groupOf } from './scores.ts';
import { jobsOf, trainAll } from './train.ts';

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
    for (const name of ['input.weight', 'rule.weight', 'output.weight'])
      expect(arrays[0][name]).toEqual(arrays[1][name]);
    expect(arrays[0]['recurrent.weight'].length).toBe(100);
    expect(arrays[1]['recurrent.weight'].length).toBe(400);
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
      'the weights have no "y.input.weight"',
    );
    engine.dispose();
  });
});

async function train(resume?: Snapshot, stopAt = Number.POSITIVE_INFINITY) {
  const plans = [planNetwork('ring', 12, 0.4), planNetwork('dense', 12)];
  const context = {
    ...{
      parameters: values,
      random: random.split('run'),
      arithmetic: 'strict' as const,
      threads: 1,
    },
    task: () => Promise.reject(new Error('no data needed')),
    ...(resume === undefined ? {} : { resume }),
  };
  const records: StudyRecord[] = [];
  let last: Snapshot | undefined;
  let progress = 0;
  const steps: AsyncGenerator<Step, unknown> = trainAll(context, {
    battery,
    jobs: jobsOf(plans, values.replicates),
  });
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return { records, last, arrays: value as Record<string, ArrayLike<number>> };
    expect(value.progress).toBeGreaterThanOrEqual(progress);
    progress = value.progress;
    if (value.record !== undefined) records.push(value.record);
    if (value.snapshot !== undefined) {
      last = value.snapshot();
      if (records.length >= stopAt) {
        await steps.return({});
        return { records, last, arrays: {} };
      }
    }
  }
}

describe('trainAll', () => {
  it('goes on from any checkpoint as if nothing had happened', async () => {
    const whole = await train();
    expect(rowsOf('battery', whole.records).length).toBe(1);
    expect(rowsOf('curve', whole.records).length).toBe(4 * 3);
    expect(rowsOf('end', whole.records).length).toBe(4);
    expect(Object.keys(whole.arrays).filter((name) => name.endsWith('output.bias'))).toEqual([
      'ring-12-5.output.bias',
      'dense-12-12.output.bias',
    ]);
    for (const stopAt of [3, 6]) {
      const part = await train(undefined, stopAt);
      const rest = await train(structuredClone(part.last));
      expect([...part.records, ...rest.records]).toEqual(whole.records);
      expect(rest.arrays).toEqual(whole.arrays);
    }
  });

  it('shows all networks of a replicate the same trials', async () => {
    const { records } = await train();
    const trials = (id: string, replicate: number) =>
      rowsOf('curve', records)
        .filter((row) => row.id === id && row.replicate === replicate)
        .map((row) => row.trials);
    expect(trials('ring-12-5', 0)).toEqual(trials('dense-12-12', 0));
    expect(trials('ring-12-5', 0)).not.toEqual(trials('ring-12-5', 1));
    const { totalOperations, recurrentOperations } = rowsOf('curve', records)[2];
    expect(recurrentOperations).toBe(3 * 60 * 4 * 30 * 4);
    expect(totalOperations).toBeGreaterThan(recurrentOperations);
  });
});

const row = (replicate: number, accuracy: number, trials: number | null): EndRow =>
  ({
    ...{ kind: 'end', network: 'n', replicate, accuracy, last: accuracy, finalTrials: 100 },
    criterion: { trials, updates: trials, operations: trials, energy: trials },
  }) as unknown as EndRow;

describe('judgements', () => {
  const ours = [0, 1, 2].map((k) => row(k, 0.8 + 0.01 * k, 100 + k));
  const theirs = [0, 1, 2].map((k) => row(k, 0.6 + 0.01 * k, 200 + 2 * k));

  it('need three seeds, and an interval on one side', () => {
    expect(difference(paired(ours, theirs), (r) => r.accuracy).verdict).toBe('holds');
    expect(difference(paired(theirs, ours), (r) => r.accuracy).verdict).toBe('falls short');
    expect(difference(paired(ours.slice(0, 2), theirs), (r) => r.accuracy).verdict).toBe(
      'undecided',
    );
    expect(difference(undefined, (r) => r.accuracy).verdict).toBe('undecided');
  });

  it('of savings count networks that never arrive', () => {
    expect(savings(paired(ours, theirs), 'trials', 'trials')).toEqual({
      measured: '101 against 202 trials: 2.00× [2.00, 2.00] (3 paired seeds)',
      verdict: 'holds',
    });
    const never = theirs.map((r) => row(r.replicate, 0.5, null));
    expect(savings(paired(ours, never), 'trials', 'trials').verdict).toBe('holds');
    expect(savings(paired(never, ours), 'trials', 'trials').verdict).toBe('undecided');
  });

  it('refuse more than can be had', () => {
    const ceilings = [0.9, 1];
    expect(belowCeiling([row(0, 0.96, 1)], ceilings).verdict).toBe('holds');
    expect(belowCeiling([row(0, 0.999, 1)], ceilings).verdict).toBe('holds');
    expect(belowCeiling([row(0, 0.999, 1)], [0.8, 0.9]).verdict).toBe('falls short');
  });

  it('find the first crossing by interpolation', () => {
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
    const { records } = await train();
    const order = ['LM ring 42 %', 'dense'];
    const curves = curvesFigure(records, { id: 'a', title: 'A', caption: 'B.', order });
    const [rule] = curves.marks.filter(({ type }) => type === 'ruleY');
    expect(rule.data.map(({ label }) => label)).toEqual(['Bayes ceiling 98.5 %']);
    expect(curves.caption).toContain('range of 2 seeds');
    const words = { id: 'b', title: 'B', caption: 'C' };
    const [first] = rowsOf('battery', records);
    const map = taskMap(
      first,
      endsOf(records, () => true),
      order,
      words,
    );
    expect(map.marks[0].data.length).toBe(40);
  });
});
