/** Learning as a whole: the same bits on twins, threads and mirrors; saved and restored; booked exactly; and it learns. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { erdosRenyi, weightLaw } from '../connectivity/index.ts';
import { strictEngine } from '../engine/fixtures/strict.ts';
import type { Engine, EngineOptions } from '../engine/index.ts';
import { leastOf } from '../ledger/index.ts';
import {
  bundleWeights,
  createMlp,
  homeOrder,
  type LayerSpec,
  type Mlp,
} from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { adam, sgd, type Transform } from '../plasticity/index.ts';
import { type Drop, type FinalStep, set } from '../rewiring/index.ts';
import { fullTopology, toBuffer } from '../sparse/index.ts';
import { type Classifier, createClassifier, type EpochRecord } from './classifier.ts';
import type { MirrorChoice } from './orientation.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

interface Variant extends EngineOptions {
  readonly mirror?: MirrorChoice;
  readonly batch?: number;
  readonly epochs?: number;
  readonly dropout?: number;
  readonly transform?: () => Transform;
  readonly finalStep?: FinalStep;
  readonly drop?: Drop;
  /** Takes the numbers of the dropout masks. */
  readonly masks?: number[];
  /** How many more connections are born than die at each rewiring. */
  readonly growth?: number;
}

async function make(
  variant: Variant = {},
): Promise<{ classifier: Classifier; network: Mlp; weights: () => Float32Array[] }> {
  const { batch = 40, epochs = 4, dropout = 0.2, mirror = 'never' } = variant;
  const engine = strictEngine(variant);
  engines.push(engine);
  const random = createRandom(3);
  const sizes = [20, 30, 25, 3];
  const layers = sizes.slice(1).map((outputs, k): LayerSpec => {
    const stream = random.split('birth').split(k);
    const shape = erdosRenyi({
      inputs: sizes[k],
      outputs,
      density: k === 2 ? 1 : 0.3,
      order: homeOrder(k),
      random: stream,
    });
    const weights = new Float32Array(shape.index.length);
    weightLaw('sparse-fan-in').fill(
      weights,
      { inputs: sizes[k], outputs, density: k === 2 ? 1 : 0.3 },
      stream,
    );
    return {
      topology: shape,
      arrays: { weights },
      activation: k === 2 ? undefined : 'relu',
      dropout: k === 2 ? 0 : dropout,
      room: 1.1,
    };
  });
  const made = createMlp(engine, {
    layers,
    loss: 'cross-entropy',
    batch,
    dropoutKey: random.split('dropout').key,
  });
  const network: Mlp = {
    ...made,
    setStep(step) {
      variant.masks?.push(step);
      made.setStep(step);
    },
  };
  const transform = (
    variant.transform ?? (() => sgd({ rate: 0.05, momentum: 0.9, coupledDecay: 0.0002 }))
  )();
  const { growth = 0, finalStep = 'none', drop } = variant;
  const rewiring = {
    ...set({ zeta: 0.3, finalStep }),
    ...(drop === undefined ? {} : { drop }),
    births: (removed: number) => removed + growth,
  };
  const classifier = await createClassifier({
    network,
    task,
    scaling: 'unit',
    transformFor: () => transform,
    rewiringFor: () => rewiring,
    epochs,
    random: random.split('learning'),
    mirror,
  });
  return {
    classifier,
    network,
    weights: () => network.bundles.map((bundle) => bundleWeights(engine, bundle).slice()),
  };
}

function learn(classifier: Classifier, epochs = Number.POSITIVE_INFINITY): EpochRecord[] {
  const records: EpochRecord[] = [];
  for (const progress of classifier.learn()) {
    if (!isTick(progress)) records.push(progress);
    if (records.length >= epochs) break;
  }
  return records;
}

async function outcome(variant: Variant): Promise<unknown> {
  const { classifier, weights } = await make(variant);
  const records = learn(classifier);
  return { records, weights: weights().map((w) => [...new Uint32Array(w.buffer)]) };
}

describe('a training run with rewiring and dropout', () => {
  it('gives the same bits on the twins and for every thread count', async () => {
    const expected = await outcome({ backend: 'twin' });
    for (const threads of [1, 2, 3]) expect(await outcome({ threads })).toEqual(expected);
  });

  it('gives the same bits with and without mirrors, and when their use is measured', async () => {
    const expected = await outcome({ mirror: 'never' });
    for (const mirror of ['always', 'measured'] as const)
      expect(await outcome({ mirror, threads: 2 })).toEqual(expected);
  });

  it.each([-7, 5])(
    'gives the same bits with mirrors, on threads and on twins when %i connections come or go',
    async (growth) => {
      const expected = await outcome({ growth, backend: 'twin' });
      expect(await outcome({ growth, mirror: 'always', threads: 2 })).toEqual(expected);
      const first = await make({ growth, mirror: 'always' });
      learn(first.classifier, 2);
      const second = await make({ growth, mirror: 'always' });
      second.classifier.restore(structuredClone(first.classifier.save()));
      learn(second.classifier);
      const whole = await make({ growth });
      learn(whole.classifier);
      expect(second.weights()).toEqual(whole.weights());
    },
  );

  it.each([4, 8, 16])(
    'gives the same bits with and without mirrors in batches of %i',
    async (batch) => {
      const expected = await outcome({ batch, mirror: 'never', epochs: 2 });
      expect(await outcome({ batch, mirror: 'measured', epochs: 2 })).toEqual(expected);
    },
  );

  it('refuses to go on from the middle of an epoch', async () => {
    const { classifier } = await make({ batch: 1 });
    const learning = classifier.learn();
    const step = learning.next();
    learning.return();
    if (step.done === true || !isTick(step.value)) return;
    expect(() => classifier.save()).toThrow('learning was stopped within epoch 1');
    expect(() => learn(classifier)).toThrow('learning was stopped within epoch 1');
  });

  it('gives the same bits for every thread count in fused arithmetic', async () => {
    const expected = await outcome({ arithmetic: 'fused' });
    expect(await outcome({ arithmetic: 'fused', threads: 2 })).toEqual(expected);
  });

  it('sees every example once an epoch, whatever the batch', async () => {
    // At a rate of almost 0 the mean loss of an epoch is that of the first weights.
    const lossWith = async (batch: number): Promise<number> => {
      const still = { batch, epochs: 1, dropout: 0, transform: () => sgd({ rate: 1e-30 }) };
      return learn((await make(still)).classifier)[0].trainLoss;
    };
    const expected = await lossWith(1);
    for (const batch of [2, 3, 8, 20, 100, 333, 1000])
      expect(await lossWith(batch)).toBeCloseTo(expected, 5);
  });

  it('goes on from a saved state with the same bits', async () => {
    const whole = await make({ epochs: 5 });
    const records = learn(whole.classifier);
    const first = await make({ epochs: 5 });
    learn(first.classifier, 2);
    const saved = structuredClone(first.classifier.save());
    const second = await make({ epochs: 5, mirror: 'always' });
    second.classifier.restore(saved);
    expect(learn(second.classifier)).toEqual(records.slice(2));
    expect(second.weights()).toEqual(whole.weights());
    expect(second.classifier.totals()).toEqual(whole.classifier.totals());
  });

  it.each(['none', 'prune', 'prune-and-grow'] as const)(
    'goes on to more epochs than were asked for as if they had been, last step %s',
    async (finalStep) => {
      const whole = await make({ epochs: 5, finalStep });
      const records = learn(whole.classifier);
      const first = await make({ epochs: 3, finalStep });
      const begun = learn(first.classifier);
      const { removed, born, returned, cost, ...rest } = begun[2];
      // Only the last step of all differs.
      expect(begun.slice(0, 2)).toEqual(records.slice(0, 2));
      expect(records[2]).toMatchObject(finalStep === 'none' ? begun[2] : rest);
      const second = await make({ epochs: 5, finalStep });
      const saved = first.classifier.save();
      second.classifier.restore(saved);
      expect(learn(second.classifier)).toEqual(records.slice(3));
      expect(second.weights()).toEqual(whole.weights());
      expect(second.classifier.totals()).toEqual(whole.classifier.totals());
      // What had ended has ended again, with the same network.
      const third = await make({ epochs: 3, finalStep });
      third.classifier.restore(saved);
      expect(learn(third.classifier)).toEqual([]);
      expect(third.weights()).toEqual(first.weights());
      expect(third.classifier.totals()).toEqual(first.classifier.totals());
    },
  );

  it('is not changed by being saved or asked for its account', async () => {
    const whole = await make();
    learn(whole.classifier);
    const asked = await make();
    for (const told of asked.classifier.learn()) {
      asked.classifier.totals();
      if (!isTick(told)) asked.classifier.save();
    }
    expect(asked.weights()).toEqual(whole.weights());
    expect(asked.classifier.totals()).toEqual(whole.classifier.totals());
  });

  it('draws from a stream of its own in every epoch and every layer, by their names', async () => {
    const seen: string[] = [];
    const drop: Drop = {
      name: 'watching',
      select(_, random) {
        seen.push(random.key.join());
        return new Uint32Array(0);
      },
    };
    const { classifier } = await make({ drop });
    learn(classifier);
    const own = createRandom(3).split('learning').split('rewiring');
    const expected = [1, 2, 3].flatMap((epoch) =>
      ['hidden1.weight', 'hidden2.weight'].map((name) =>
        own.split(epoch).split(name).split('drop').key.join(),
      ),
    );
    expect(seen).toEqual(expected);
    expect(new Set(seen).size).toBe(6);
  });

  it('numbers dropout masks and optimiser steps on over the epochs', async () => {
    const masks: number[] = [];
    const steps: number[] = [];
    const transform = () =>
      sgd({
        rate: (step: number) => {
          steps.push(step);
          return 0.05;
        },
      });
    const { classifier } = await make({ batch: 100, transform, masks });
    learn(classifier, 2);
    expect(masks).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...new Set(steps)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('refuses a state of another network', async () => {
    const { classifier } = await make();
    const saved = classifier.save();
    const { 'hidden1.weight': weight, ...others } = saved.arrays;
    expect(() => classifier.restore({ ...saved, arrays: others })).toThrow(
      'the checkpoint has no "hidden1.weight"',
    );
    const short = { ...others, 'hidden1.weight': weight.slice(0, -1) };
    expect(() => classifier.restore({ ...saved, arrays: short })).toThrow('truncated or overlong');
    // The same units, but more connections than there is room for, or fewer where all must be.
    const [full, start] = [fullTopology(20, 30, 'by-output'), new Uint32Array(26)];
    const none = { ...fullTopology(25, 3, 'by-input'), start, index: new Uint16Array(0) };
    for (const [name, topology, message] of [
      ['hidden1.weight', full, '20×30 by-output with 600 connections, .* room for 199'],
      ['output.weight', none, '25×3 by-input with 0 connections, .* room for 75'],
    ] as const) {
      const bytes = toBuffer({
        topology,
        arrays: { weights: new Float32Array(topology.index.length) },
      });
      const arrays = { ...saved.arrays, [name]: bytes };
      expect(() => classifier.restore({ ...saved, arrays })).toThrow(new RegExp(message));
    }
  });

  it('learns, keeps the number of connections, and replaces the asked share', async () => {
    const { classifier } = await make({ epochs: 12, dropout: 0 });
    const records = learn(classifier);
    const last = records[records.length - 1];
    expect(last.testAccuracy).toBeGreaterThan(0.9);
    expect(new Set(records.map((r) => r.connections)).size).toBe(1);
    // Rewiring comes before an epoch: never before the first, and nothing comes after the last.
    expect(records[0].removed + records[0].born).toBe(0);
    for (const { removed, born } of records.slice(1)) {
      expect(removed).toBe(born);
      expect(removed).toBeGreaterThan(0.28 * (last.connections - 75));
    }
    expect(classifier.totals().created).toBe(
      records.reduce((sum, { cost }) => sum + cost.created, 0),
    );
  });

  it('learns with Adam too', async () => {
    const { classifier } = await make({
      epochs: 8,
      dropout: 0,
      transform: () => adam({ rate: 0.01 }),
    });
    expect(learn(classifier)[7].testAccuracy).toBeGreaterThan(0.9);
  });
});

describe('the account', () => {
  it('agrees with an audit by weight snapshots at every step', async () => {
    // One step an epoch: what lies between two snapshots is one optimiser step and one rewiring pass.
    const { classifier, weights } = await make({ batch: 333, epochs: 1, dropout: 0 });
    const before = weights();
    const beginning = classifier.wirings();
    learn(classifier);
    const after = weights();
    let [changes, energy] = [0, 0];
    before.forEach((bundle, b) => {
      bundle.forEach((w, k) => {
        if (w !== after[b][k]) changes += 1;
        energy += Math.abs(after[b][k] - w);
      });
    });
    const totals = classifier.totals();
    expect(totals.changes).toBe(changes);
    expect(Math.abs(totals.energy / energy - 1)).toBeLessThan(1e-6);
    const minima = leastOf(beginning, classifier.wirings());
    expect(minima.changes).toBe(changes);
    expect(Math.abs(minima.energy / energy - 1)).toBeLessThan(1e-6);
  });

  it('is never below its minima, and adds up', async () => {
    const { classifier } = await make({ epochs: 3 });
    const beginning = classifier.wirings();
    const records = learn(classifier);
    const totals = classifier.totals();
    const minima = leastOf(beginning, classifier.wirings());
    expect(totals.changes).toBeGreaterThanOrEqual(minima.changes);
    expect(totals.energy).toBeGreaterThanOrEqual(minima.energy);
    expect(totals.created).toBe(totals.deleted);
    expect(records.reduce((sum, r) => sum + r.cost.changes, 0)).toBe(totals.changes);
    expect(totals.potentiation + totals.depression).toBe(totals.energy);
  });
});

describe('what does not fit', () => {
  it('is named, also where no compiler has looked', async () => {
    const { network } = await make();
    const common = { network, task, epochs: 1, random: createRandom(1) };
    const transformFor = () => sgd({ rate: 1 });
    await expect(
      // @ts-expect-error: plain JavaScript may say anything
      createClassifier({ ...common, transformFor, scaling: 'zscore' }),
    ).rejects.toThrow('unknown scaling "zscore"; did you mean "z-score"?');
    await expect(
      // @ts-expect-error: plain JavaScript may say anything
      createClassifier({ ...common, transformFor, mirror: 'sometimes' }),
    ).rejects.toThrow('unknown choice of mirrors "sometimes"');
    await expect(createClassifier({ ...common, transformFor, epochs: -1 })).rejects.toThrow(
      'epochs -1 is not an integer ≥ 0',
    );
  });

  it('is refused before any work', async () => {
    const { classifier } = await make({ epochs: 1, transform: () => sgd({ rate: 1e12 }) });
    expect(() => learn(classifier)).toThrow(/diverged; lower the learning rate/);
  });
});
