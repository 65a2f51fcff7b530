/** The online rule at work: what it promises at its end, resumption, the stream, the ledger. */

import { describe, expect, it } from 'vitest';
import { initialWeights } from '../networks/index.ts';
import { withoutTicks } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { type BundleTransform, sparseRule } from '../plasticity/index.ts';
import { type Associations, inhibitoryFirst, randomAssociations } from '../tasks/associations.ts';
import { reportWeights } from '../tasks/patterns.ts';
import {
  createPerceptronLearner,
  type PerceptronLearner,
  type PerceptronOptions,
} from './perceptron.ts';

const GAP = 2.5;

function instance(inputs: number, associations: number, seed: string): Associations {
  const signs = inhibitoryFirst(inputs, 0.2);
  const spec = { inputs, associations, inputActivity: 0.5, outputActivity: 0.5, signs };
  return randomAssociations(spec, createRandom(seed));
}

const learnerOf = (
  data: Associations,
  options: Partial<PerceptronOptions> = {},
): Promise<PerceptronLearner> =>
  createPerceptronLearner({
    ...{ data, margin: 1, gap: GAP, rule: sparseRule({ signs: data.signs, gap: GAP }) },
    weights: initialWeights(data.inputs, { signs: data.signs, gap: GAP }, createRandom('w')),
    ...{ random: createRandom('learning'), interval: 50, maxSteps: 20_000, ...options },
  });

describe.each(['batch', 'streaming'] as const)('learning, %s', (mode) => {
  it('ends with all associations stored and all constraints kept', async () => {
    const data = instance(100, 10, 'easy');
    const learner = await learnerOf(data, { mode });
    const records = [...withoutTicks(learner.learn())];
    const last = records[records.length - 1];
    expect(last).toMatchObject({ solved: true, errors: 0, gapViolations: 0, signViolations: 0 });
    const weights = learner.weights();
    const report = reportWeights(data, weights);
    expect(report.margin).toBeGreaterThanOrEqual(1);
    expect(report.smallest).toBeGreaterThan(GAP * (1 - 1e-6));
    expect(Math.abs(report.meanAbsolute - 1)).toBeLessThanOrEqual(0.001);
    expect(1 - last.connections / 100).toBeCloseTo(report.sparsity, 12);
    expect(weights.every((w, i) => w * (data.signs?.[i] ?? 0) >= 0)).toBe(true);
    // Theory leaves little choice: mean 1 and gap 2.5 need S ≥ 0.6.
    expect(report.sparsity).toBeGreaterThan(0.6);
    learner.dispose();
  });

  it('goes on from a saved state to the same records and weights', async () => {
    const data = instance(60, 8, 'resumed');
    const whole = await learnerOf(data, { mode });
    const records = [...withoutTicks(whole.learn())];
    const first = await learnerOf(data, { mode });
    const begun = [];
    for (const record of withoutTicks(first.learn())) {
      begun.push(record);
      if (begun.length === 3) break;
    }
    const state = first.save();
    const second = await learnerOf(data, { mode });
    second.restore({ ...state, meta: JSON.parse(JSON.stringify(state.meta)) });
    expect([...begun, ...withoutTicks(second.learn())]).toEqual(records);
    expect(second.weights()).toEqual(whole.weights());
    expect(second.totals()).toEqual(whole.totals());
    for (const learner of [whole, first, second]) learner.dispose();
  });
});

describe('saving', () => {
  it('changes nothing, and the account is of whole events', async () => {
    const data = instance(60, 20, 'saved');
    const options = { interval: 7, maxSteps: 3000 };
    const [whole, asked] = [await learnerOf(data, options), await learnerOf(data, options)];
    for (const _ of whole.learn());
    for (const _ of asked.learn()) {
      asked.save();
      asked.totals();
    }
    expect(asked.totals()).toEqual(whole.totals());
    expect(asked.weights()).toEqual(whole.weights());
    expect(Number.isInteger(whole.totals().upkeep)).toBe(true);
    for (const learner of [whole, asked]) learner.dispose();
  });
});

describe('a batch', () => {
  // Where few are not stored they are looked up, where many are they are drawn.
  it.each([3, 36])(
    'learns all of the %d of 40 that are not stored equally often',
    async (count) => {
      const spec = { inputs: 60, associations: 40, inputActivity: 0.5, outputActivity: 0.5 };
      const data = randomAssociations(spec, createRandom('picked'));
      const weights = initialWeights(60, {}, createRandom('w'));
      const fields = Array.from(
        data.labels,
        (label, k) => label * weights.reduce((sum, w, i) => sum + w * data.patterns[60 * k + i], 0),
      );
      const sorted = [...fields].sort((a, b) => a - b);
      const least = (sorted[count - 1] + sorted[count]) / 2;
      const margin = least / Math.sqrt(60);
      const missed = fields.flatMap((field, k) => (field < least ? [k] : []));
      expect(missed).toHaveLength(count);
      const counts = new Map(missed.map((k) => [k, 0]));
      // Notes which association a step is about, and changes nothing.
      const noting: BundleTransform = {
        ...{ kind: 'bundle', name: 'noting', states: [] },
        apply({ change }) {
          const k = missed.find((each) =>
            change.every((value, i) => value === -data.labels[each] * data.patterns[60 * each + i]),
          );
          expect(k).toBeDefined();
          counts.set(k ?? -1, (counts.get(k ?? -1) ?? 0) + 1);
          change.fill(0);
        },
      };
      const steps = 2000;
      const learner = await learnerOf(data, {
        ...{ rule: noting, weights, margin, gap: 0, maxSteps: steps, random: createRandom(3) },
      });
      for (const _ of learner.learn());
      const expected = steps / missed.length;
      const squares = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2, 0);
      // χ² of so many degrees of freedom, within four of its standard deviations.
      const freedom = missed.length - 1;
      expect(squares / expected).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
      learner.dispose();
    },
  );
});

describe('a stream from outside', () => {
  it('is learned as the stream from data is, without any', async () => {
    const data = instance(50, 8, 'outside');
    const inside = await learnerOf(data, { mode: 'streaming', maxSteps: 150, patience: 1e6 });
    for (const _ of inside.learn());
    const none = { patterns: new Uint8Array(0), labels: new Int8Array(0), associations: 0 };
    const outside = await learnerOf(data, { data: { ...data, ...none } });
    expect(() => outside.learn()).toThrow('data has no associations to learn');
    const order = createRandom('learning').split('pick');
    for (let step = 0; step < 150; step++) {
      const k = order.integer(8);
      const pattern = data.patterns.subarray(50 * k, 50 * (k + 1));
      const label = data.labels[k] === 1 ? 1 : -1;
      const field = outside.weights().reduce((sum, w, i) => sum + w * pattern[i], 0);
      expect(outside.present(pattern, label)).toBe(label * field >= Math.sqrt(50));
    }
    expect(outside.weights()).toEqual(inside.weights());
    expect(outside.totals()).toEqual(inside.totals());
    expect(() => outside.present([1], 1)).toThrow('pattern has 1 entries, not 50');
    expect(() => outside.present(new Array(50).fill(2), 1)).toThrow('pattern[0] 2 is not 0 or 1');
    expect(() => outside.present(new Array(50).fill(1), 0 as 1)).toThrow('label 0 is not 1 or -1');
    for (const learner of [inside, outside]) learner.dispose();
  });
});

describe('a learner', () => {
  it('books every change', async () => {
    const data = instance(40, 6, 'booked');
    const learner = await learnerOf(data, { interval: 1, maxSteps: 60 });
    let before: Float64Array | undefined;
    let [changes, energy, upkeep] = [0, 0, 0];
    for (const { connections, step, solved } of withoutTicks(learner.learn())) {
      const now = learner.weights();
      if (before !== undefined) {
        const old = before;
        changes += now.filter((w, i) => w !== old[i]).length;
        energy += now.reduce((sum, w, i) => sum + Math.abs(w - old[i]), 0);
      }
      before = now;
      if (!solved && step < 60) upkeep += connections;
    }
    const totals = learner.totals();
    expect(totals.changes).toBe(changes);
    expect(totals.energy).toBeCloseTo(energy, 3);
    expect(totals.upkeep).toBeCloseTo(upkeep, 9);
    expect(totals.steps).toBe(60);
    learner.dispose();
  });

  it('works without signs and without a gap', async () => {
    const spec = { inputs: 80, associations: 20, inputActivity: 0.2, outputActivity: 0.3 };
    const data = randomAssociations(spec, createRandom('free'));
    const learner = await learnerOf(data, {
      ...{ gap: 0, rule: sparseRule({ rate: 0.05 }), margin: 0.3, threshold: 0.02 },
      weights: initialWeights(80, {}, createRandom('w')),
    });
    const last = [...withoutTicks(learner.learn())].pop();
    expect(last?.solved).toBe(true);
    expect(reportWeights(data, learner.weights(), 0.02).margin).toBeGreaterThanOrEqual(0.3);
    learner.dispose();
  });

  it('says when it has not succeeded', async () => {
    const learner = await learnerOf(instance(40, 60, 'too much'), { maxSteps: 120 });
    const last = [...withoutTicks(learner.learn())].pop();
    expect(last).toMatchObject({ solved: false, step: 120 });
    learner.dispose();
  });

  it.each<[Partial<PerceptronOptions>, string]>([
    [{ weights: [1] }, 'weights has 1 entries, not 40'],
    [{ gap: [1] }, 'gap has 1 entries, not 40'],
    [{ gap: 41 }, 'gap 41 is outside [0, 40]: weights of mean size 1'],
    [{ gap: new Array(40).fill(Number.NaN) }, 'gap[0] NaN is outside [0, 40]'],
    [{ margin: Number.NaN }, 'margin NaN is not a finite number'],
    [{ maxSteps: 0 }, 'maxSteps 0 is not an integer ≥ 1'],
    [{ tolerance: -1 }, 'tolerance -1 is outside [0, ∞)'],
  ])('refuses %j', async (options, message) => {
    await expect(learnerOf(instance(40, 4, 'bad'), options)).rejects.toThrow(message);
  });
});
