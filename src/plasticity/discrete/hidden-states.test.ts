/** Hidden states on bundles with given gradients, and a layer of ±1 synapses of an MLP that learns digits. */

import { describe, expect, it } from 'vitest';
import { strictEngine } from '../../engine/fixtures/strict.ts';
import type { EngineOptions } from '../../engine/index.ts';
import { createPerceptron } from '../../networks/perceptron.ts';
import { createRandom } from '../../numerics/random.ts';
import { createPlasticity } from '../apply.ts';
import { rate } from '../optimisers.ts';
import { type BundleContext, chain, type Moment, type Transform } from '../transform.ts';
import { levelOfState, middleState } from './hidden-states.ts';
import { hiddenStates, magnitudeOf, packLevels, unitLevels, unpackLevels } from './index.ts';

/** Steps on the bundle of a perceptron, whose gradients are given. */
async function stepped(
  transform: Transform,
  weights: ArrayLike<number>,
  gradients: readonly ArrayLike<number>[],
  options: EngineOptions = {},
  moment?: Moment,
) {
  const engine = strictEngine(options);
  const perceptron = createPerceptron(engine, weights);
  const [bundle] = perceptron.bundles;
  const random = createRandom('hidden states');
  const plasticity = createPlasticity(engine, [bundle], () => transform, true, random);
  await engine.ready();
  gradients.forEach((gradient, step) => {
    engine.memory.views().f32.set(gradient, bundle.gradient / 4);
    plasticity.apply(step, moment);
  });
  const result = {
    weights: perceptron.weights().slice(),
    hidden: plasticity.states(bundle)['hiddenStates.hidden'].slice(),
    booked: plasticity.book(bundle).take(),
  };
  engine.dispose();
  return result;
}

const COUNT = 1003;
const still = new Float32Array(COUNT);
const drawn = (name: string, deviation: number): Float32Array => {
  const values = new Float32Array(COUNT);
  createRandom(name).fillNormal(values, deviation);
  return values;
};

describe('bins', () => {
  it('are of equal width and have a middle', () => {
    for (const [levels, states] of [
      [2, 4],
      [2, 64],
      [3, 48],
      [5, 64],
    ]) {
      const sizes = new Array<number>(levels).fill(0);
      for (let h = 1 - states; h < states; h += 2) sizes[levelOfState(h, levels, states)] += 1;
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (let level = 0; level < levels; level++) {
        const h = middleState(level, levels, states);
        expect(Math.abs(h % 2)).toBe(1);
        expect(levelOfState(h, levels, states)).toBe(level);
      }
    }
    expect([...unitLevels(3)]).toEqual([-1, 0, 1]);
  });
});

describe('hidden states', () => {
  it('come to the same on arrays that lie in no engine', async () => {
    const transform = hiddenStates({ levels: 3 });
    const weights = drawn('w', 0.05);
    const change = drawn('a', 0.01);
    const { hidden, booked } = await stepped(transform, weights, [change]);
    const states = [new Float32Array(COUNT)];
    let writes = 0;
    const context = {
      ...{ bundle: 'weights', kind: 'weight', layer: 0, layers: 1, inputs: COUNT, outputs: 1 },
      ...{ moment: undefined, ends: () => ({ pre: new Uint32Array(0), post: new Uint32Array(0) }) },
      random: createRandom('hidden states').split('output.weight'),
      book: ({ hiddenWrites = 0 }) => {
        writes += hiddenWrites;
      },
    } as const satisfies BundleContext;
    transform.apply({ change: change.slice(), weights, states }, 0, context);
    expect(states[0]).toEqual(hidden);
    expect(writes).toBe(booked.hiddenWrites);
  });

  it('show levels alone, of the standard deviation that was asked for', async () => {
    for (const levels of [2, 3, 5]) {
      const options = { levels, gain: 1 };
      const { weights } = await stepped(chain(rate(1), hiddenStates(options)), drawn('w', 0.1), [
        drawn('a', 0.05),
        drawn('b', 0.05),
      ]);
      const size = magnitudeOf(options, { count: COUNT, outputs: 1 });
      const seen = unitLevels(levels);
      const deviation = Math.sqrt(seen.reduce((sum, x) => sum + (x * size) ** 2, 0) / levels);
      expect(deviation).toBeCloseTo(1 / Math.sqrt(COUNT), 6);
      for (const w of weights)
        expect(Math.min(...seen.map((x) => Math.abs(x * size - w)))).toBeLessThan(1e-6 * size);
    }
  });

  it('move on average by the change', async () => {
    const options = { levels: 2, states: 4096, magnitude: 1 };
    // A hundredth of the distance of levels in one step: 20.48 states of a bin of 2048.
    const steps = 8;
    const push = new Float32Array(COUNT).fill(-0.02);
    const { hidden } = await stepped(
      chain(rate(1), hiddenStates(options)),
      new Float32Array(COUNT).fill(1),
      new Array(steps).fill(push),
    );
    const start = middleState(1, 2, 4096);
    const moved = hidden.reduce((sum, h) => sum + (h - start) / 2, 0) / COUNT;
    const expected = steps * 0.02 * (4096 / 4);
    // Rounding at random has a variance of p (1 − p) a step.
    const p = (0.02 * 4096) / 4 - 20;
    expect(Math.abs(moved - expected)).toBeLessThan(5 * Math.sqrt((steps * p * (1 - p)) / COUNT));
  });

  it('begin where they are told to, and nowhere else', async () => {
    const states = 8;
    const start = Int16Array.from({ length: COUNT }, (_, k) => 2 * (k % states) + 1 - states);
    const weights = new Float32Array(COUNT).fill(0.1);
    const rule = hiddenStates({ ...{ states, magnitude: 1, moves: 'single' }, start });
    const first = await stepped(rule, weights, [still]);
    expect([...first.hidden]).toEqual([...start]);
    expect([...first.weights]).toEqual([...start].map(Math.sign));
    // A second step goes on from where the first came to, one state up where there is one.
    const second = await stepped(rule, weights, [still, new Float32Array(COUNT).fill(1)]);
    expect([...second.hidden]).toEqual([...start].map((h) => Math.min(states - 1, h + 2)));
    const two = hiddenStates({ states, start: [1, 3] });
    await expect(stepped(two, weights, [still])).rejects.toThrow(
      `bundle "output.weight" has ${COUNT} synapses, 2 first hidden states were given`,
    );
    for (const wrong of [2, 9, 0.5, Number.NaN])
      expect(() => hiddenStates({ states, start: [1, wrong] })).toThrow(
        `first hidden state ${wrong} of synapse 1 is not an odd integer within ±7`,
      );
  });

  it('count what is seen as changes, and moves of states apart', async () => {
    const options = { states: 8, magnitude: 1, moves: 'single' as const };
    const up = new Float32Array(COUNT).fill(-1);
    const weights = new Float32Array(COUNT).fill(-1);
    // From −3, the middle of four states: −1, then +1, which is seen.
    const start = middleState(0, 2, 8);
    expect(start).toBe(-3);
    const {
      booked,
      hidden,
      weights: after,
    } = await stepped(chain(rate(1), hiddenStates(options)), weights, [up, up, still]);
    expect(hidden.every((h) => h === 1)).toBe(true);
    expect(after.every((w) => w === 1)).toBe(true);
    expect(booked).toMatchObject({ changes: COUNT, potentiation: 2 * COUNT, depression: 0 });
    expect(booked.hiddenWrites).toBe(2 * COUNT);
  });

  it('stay within their bounds, and are the same on the twins', async () => {
    const transform = chain(rate(1), hiddenStates({ levels: 3, states: 12, magnitude: 0.5 }));
    const gradients = [drawn('a', 1), drawn('b', 1), drawn('c', 0.1)];
    const one = await stepped(transform, drawn('w', 0.3), gradients);
    const twin = await stepped(transform, drawn('w', 0.3), gradients, { backend: 'twin' });
    expect(twin).toEqual(one);
    for (const h of one.hidden) expect(Math.abs(h)).toBeLessThanOrEqual(11);
  });

  it.each([
    [{ levels: 1 }, 'levels 1 is not an integer in 2..256'],
    [{ states: 7 }, 'states 7 is not an even integer in 4..65536'],
    [{ magnitude: 0 }, 'magnitude 0 is outside (0, ∞)'],
    [{ metaplastic: { chance: 2, lead: 1 } }, 'chance 2 is outside [0, 1]'],
  ])('refuse %j', (options, message) => {
    expect(() => hiddenStates(options)).toThrow(message);
  });

  it('that are metaplastic move when wrong, deepen when hardly right, and rest when right', async () => {
    const options = { states: 8, magnitude: 1, moves: 'single' as const };
    const weights = Float32Array.from({ length: COUNT }, (_, k) => (k % 2 === 0 ? 1 : -1));
    const up = new Float32Array(COUNT).fill(-1);
    const reached = async (right: boolean, lead: number, chance: number) => {
      const transform = chain(
        rate(1),
        hiddenStates({ ...options, metaplastic: { chance, lead: 1 } }),
      );
      const moment = { label: 0, right, lead, layers: [] };
      const { hidden, weights: seen } = await stepped(transform, weights, [up, up], {}, moment);
      return [hidden[0], hidden[1], seen[0], seen[1]];
    };
    // From the middles +3 and −3, two moves up.
    expect(await reached(false, 0, 0)).toEqual([7, 1, 1, 1]);
    expect(await reached(true, 0.5, 1)).toEqual([7, -3, 1, -1]);
    expect(await reached(true, 0.5, 0)).toEqual([3, -3, 1, -1]);
    expect(await reached(true, 2, 1)).toEqual([3, -3, 1, -1]);
  });

  it('that are metaplastic refuse steps of many examples', async () => {
    const transform = hiddenStates({ metaplastic: { chance: 0.3, lead: 1 } });
    await expect(stepped(transform, still, [still])).rejects.toThrow('set batch 1');
  });
});

describe('packed levels', () => {
  it('come back, at a bit or two a weight', () => {
    for (const levels of [2, 3, 5]) {
      const random = createRandom(levels);
      const unit = unitLevels(levels);
      const weights = Float32Array.from({ length: 101 }, () => unit[random.integer(levels)] * 0.3);
      const packed = packLevels(weights, { levels, magnitude: Math.fround(0.3) });
      expect(packed.bytes.length).toBe(Math.ceil((101 * packed.width) / 8));
      expect(unpackLevels(packed)).toEqual(weights);
    }
    expect(() => packLevels([0.1], { magnitude: 0.3 })).toThrow('weights[0] 0.1 is at none');
  });
});
