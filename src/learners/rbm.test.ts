/** A machine that learns: what it comes to, that it goes on to the same bits, and that its rewiring keeps its promises. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildRbm, type RbmDescription, rbm } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import {
  type Rewiring,
  rewiringNamed,
  rigl,
  roomOf,
  set,
  staticSparse,
} from '../rewiring/index.ts';
import { digits } from '../tasks/digits/digits.ts';
import type { DenseInputs } from '../tasks/examples.ts';
import { createRbmLearner, type RbmRecord } from './rbm.ts';
import { train } from './train.ts';

const { train: learned, test } = digits({ train: 200, test: 60 });

async function make(
  description: Partial<RbmDescription>,
  {
    rewiring = set() as Rewiring,
    epochs = 3,
    threads = 1,
    momentum = 0,
    examples = learned as DenseInputs,
  } = {},
) {
  const engine = createEngine({ threads, arithmetic: 'strict' });
  const network = buildRbm(
    rbm(30, { ...(description.density === undefined && { epsilon: 4 }), ...description }),
    engine,
    createRandom(2),
    {
      ...{ inputs: examples.features, batch: 20, birth: { room: roomOf(rewiring) } },
    },
  );
  const learner = await createRbmLearner({
    ...{ network, train: examples, test, epochs, random: createRandom(4) },
    transformFor: ({ kind }) =>
      sgd({ rate: 0.1, momentum, ...(kind === 'weight' && { decoupledDecay: 2e-7 }) }),
    rewiringFor: () => rewiring,
  });
  return { engine, network, learner };
}

const countsOf = (records: readonly RbmRecord[]) => records.map(({ connections }) => connections);

function recordsOf(learner: { learn(): Iterable<object> }): RbmRecord[] {
  return [...learner.learn()].filter((step): step is RbmRecord => !isTick(step));
}

describe('a machine that learns', () => {
  it('reconstructs better and better, with as many connections as before', async () => {
    const { learner, network, engine } = await make({}, { epochs: 5 });
    const records = recordsOf(learner);
    expect(records.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(records.map(({ connections }) => connections))).toEqual(
      new Set([network.matrix.connections]),
    );
    expect(records[4].testError).toBeLessThan(0.8 * records[0].testError);
    expect(records[4].trainError).toBeLessThan(records[0].trainError);
    expect(records.slice(1).every(({ removed, born }) => removed > 0 && removed === born)).toBe(
      true,
    );
    expect(records[0]).toMatchObject({ removed: 0, born: 0 });
    const { freeEnergies, error } = learner.judge(test);
    expect(freeEnergies.length).toBe(test.count);
    expect(error).toBeCloseTo(learner.judge({ ...test }).error, 2);
    expect(learner.reconstructions(5).length).toBe(5 * 784);
    engine.dispose();
  });

  for (const [name, description, rewiring] of [
    ['SET', {}, set({ finalStep: 'prune' })],
    ['a dense one', { density: 1 }, staticSparse()],
    ['persistent chains', { chains: 'persistent', reconstruction: 'states' }, set()],
    ['RigL', {}, rigl({ zeta: 0.3, candidates: 'all' })],
  ] as const)
    it(`goes on from a saved state to the same bits, whatever the threads: ${name}`, async () => {
      const whole = await make(description, { rewiring });
      const all = recordsOf(whole.learner);
      const first = await make(description, { rewiring, epochs: 2, threads: 2 });
      const start = recordsOf(first.learner);
      const second = await make(description, { rewiring });
      second.learner.restore(first.learner.save());
      const rest = recordsOf(second.learner);
      // The end of a shorter training tells of its final removal, and nothing else differs.
      const facts = ({ testError, testFreeEnergy, trainError }: RbmRecord) => [
        testError,
        testFreeEnergy,
        trainError,
      ];
      expect([...start, ...rest].map(facts)).toEqual(all.map(facts));
      expect(second.learner.wirings()).toEqual(whole.learner.wirings());
      expect(second.learner.totals()).toEqual(whole.learner.totals());
      for (const { engine } of [whole, first, second]) engine.dispose();
    });

  it('rewires when its rule says, and books what choosing took', async () => {
    const seen: number[] = [];
    const rule = rigl({ zeta: 0.2, candidates: 'all' });
    const rewiring: Rewiring = {
      ...rule,
      when: { steps: 4, until: 0.5 },
      drop: {
        ...rule.drop,
        select(layer, random, at) {
          seen.push(at.step);
          return rule.drop.select(layer, random, at);
        },
      },
    };
    // Three epochs of ten steps of 20 examples.
    const { learner, network, engine } = await make({}, { rewiring });
    recordsOf(learner);
    expect(seen).toEqual([1, 2, 3]);
    const { connections } = network.matrix;
    const absent = 30 * 784 - connections + Math.floor(0.2 * connections);
    const { forward, backward } = network.multiplyAdds();
    expect(learner.totals().choosing).toBe(3 * 20 * (forward + backward + absent));
    engine.dispose();
  });

  it('follows rules that act at every step, and such as watch', async () => {
    for (const name of ['deepr', 'top-kast', 'snfs']) {
      const whole = await make(
        {},
        { rewiring: rewiringNamed(name, { rate: 0.1, when: { steps: 5 } }), momentum: 0.5 },
      );
      const counts = countsOf(recordsOf(whole.learner));
      expect(counts.every((count) => count === whole.network.matrix.connections)).toBe(true);
      const again = await make(
        {},
        {
          rewiring: rewiringNamed(name, { rate: 0.1, when: { steps: 5 } }),
          momentum: 0.5,
          threads: 2,
        },
      );
      recordsOf(again.learner);
      expect(again.learner.wirings()).toEqual(whole.learner.wirings());
      expect(whole.learner.totals().created).toBeGreaterThan(0);
      for (const { engine } of [whole, again]) engine.dispose();
    }
  });

  it('refuses values that no visible unit can have', async () => {
    const examples = {
      count: 2,
      features: 784,
      inputs: new Float32Array(2 * 784).fill(1.5),
      scale: 1,
    };
    await expect(make({}, { examples })).rejects.toThrow(
      'train examples: value 1.5 of example 0 is outside [0, 1], what a visible unit can be',
    );
  });

  it('learns in one line', async () => {
    const errors: number[] = [];
    for await (const { testError } of train({ train: learned, test }, rbm(20), {
      epochs: 2,
      batch: 20,
    }))
      errors.push(testError);
    expect(errors.length).toBe(2);
    expect(errors[1]).toBeLessThan(errors[0]);
  });
});
