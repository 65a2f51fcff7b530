/** Weights of classes: their scale, and their place in losses and gradients. */

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { strictEngine } from '../engine/fixtures/strict.ts';
import type { Engine, EngineOptions } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { bundleWeights, mlp } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { type ClassWeights, classWeightsOf } from './class-weights.ts';
import { createClassifier } from './classifier.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

describe('class weights', () => {
  it('have a mean of 1 over the training examples', () => {
    const any = fc.uint8Array({ minLength: 1, maxLength: 60, max: 3 });
    const values = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
      ...{ minLength: 4, maxLength: 4 },
    });
    fc.assert(
      fc.property(any, fc.oneof(values, fc.constant('balanced' as const)), (labels, given) => {
        const weights = classWeightsOf(given, labels, 4) ?? new Float32Array(4);
        const mean = labels.reduce((sum, label) => sum + weights[label], 0) / labels.length;
        expect(mean).toBeCloseTo(1, 5);
      }),
    );
  });

  it('balance: N / (classes · n_c)', () => {
    const labels = Uint8Array.of(0, 0, 0, 0, 0, 1, 2, 2);
    expect([...(classWeightsOf('balanced', labels, 3) ?? [])]).toEqual(
      [8 / 15, 8 / 3, 4 / 3].map(Math.fround),
    );
    expect(classWeightsOf(undefined, labels, 3)).toBeUndefined();
  });

  it('are refused where they are no numbers, too few or all 0', () => {
    const labels = Uint8Array.of(0, 1);
    for (const wrong of [[1], [1, -1], [1, Number.NaN], 'balance'] as ClassWeights[])
      expect(() => classWeightsOf(wrong, labels, 2)).toThrow(
        'are neither "balanced" nor 2 numbers ≥ 0, one a class',
      );
    expect(() => classWeightsOf([0, 0], labels, 2)).toThrow('0 for every class that has examples');
  });
});

async function learned(classWeights: ClassWeights | undefined, options: EngineOptions = {}) {
  const engine = strictEngine(options);
  engines.push(engine);
  const random = createRandom(4);
  const fit = { inputs: 20, outputs: 3, batch: 333 };
  const network = buildMlp(mlp([12], { density: 0.5 }), engine, random, fit);
  const before = network.bundles.map((bundle) => bundleWeights(engine, bundle).slice());
  const transform = sgd({ rate: 1 });
  const classifier = await createClassifier({
    ...{ network, task, classWeights, epochs: 1, random: random.split('learning') },
    ...{ transformFor: () => transform, mirror: 'never' },
  });
  const [record] = [...classifier.learn()].flatMap((told) => ('cost' in told ? [told] : []));
  const changes = network.bundles.map((bundle, b) =>
    bundleWeights(engine, bundle).map((w, k) => w - before[b][k]),
  );
  return { record, changes, classifier };
}

describe('learning with class weights', () => {
  it('is a sum over classes, each with its weight: losses and changes', async () => {
    const counts = [0, 1, 2].map((c) => task.train.labels.filter((label) => label === c).length);
    // Of one step over all examples: with all weight on class c, its own share times N / n_c.
    const alone = await Promise.all(
      [0, 1, 2].map((c) => learned([0, 1, 2].map((k) => (k === c ? 1 : 0)))),
    );
    const weights = [3, 0.5, 1];
    const sum = weights.reduce((all, w, c) => all + w * counts[c], 0);
    const mixed = await learned(weights);
    const share = weights.map((w, c) => (w * counts[c]) / sum);
    const loss = alone.reduce((all, { record }, c) => all + share[c] * record.trainLoss, 0);
    expect(mixed.record.trainLoss).toBeCloseTo(loss, 5);
    mixed.changes.forEach((change, b) => {
      change.forEach((value, k) => {
        const expected = alone.reduce((all, { changes }, c) => all + share[c] * changes[b][k], 0);
        expect(value).toBeCloseTo(expected, 5);
      });
    });
  });

  it('of 1 is learning without, and comes to the same bits on threads and twins', async () => {
    const { record, changes } = await learned(undefined);
    expect(await learned([2, 2, 2])).toMatchObject({ record, changes });
    const balanced = await learned('balanced');
    for (const options of [{ threads: 2 }, { backend: 'twin' }] as const)
      expect(await learned('balanced', options)).toMatchObject({
        ...{ record: balanced.record, changes: balanced.changes },
      });
    expect(balanced.classifier.evaluate({ ...task.test })).toEqual(balanced.classifier.evaluate());
  });
});
