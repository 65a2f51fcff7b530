import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../../connectivity/fixed.ts';
import { connectionLengths, latticeSpace, permuteSpace } from '../../connectivity/space.ts';
import { createEngine } from '../../engine/index.ts';
import { createPerceptron } from '../../networks/perceptron.ts';
import { createRandom } from '../../numerics/random.ts';
import { createPlasticity } from '../apply.ts';
import { adam, rate } from '../optimisers.ts';
import { chain } from '../transform.ts';
import { contextOf, stepped } from './fixtures/stepped.ts';
import { wirePenalty, wireShrink } from './wire.ts';

const space = latticeSpace({ sides: [4, 5], periodic: true });
const random = createRandom('wire');
const topology = fixedFanIn({ inputs: 20, outputs: 20, fanIn: 7, random });
const lengths = connectionLengths(topology, space);
const COUNT = 140;
const weights = new Float32Array(COUNT);
random.fillNormal(weights, 0.5);
weights[3] = 0;
const gradient = new Float32Array(COUNT);
random.fillNormal(gradient, 0.5);

describe('wirePenalty', () => {
  it.each([
    { strength: 0.1 },
    { strength: 0.1, space },
    { strength: (step: number) => 0.02 * step, space, base: 0.5 },
    { strength: 0.1, space, power: 2 },
  ])('adds the slope of λ Σ |w| (base + d^p): %j', (price) => {
    const { change } = stepped(wirePenalty(price), topology, weights, gradient, 5);
    const strength = 0.1;
    const base = price.base ?? ('space' in price ? 0 : 1);
    change.forEach((g, k) => {
      const d = 'space' in price ? lengths[k] ** (price.power ?? 1) : 0;
      const expected = gradient[k] + strength * (base + d) * Math.sign(weights[k]);
      expect(g).toBeCloseTo(expected, 5);
    });
  });

  it('leaves biases and silent synapses alone', () => {
    const still = new Float32Array(COUNT);
    const onBias = stepped(wirePenalty({ strength: 1, space }), topology, weights, still, 0, {
      ...contextOf(topology, 'bias'),
    });
    expect(onBias.change).toEqual(still);
    expect(stepped(wirePenalty({ strength: 1 }), topology, weights, still).change[3]).toBe(0);
  });

  it('sees that synapses or places have changed', () => {
    const penalty = wirePenalty({ strength: 1, space });
    const still = new Float32Array(COUNT);
    const ones = still.slice().fill(1);
    expect([...stepped(penalty, topology, ones, still).change]).toEqual([
      ...Float32Array.from(lengths),
    ]);
    let places = space;
    const moving = wirePenalty({ strength: 1, space: () => places });
    const context = contextOf(topology);
    expect([...stepped(moving, topology, ones, still, 0, context).change]).toEqual([
      ...Float32Array.from(lengths),
    ]);
    places = permuteSpace(space, random.permutation(20));
    expect([...stepped(moving, topology, ones, still, 0, context).change]).toEqual([
      ...Float32Array.from(connectionLengths(topology, places)),
    ]);
    const other = fixedFanIn({ inputs: 20, outputs: 20, fanIn: 7, random });
    expect([...stepped(penalty, other, ones, still).change]).toEqual([
      ...Float32Array.from(connectionLengths(other, space)),
    ]);
  });
});

describe('wireShrink', () => {
  it('minimises λη Σ |u| c + |u − (w + change)|² / 2', () => {
    const price = { strength: 0.3, rate: 0.5, space, base: 0.2 };
    const { change } = stepped(wireShrink(price), topology, weights, gradient);
    let silent = 0;
    change.forEach((by, k) => {
      const aim = weights[k] + gradient[k];
      const cost = 0.15 * (0.2 + lengths[k]);
      const u = weights[k] + by;
      const value = (x: number) => cost * Math.abs(x) + (x - aim) ** 2 / 2;
      // A minimum of a strictly convex function: no neighbour is lower.
      for (const near of [-1e-3, 1e-3, 0 - u])
        expect(value(u)).toBeLessThanOrEqual(value(u + near) + 1e-7);
      if (u === 0) silent++;
    });
    expect(silent).toBeGreaterThan(10);
    expect(silent).toBeLessThan(COUNT);
  });

  it('makes weights that nothing holds exactly 0, in a chain on real synapses', async () => {
    const run = async (soft: boolean): Promise<Float32Array> => {
      const engine = createEngine({ arithmetic: 'strict' });
      const perceptron = createPerceptron(engine, weights);
      const [bundle] = perceptron.bundles;
      const transform = soft
        ? chain(wirePenalty({ strength: 0.5 }), adam({ rate: 0.02 }))
        : chain(rate(0.02), wireShrink({ strength: 0.5, rate: 0.02 }));
      const plasticity = createPlasticity(engine, [bundle], () => transform);
      await engine.ready();
      for (let step = 0; step < 200; step++) {
        const { f32 } = engine.memory.views();
        // One synapse of two is held at 1 by its gradient.
        perceptron.weights().forEach((w, k) => {
          f32[bundle.gradient / 4 + k] = k % 2 === 0 ? w - 1 : 0;
        });
        plasticity.apply(step);
      }
      const result = perceptron.weights().slice();
      engine.dispose();
      return result;
    };
    const shrunk = await run(false);
    shrunk.forEach((w, k) => {
      // (w − 1) + λ = 0 at w = 0.5, approached by the factor 0.98^200 = 0.02 from at most 2 away.
      if (k % 2 === 1) expect(Math.abs(weights[k]) > 1.9 || w === 0).toBe(true);
      else expect(Math.abs(w - 0.5)).toBeLessThan(0.05);
    });
    const penalised = await run(true);
    expect(penalised.some((w, k) => k % 2 === 1 && w !== 0)).toBe(true);
    penalised.forEach((w, k) => {
      if (k % 2 === 1) expect(Math.abs(w)).toBeLessThan(0.1);
    });
  });

  it('refuses what is no price', () => {
    expect(() => wirePenalty({ strength: -1 })).toThrow('penalty strength -1 is outside [0, ∞)');
    expect(() => wirePenalty({ strength: 1, base: -1 })).toThrow('base -1 is outside [0, ∞)');
    expect(() => wirePenalty({ strength: 1, space, power: Number.NaN })).toThrow(
      'power NaN of the distance is outside (0, ∞)',
    );
    const shrink = wireShrink({ strength: 1, rate: -1, space });
    expect(() => stepped(shrink, topology, weights, gradient)).toThrow(
      'learning rate -1 is outside [0, ∞)',
    );
    const small = wirePenalty({ strength: 1, space: latticeSpace({ sides: [3], periodic: true }) });
    expect(() => stepped(small, topology, weights, gradient)).toThrow(
      'a space of 3 units does not fit bundle "recurrent.weight" of 20×20',
    );
  });
});
