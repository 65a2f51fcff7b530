/** Rewiring every so many steps: when it happens, what it is scored on, that it is exact; and options that are refused. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom, type Random } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { type Rewiring, set, smallestMagnitude } from '../rewiring/index.ts';
import { rigl } from '../rewiring/rigl.ts';
import { type Classifier, type ClassifierOptions, createClassifier } from './classifier.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

interface Variant extends Partial<Pick<ClassifierOptions, 'rewireEvery' | 'epochs' | 'random'>> {
  readonly rewiring?: Rewiring;
  /** Takes the numbers of the passes. */
  readonly passes?: number[];
}

/** 333 examples in batches of 40: nine steps an epoch, the last of 13 examples. */
async function make({ rewiring = set({ zeta: 0.3 }), passes, ...variant }: Variant) {
  const engine = createEngine({ arithmetic: 'strict' });
  engines.push(engine);
  const random = createRandom(3);
  const fit = { inputs: 20, outputs: 3, batch: 40 };
  const network = buildMlp(mlp([20], { density: 0.3 }), engine, random, fit);
  const transform = sgd({ rate: 0.05 });
  const spied: Rewiring = {
    ...rewiring,
    grow: {
      ...rewiring.grow,
      select(request) {
        passes?.push(request.step);
        return rewiring.grow.select(request);
      },
    },
  };
  return createClassifier({
    ...{ network, task, epochs: 3, mirror: 'never', random: random.split('learning'), ...variant },
    transformFor: () => transform,
    rewiringFor: ({ name }) => (name === 'hidden1.weight' ? spied : undefined),
  });
}

function learn(classifier: Classifier, epochs = Number.POSITIVE_INFINITY) {
  const records = [];
  for (const told of classifier.learn()) {
    if (!isTick(told)) records.push(told);
    if (records.length >= epochs) break;
  }
  return records;
}

describe('rewiring every so many steps', () => {
  it('happens before these steps, within epochs, and ends where it is to', async () => {
    const passes: number[] = [];
    // Steps 0 to 26: before steps 4, 8, …, 24, two in each epoch, where ⌊ζK⌋ of the layer's connections die.
    const rewiring = { ...set(), drop: smallestMagnitude(0.3) };
    const classifier = await make({ passes, rewiring, rewireEvery: { steps: 4 } });
    const { index } = classifier.wirings()['hidden1.weight'].topology;
    const removed = 2 * Math.floor(0.3 * index.length);
    expect(learn(classifier).map((record) => record.removed)).toEqual([removed, removed, removed]);
    expect(passes).toEqual([1, 2, 3, 4, 5, 6]);
    passes.length = 0;
    learn(await make({ passes, rewireEvery: { steps: 4, until: 16 } }));
    expect(passes).toEqual([1, 2, 3]);
  });

  it('at the length of an epoch happens when rewiring before epochs does', async () => {
    const every = learn(await make({ rewireEvery: { steps: 9 } }));
    expect(every).toEqual(learn(await make({})));
  });

  it.each([set({ zeta: 0.3, finalStep: 'prune' }), rigl({ zeta: 0.3, candidates: 'all' })])(
    'goes on from a saved state to the same bits, also to more epochs ($name)',
    async (rewiring) => {
      const rewireEvery = { steps: 4, until: 20 };
      const whole = await make({ rewiring, rewireEvery });
      const records = learn(whole);
      const first = await make({ rewiring, rewireEvery, epochs: 2 });
      learn(first);
      const second = await make({ rewiring, rewireEvery });
      second.restore(structuredClone(first.save()));
      expect(learn(second)).toEqual(records.slice(2));
      expect(second.save()).toEqual(whole.save());
    },
  );

  it('is refused where its numbers make no sense, like other options', async () => {
    for (const rewireEvery of [{ steps: 0 }, { steps: 2.5 }, { steps: 3, until: -1 }])
      await expect(make({ rewireEvery })).rejects.toThrow(
        'is not { steps: an integer ≥ 1, until: a step ≥ 0 }',
      );
    await expect(make({ random: Object(7) as Random })).rejects.toThrow(
      'random 7 is no stream of random numbers; give createRandom(7)',
    );
  });
});
