/** Adam on connections that are born late: corrected since the start, as it was published, and since their birth. */

import { describe, expect, it } from 'vitest';
import { gradient, setup, trained } from '../../test/bundles.ts';
import { adam } from './optimisers.ts';

/** The first step of a weight that is born at step `late` with moments of 0, in units of the rate. */
const firstStep = (late: number): number =>
  (1 - 0.9) / (1 - 0.9 ** (late + 1)) / Math.sqrt((1 - 0.999) / (1 - 0.999 ** (late + 1)));

describe('Adam and newborn connections', () => {
  it.each([0, 10, 100, 5000])(
    'at step %i the first change is that of the deviation',
    async (late) => {
      const count = 33;
      const { step, weights, plasticity, bundle, engine } = await setup(adam({ rate: 0.1 }), count);
      const ones = new Float32Array(count).fill(1);
      const zeros = new Float32Array(count);
      const before = weights().slice();
      for (const state of Object.values(plasticity.states(bundle))) state.fill(0);
      step(late, [ones, zeros]);
      for (let k = 0; k < count; k++)
        expect((before[k] - weights()[k]) / 0.1).toBeCloseTo(firstStep(late), 4);
      engine.dispose();
    },
  );

  it('under one and the same gradient changes rise to 6.57 rates at the twelfth', async () => {
    const count = 4;
    const { step, weights, engine } = await setup(adam({ rate: 0.1 }), count);
    const gradients = [new Float32Array(count).fill(1), new Float32Array(count)];
    const changes = Array.from({ length: 20 }, (_, k) => {
      const [before] = weights();
      step(50_000 + k, gradients);
      return (before - weights()[0]) / 0.1;
    });
    // (1 − β₁ʲ)/√(1 − β₂ʲ) at the j-th.
    changes.forEach((change, k) => {
      expect(change).toBeCloseTo((1 - 0.9 ** (k + 1)) / Math.sqrt(1 - 0.999 ** (k + 1)), 3);
    });
    expect(changes.indexOf(Math.max(...changes))).toBe(11);
    expect(changes[11]).toBeCloseTo(6.5685, 3);
    engine.dispose();
  });
});

describe('Adam that corrects since birth', () => {
  const COUNT = 65;
  const since = { rate: 0.1, correctedSince: 'birth' as const };
  const zeros = new Float32Array(COUNT);

  it('at any step the first change of a newborn is the rate, not more', async () => {
    const { step, weights, plasticity, bundle, engine } = await setup(adam(since), COUNT);
    for (const late of [0, 1, 100, 1500, 50_000]) {
      for (const state of Object.values(plasticity.states(bundle))) state.fill(0);
      const before = weights().slice();
      step(late, [gradient(late, 0, COUNT), zeros]);
      weights().forEach((w, k) => {
        const change = Math.abs(before[k] - w) / 0.1;
        expect(change).toBeLessThanOrEqual(1.00001);
        expect(change).toBeGreaterThan(0.999);
      });
    }
    engine.dispose();
  });

  it('a newborn learns as one that was there at first, whatever the others do', async () => {
    const { step, weights, plasticity, bundle, engine } = await setup(adam(since), COUNT);
    const [from, late] = [weights().slice(), 40];
    // The first half lives from step 0 on; of it the second half is a copy that is born at `late`.
    const shown = (t: number) =>
      gradient(t, 0, COUNT).map(
        (_, k) => gradient(k < 32 || t < late ? t : t - late, 1, COUNT)[k % 32],
      );
    const first: number[][] = [];
    const second: number[][] = [];
    for (let t = 0; t < late + 20; t++) {
      if (t === late) {
        for (const state of Object.values(plasticity.states(bundle))) state.fill(0, 32);
        weights().copyWithin(32, 0);
        weights().set(from.subarray(0, 32), 32);
      }
      const before = weights().slice();
      step(t, [shown(t), zeros]);
      const changes = Array.from(weights(), (w, k) => w - before[k]);
      if (t < 20) first.push(changes.slice(0, 32));
      if (t >= late) second.push(changes.slice(32, 64));
    }
    expect(second).toEqual(first);
    engine.dispose();
  });

  it('agrees with the usual form where nothing is born, and with its twin to the bit', async () => {
    const [usual, own, twin] = await Promise.all([
      trained(adam({ rate: 0.1 })),
      trained(adam(since)),
      trained(adam(since), { backend: 'twin', threads: 1 }),
    ]);
    own.forEach((w, k) => {
      expect(Math.abs(w - usual[k])).toBeLessThan(2e-6 * (1 + Math.abs(w)));
    });
    expect(own).toEqual(twin);
    expect(() => adam({ rate: 1, correctedSince: 'bith' as 'birth' })).toThrow(
      'unknown age of moments "bith"; did you mean "birth"? Known: start, birth',
    );
  });
});
