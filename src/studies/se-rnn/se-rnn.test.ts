/** The study as a whole: its trials, its records, that it can be taken up, its measures and what its claims say. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { expectUndecided } from '../../../test/verdicts.ts';
import { strongest, structureOf } from '../../analyses/spatial-structure.ts';
import { latticeSpace } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import { trialFeed } from '../../learners/one-choice.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { inDegrees } from '../../sparse/topology.ts';
import { oneChoice } from '../../tasks/index.ts';
import { build, localMask } from './build.ts';
import { figures } from './figures.ts';
import { seRnn } from './index.ts';
import { METHODS, penaltyOf, priceOf } from './methods.ts';
import { check, parameters, presets, type Values } from './parameters.ts';
import { records as kinds } from './records.ts';

const small = (given: Partial<Values> = {}): Values =>
  resolveParameters(parameters, {
    ...presets.smoke,
    ...{ sides: [2, 3, 2], updates: 20, evaluateEvery: 10, randomGraphs: 2 },
    ...given,
  });

const run = studyRunner(seRnn);

describe('a run', () => {
  it('trains every method, and can be taken up after a network', async () => {
    const values = small();
    const whole = await run(values);
    const ends = kinds.rows('end', whole.records);
    expect(ends.map((row) => row.method)).toEqual([...METHODS]);
    for (const row of ends) {
      expect(row.swaps > 0).toBe(row.method === 'bimt');
      expect(row.strength > 0).toBe(row.price > 0);
    }
    // After each of three checks of eight networks, and after each network.
    expect(whole.snapshots.length).toBe(32);
    expect(new Set(Object.keys(whole.arrays).map((name) => name.split('.')[0])).size).toBe(8);
    // BIMT in the midst, when its units have swapped places; the end of another; between two.
    for (const at of [21, 22, 10, 19, 27]) {
      const { after, snapshot } = whole.snapshots[at];
      const rest = await run(values, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(rest.arrays).toEqual(whole.arrays);
    }
  });

  it('goes on to more updates with the bits of a run that had them from the start', async () => {
    const given = { methods: ['plain', 'bimt'] as const, sides: [2, 2, 2] };
    const longer = small({ ...given, updates: 30 });
    const whole = await run(longer);
    for (const updates of [20, 25]) {
      const { former } = await run(small({ ...given, updates }));
      // A check at update 25 is none of a longer run: it goes on from update 20.
      expect(former.get('bimt 1 nats 1')?.records.length).toBe(3);
      const continued = await run(longer, { former });
      expect(continued.records).toEqual(whole.records);
      expect(continued.arrays).toEqual(whole.arrays);
    }
  });

  it('is the same on two threads', async () => {
    const values = small({ methods: ['se-rnn', 'bimt', 'random'], updates: 10 });
    expect((await run(values, { threads: 2 })).records).toEqual((await run(values)).records);
  });

  it('makes wire shorter where it has a price', async () => {
    const methods = ['plain', 'wire', 'se-rnn', 'bimt-still', 'bimt'] as const;
    const given = { methods, sides: [3, 3, 3], prices: [4], updates: 200, evaluateEvery: 20 };
    const { records } = await run(small(given));
    const [plain, ...priced] = kinds.rows('end', records).map((row) => row.weightedLength);
    for (const length of priced) expect(length).toBeLessThan(plain);
    // Swaps beside the same network without.
    expect(priced[3]).toBeLessThan(priced[2]);
  });

  it('begins all methods of a replicate alike, and shows them the same trials', async () => {
    const { records } = await run(small({ methods: ['plain', 'l1', 'bimt'], updates: 10 }));
    const first = kinds.rows('check', records).filter((row) => row.update === 0);
    expect(new Set(first.map((row) => row.accuracy)).size).toBe(1);
    expect(new Set(first.map((row) => row.weightedLength)).size).toBe(1);
  });

  it('makes figures that name what they show', async () => {
    const values = small({ prices: [0.5, 1], replicates: 2, updates: 10, evaluateEvery: 10 });
    const { records, arrays } = await run(values);
    const found = figures([{ parameters: values, seed: 1, records, arrays }]);
    expect(found.map((figure) => figure.id)).toEqual([
      ...['learning', 'modularity', 'small-world', 'frontier'],
      ...['price-modularity', 'price-small-world', 'price-accuracy', 'lengths', 'map'],
    ]);
    const shorter = { ...values, updates: 20 };
    const others = [records, []].map((own) => ({
      parameters: shorter,
      seed: 2,
      records: own,
      arrays,
    }));
    // Another setting has panels of its own, and one without records none.
    const compared = figures([{ parameters: values, seed: 1, records, arrays }, ...others]);
    expect(compared.map(({ id }) => id)).toEqual(found.map(({ id }) => id));
    const panels = compared[0].marks.flatMap(({ data }) => data.map(({ setting }) => setting));
    expect([...new Set(panels)].filter(Boolean)).toEqual(['updates 10', 'updates 20']);
    // Two seeds settle nothing.
    for (const { measure } of seRnn.claims)
      expectUndecided(measure([{ parameters: values, seed: 1, records, arrays }]));
  });
});

describe('the trials', () => {
  it('are those of the task, with noise, asked for at the last step alone', () => {
    const engine = createEngine({ arithmetic: 'strict', backend: 'twin' });
    const values = small({ batch: 20 });
    const task = oneChoice(values);
    const { network } = build(engine, 'plain', values, task, createRandom(1));
    const feed = trialFeed(network, task, 0.05, createRandom('trials'));
    const { pass, trials } = feed.next();
    expect(trials).toBe(20);
    let [squares, count] = [0, 0];
    for (const track of pass.tracks()) {
      const answer = track.labels[track.stepStart];
      const at = (step: number, channel: number): number =>
        track.observations[track.start + step * track.stepStride + channel * track.channelStride];
      const problem = Array.from({ length: task.problems }, (_, p) => p).find((p) =>
        Array.from({ length: task.steps }, (_, step) => step).every((step) =>
          Array.from({ length: 8 }, (_, c) => c).every(
            (c) => Math.abs(at(step, c) - (task.shown(p, step).includes(c) ? 1 : 0)) < 0.4,
          ),
        ),
      );
      expect(problem).toBeDefined();
      expect(task.answer(problem ?? 0)).toBe(answer);
      for (let step = 0; step < task.steps; step++) {
        const weight = track.lossWeights[track.stepStart + step * track.stepStep];
        expect(weight).toBeCloseTo(step === task.steps - 1 ? 1 / 20 : 0, 7);
        for (let c = 0; c < 8; c++) {
          squares += (at(step, c) - (task.shown(problem ?? 0, step).includes(c) ? 1 : 0)) ** 2;
          count++;
        }
      }
    }
    // 1120 draws: the standard error of the variance is 4 %.
    expect(Math.abs(squares / count / 0.0025 - 1)).toBeLessThan(0.17);
    const seen = [...pass.tracks()[0].observations];
    const other = trialFeed(network, task, 0.05, createRandom('trials'));
    other.restore(JSON.parse(JSON.stringify(feed.state())));
    feed.next();
    const next = [...pass.tracks()[0].observations];
    expect(next).not.toEqual(seen);
    const { pass: theirs } = other.next();
    expect([...theirs.tracks()[0].observations]).toEqual(next);
    engine.dispose();
  });
});

describe('the networks', () => {
  it('have masks of equal in-degrees, near the density asked for', () => {
    const engine = createEngine({ arithmetic: 'strict', backend: 'twin' });
    const values = small({ sides: [5, 5, 4], density: 0.05 });
    const task = oneChoice(values);
    const [local, random] = (['local', 'random'] as const).map(
      (method) => build(engine, method, values, task, createRandom(1)).topology,
    );
    // r = 1: 100 self-connections and two for each of the 80 + 80 + 75 neighbouring pairs.
    expect(local.index.length).toBe(570);
    expect(localMask(values).radius).toBe(1);
    expect(inDegrees(random)).toEqual(inDegrees(local));
    engine.dispose();
  });

  it('pay what their penalties say: its slope is the price’s gradient', () => {
    const engine = createEngine({ arithmetic: 'strict', backend: 'twin' });
    const values = small();
    const built = build(engine, 'plain', values, oneChoice(values), createRandom(2));
    const { topology, space } = built;
    const weights = built.weights.slice();
    const bundle = built.network.bundle('recurrent.weight');
    const list = Uint32Array.from(weights, (_, k) => Math.floor(k / space.units));
    const ends = { pre: list, post: Uint32Array.from(topology.index) };
    const context = {
      ...({ bundle: bundle.name, kind: 'weight', layer: 1, layers: 3, moment: undefined } as const),
      ...{ inputs: space.units, outputs: space.units, ends: () => ends },
      ...{ random: createRandom(3), book: () => {} },
    };
    for (const method of ['l1', 'wire', 'se-rnn', 'bimt'] as const) {
      const change = new Float32Array(weights.length);
      priceOf(method, 0.5, () => space)?.apply({ change, weights, states: [] }, 0, context);
      for (let k = 0; k < weights.length; k += 13) {
        const at = (by: number): number => {
          const moved = Float64Array.from(weights);
          moved[k] += by;
          return penaltyOf(method, { topology, weights: moved, space });
        };
        const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        expect(Math.abs(change[k] - 0.5 * slope)).toBeLessThan(1e-4 * Math.max(1, Math.abs(slope)));
      }
    }
    expect(priceOf('local', 1, () => space)).toBeUndefined();
    engine.dispose();
  });
});

describe('the structure', () => {
  it('is that of the strongest connections', () => {
    expect([...strongest([0.1, -3, 2, 0, -2], 3)]).toEqual([1, 2, 4]);
    const space = latticeSpace({ sides: [12], periodic: false });
    const { topology } = localMask({ sides: [12], density: 1 });
    // Two groups of six, each tied together; a weak tie to everybody else.
    const weights = Float32Array.from(topology.index, (to, k) =>
      Math.floor(k / 12 / 6) === Math.floor(to / 6) ? 1 : 0.01,
    );
    const found = structureOf(
      { topology, weights, space },
      { count: 72, share: 0.5, graphs: 3, random: createRandom(1) },
    );
    expect(found.communities).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    // Two complete graphs of equal size: Q = 1 − 1/2.
    expect(found.modularity).toBeCloseTo(0.5, 12);
    // In a row of six the mean distance of all pairs, each with itself too, is (36 − 1) / 18.
    expect(found.meanLength).toBeCloseTo(35 / 18, 12);
    expect(found.lengths).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(found.sizes[0]).toBeCloseTo(1, 6);
    expect(found.sizes[11]).toBeCloseTo(0.01, 6);
  });
});

describe('parameters', () => {
  it('are refused where they do not fit', () => {
    expect(() => check(small({ sides: [1] }))).toThrow('a box of 1 has 1 units; use 4 to 4096');
    expect(() => check(small({ updates: 5 }))).toThrow(
      'updates 5 end before the first evaluation at 10; lower evaluate-every',
    );
    for (const preset of Object.values(presets)) check(resolveParameters(parameters, preset));
  });
});
