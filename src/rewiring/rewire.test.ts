import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, pairsOf, topologyOf } from '../../test/layers.ts';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { normal, randomSign, WEIGHT_LAWS, weightLaw, zero } from '../connectivity/weights.ts';
import { createRandom, type Random } from '../numerics/random.ts';
import { checkTopology, fullTopology, isDense } from '../sparse/topology.ts';
import { byScore } from './by-score.ts';
import { signFlipped, smallestMagnitude } from './drop.ts';
import { shareOf } from './fraction.ts';
import { uniformEmpty } from './grow.ts';
import type { RewirableLayer } from './layer.ts';
import { rewire } from './rewire.ts';
import type { Rewired, Rewiring } from './rule.ts';
import { set, setMagnitude, setPublicCode, staticSparse } from './set.ts';

/** A layer with a random weight and a velocity on every connection. */
function layerOf(topology: RewirableLayer['topology'], seed: number): RewirableLayer {
  const random = createRandom(seed);
  const weights = new Float32Array(topology.index.length);
  const velocity = new Float32Array(topology.index.length);
  random.split('weights').fillNormal(weights, 0.1);
  random.split('velocity').fillNormal(velocity, 0.01);
  return { topology, arrays: { weights, velocity } };
}

const anyLayer = fc.tuple(anyTopology, fc.nat()).map(([topology, seed]) => layerOf(topology, seed));
const anyZeta = fc.double({ min: 0, max: 1, noNaN: true });

const bits = (values: Float32Array) =>
  new Uint32Array(values.buffer, values.byteOffset, values.length);
const count = (values: Iterable<number>, test: (value: number) => boolean) =>
  [...values].filter(test).length;

/** Checks everything that must hold after any step of any rule. */
function expectSound(before: RewirableLayer, after: Rewired): void {
  checkTopology(after.layer.topology);
  const old = pairsOf(before.topology);
  const now = pairsOf(after.layer.topology);
  const gone = new Set(Array.from(after.removed, (k) => keyOf(old[k])));
  const born = new Set(Array.from(after.born, (k) => keyOf(now[k])));
  expect(gone.size).toBe(after.removed.length);
  expect(born.size).toBe(after.born.length);
  // Connections are those before, less the dead, and the newborn.
  const expected = old.map(keyOf).filter((key) => !gone.has(key));
  for (const key of born) expect(expected).not.toContain(key);
  expect(now.map(keyOf).sort()).toEqual([...expected, ...born].sort());
  // Survivors keep every bit of every value.
  const place = new Map(now.map((pair, k) => [keyOf(pair), k]));
  const arraysBefore = before.arrays;
  expect(Object.keys(after.layer.arrays).sort()).toEqual(Object.keys(arraysBefore).sort());
  for (const [name, values] of Object.entries(arraysBefore)) {
    expect(after.layer.arrays[name].length).toBe(now.length);
    old.forEach((pair, k) => {
      if (gone.has(keyOf(pair))) return;
      expect(bits(after.layer.arrays[name])[place.get(keyOf(pair))!]).toBe(bits(values)[k]);
    });
  }
}

describe('rewire with SET', () => {
  it('conserves connections, keeps survivors, counts exactly for each sign', () => {
    fc.assert(
      fc.property(anyLayer, anyZeta, fc.nat(), (layer, zeta, seed) => {
        const frozen = structuredClone({ ...layer });
        const after = rewire(layer, set({ zeta }), createRandom(seed), 0);
        expectSound(layer, after);
        expect({ ...layer }).toEqual(frozen);
        expect(after.born.length).toBe(after.removed.length);
        if (isDense(layer.topology)) {
          expect(after.removed.length).toBe(0);
          return;
        }
        const dead = Array.from(after.removed, (k) => layer.arrays.weights[k]);
        for (const sign of [-1, 1]) {
          const population = count(layer.arrays.weights, (w) => Math.sign(w) === sign);
          expect(count(dead, (w) => Math.sign(w) === sign)).toBe(shareOf(zeta, population));
        }
        for (const k of after.born) expect(after.layer.arrays.velocity[k]).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('names the connections that died and were born in the same step', () => {
    fc.assert(
      fc.property(anyLayer, fc.nat(), (layer, seed) => {
        const after = rewire(layer, set({ zeta: 0.6 }), createRandom(seed), 0);
        const gone = new Set(Array.from(after.removed, (k) => keyOf(pairsOf(layer.topology)[k])));
        const now = pairsOf(after.layer.topology);
        const expected = Array.from(after.born).filter((k) => gone.has(keyOf(now[k])));
        expect(Array.from(after.returned)).toEqual(expected);
      }),
    );
  });

  it('keeps K over a hundred steps, and never repeats itself', () => {
    let layer = layerOf(
      erdosRenyi({ inputs: 60, outputs: 50, density: 0.1, random: createRandom(3) }),
      3,
    );
    const random = createRandom('hundred steps');
    const seen = new Set<string>();
    for (let step = 0; step < 100; step++) {
      const after = rewire(layer, set(), random.split(step), step);
      checkTopology(after.layer.topology);
      expect(after.layer.topology.index.length).toBe(300);
      layer = after.layer;
      seen.add(after.layer.topology.index.join());
    }
    expect(seen.size).toBe(100);
  });

  it('does not pile connections up where storage ends (trap: equal weights die in its order)', () => {
    // Weights of 0 that no gradient moves: 200 units with 10 connections each, in ten tenths.
    const random = createRandom('pile');
    const topology = erdosRenyi({
      ...{ inputs: 100, outputs: 200, density: 0.1, order: 'by-output' },
      random: random.split('wiring'),
    });
    const weights = new Float32Array(topology.index.length);
    let layer: RewirableLayer = { topology, arrays: { weights } };
    for (let step = 0; step < 40; step++)
      layer = rewire(layer, set({ value: zero }), random.split(step), step).layer;
    const { start } = layer.topology;
    for (let tenth = 0; tenth < 10; tenth++) {
      const own = start[20 * (tenth + 1)] - start[20 * tenth];
      // 200 of 2,000 places in each: 13.4 either way, which is nearer than the tenth with twice as many that was seen.
      expect(Math.abs(own - start[200] / 10)).toBeLessThan(4 * 13.4);
    }
  });

  it('is the same for the same stream, and another for another', () => {
    const layer = layerOf(
      erdosRenyi({ inputs: 40, outputs: 40, density: 0.1, random: createRandom(5) }),
      5,
    );
    const once = rewire(layer, set(), createRandom('a'), 0);
    expect(rewire(layer, set(), createRandom('a'), 0)).toEqual(once);
    expect(rewire(layer, set(), createRandom('b'), 0).layer.topology).not.toEqual(
      once.layer.topology,
    );
    // Removal has no part in chance.
    expect(rewire(layer, set(), createRandom('b'), 0).removed).toEqual(once.removed);
  });

  it('draws what dies, what is born and first weights from streams of their own names', () => {
    const layer = layerOf(
      topologyOf(8, 8, 'by-output', [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ]),
      1,
    );
    const seen: Record<string, readonly number[]> = {};
    const note = <R>(name: string, random: Random, result: R): R => {
      seen[name] = random.key;
      return result;
    };
    const rule = set({ zeta: 1 });
    const { grow } = rule;
    const spying: Rewiring = {
      ...rule,
      drop: { name: 'first', select: (_, random) => note('drop', random, Uint32Array.of(0)) },
      grow: { ...grow, select: (asked) => note('grow', asked.random, grow.select(asked)) },
      value: { ...zero, fill: (_into, _shape, random) => note('value', random, undefined) },
    };
    const random = createRandom(4);
    rewire(layer, spying, random, 0);
    expect(seen).toEqual({
      drop: random.split('drop').key,
      grow: random.split('grow').key,
      value: random.split('value').key,
    });
  });

  it('chooses the same connections whatever law their first weight has', () => {
    const layer = layerOf(
      erdosRenyi({ inputs: 40, outputs: 40, density: 0.1, random: createRandom(5) }),
      5,
    );
    const [a, b] = [zero, normal(0.1)].map((value) =>
      rewire(layer, set({ value }), createRandom('a'), 0),
    );
    expect(a.layer.topology).toEqual(b.layer.topology);
    expect(Array.from(a.born, (k) => a.layer.arrays.weights[k])).toEqual(
      new Array(a.born.length).fill(0),
    );
    expect(
      count(
        Array.from(b.born, (k) => b.layer.arrays.weights[k]),
        (w) => w === 0,
      ),
    ).toBe(0);
  });

  it('leaves a dense layer alone (trap: evolving a layer whose density is ≥ 1)', () => {
    const layer = layerOf(fullTopology(10, 10, 'by-input'), 1);
    for (const rule of [set(), setMagnitude(), setPublicCode(), set({ finalStep: 'prune' })]) {
      for (const last of [false, true]) {
        const after = rewire(layer, rule, createRandom(1), 0, last);
        expect(after.layer.topology).toBe(layer.topology);
        expect(after.layer.arrays.weights).toBe(layer.arrays.weights);
        expect(after.removed.length + after.born.length + after.returned.length).toBe(0);
      }
    }
  });

  it('works in a layer that is nearly full', () => {
    const full = fullTopology(30, 30, 'by-output');
    const {
      layer: { topology },
    } = rewire(
      {
        topology: topologyOf(30, 30, 'by-output', pairsOf(full).slice(1)),
        arrays: { weights: new Float32Array(899).fill(1) },
      },
      set({ excludeJustRemoved: true }),
      createRandom(1),
      0,
    );
    checkTopology(topology);
    expect(topology.index.length).toBe(899);
  });

  it('elsewhere: none returns while there is room', () => {
    const layer = layerOf(
      erdosRenyi({ inputs: 20, outputs: 20, density: 0.4, random: createRandom(7) }),
      7,
    );
    const after = rewire(layer, set({ excludeJustRemoved: true }), createRandom(1), 0);
    expect(after.born.length).toBe(after.removed.length);
    expect(after.returned.length).toBe(0);
    expect(rewire(layer, set(), createRandom(1), 0).returned.length).toBeGreaterThan(0);
  });
});

describe('the last step', () => {
  const layer = layerOf(
    erdosRenyi({ inputs: 50, outputs: 40, density: 0.1, random: createRandom(9) }),
    9,
  );

  it.each([
    ['none', 200, 0],
    ['prune', 141, 0],
    ['prune-and-grow', 200, 59],
  ] as const)('%s leaves %i connections', (finalStep, left, born) => {
    // ⌊0.3 · 102⌋ = 30 of the negative and ⌊0.3 · 98⌋ = 29 of the positive weights are removed.
    expect([
      count(layer.arrays.weights, (w) => w < 0),
      count(layer.arrays.weights, (w) => w > 0),
    ]).toEqual([102, 98]);
    const after = rewire(layer, set({ finalStep }), createRandom(1), 99, true);
    expectSound(layer, after);
    expect([after.layer.topology.index.length, after.born.length]).toEqual([left, born]);
    expect(rewire(layer, set({ finalStep }), createRandom(1), 98).born.length).toBe(59);
  });
});

describe('other rules from the same parts', () => {
  const layer = layerOf(
    erdosRenyi({ inputs: 30, outputs: 20, density: 0.2, random: createRandom(11) }),
    11,
  );

  it('static does nothing at all', () => {
    const after = rewire(layer, staticSparse(), createRandom(1), 0);
    expect(after.layer.topology).toBe(layer.topology);
    expect(after.layer.arrays.velocity).toBe(layer.arrays.velocity);
  });

  it('RigL-like: what dies and is best again is left untouched', () => {
    const rule: Rewiring = {
      name: 'by gradient',
      drop: smallestMagnitude(0.3),
      grow: byScore({ candidates: 'all' }),
      value: zero,
      returning: 'untouched',
      finalStep: 'none',
    };
    // The score likes low lists, so some of those that die there come back at once.
    const score = (list: Uint32Array) => Float32Array.from(list, (l) => 1 / (l + 1));
    const after = rewire({ ...layer, score }, rule, createRandom(1), 0);
    expectSound(layer, after);
    expect(after.returned.length).toBeGreaterThan(0);
    expect(after.removed.length + after.returned.length).toBe(shareOf(0.3, 120));
    expect(after.born.length).toBe(after.removed.length);
    const now = pairsOf(after.layer.topology);
    const old = pairsOf(layer.topology).map(keyOf);
    for (const k of after.returned) {
      const before = old.indexOf(keyOf(now[k]));
      expect(after.layer.arrays.weights[k]).toBe(layer.arrays.weights[before]);
      expect(after.layer.arrays.velocity[k]).toBe(layer.arrays.velocity[before]);
    }
    const reset = rewire({ ...layer, score }, { ...rule, returning: 'new' }, createRandom(1), 0);
    expect(reset.layer.topology).toEqual(after.layer.topology);
    expect(reset.returned).toEqual(after.returned);
    for (const k of reset.returned) expect(reset.layer.arrays.weights[k]).toBe(0);
  });

  it('DeepR-like: signs are a state that the newborn draw', () => {
    const rule: Rewiring = {
      name: 'by sign',
      drop: signFlipped(),
      grow: uniformEmpty(),
      value: zero,
      states: { sign: randomSign, absent: zero },
      finalStep: 'none',
    };
    const sign = new Float32Array(120).fill(1);
    const after = rewire({ ...layer, arrays: { ...layer.arrays, sign } }, rule, createRandom(1), 0);
    expect(after.removed.length).toBe(count(layer.arrays.weights, (w) => w < 0));
    expect(new Set(Array.from(after.born, (k) => after.layer.arrays.sign[k]))).toEqual(
      new Set([-1, 1]),
    );
    expect(after.layer.arrays.absent).toBeUndefined();
  });

  it('births may differ from deaths, up to a full layer', () => {
    const more = rewire(layer, { ...set(), births: (removed) => removed + 10 }, createRandom(1), 0);
    expectSound(layer, more);
    expect(more.layer.topology.index.length).toBe(130);
    const all = rewire(layer, { ...set(), births: () => 1e6 }, createRandom(1), 0);
    expect(isDense(all.layer.topology)).toBe(true);
    expect(() => rewire(layer, { ...set(), births: () => -1 }, createRandom(1), 0)).toThrow(
      'rule "set" wants -1 births, not an integer ≥ 0',
    );
  });
});

describe('an emptied layer', () => {
  it('is filled again under every law of first weights', () => {
    const empty = topologyOf(40, 30, 'by-input', []);
    for (const name of WEIGHT_LAWS) {
      const rule: Rewiring = { ...set({ value: weightLaw(name) }), births: () => 300 };
      const layer = { topology: empty, arrays: { weights: new Float32Array(0) } };
      const { arrays } = rewire(layer, rule, createRandom('empty'), 1).layer;
      expect(arrays.weights.length).toBe(300);
      expect(arrays.weights.every(Number.isFinite)).toBe(true);
      // Variance 2 / fan-in of the layer as it is then: 300 connections onto 30 units.
      const variance = arrays.weights.reduce((sum, w) => sum + w * w, 0) / 300;
      if (name === 'sparse-fan-in') expect(variance / (2 / 10)).toBeCloseTo(1, 0);
    }
  });
});

describe('refusals', () => {
  const topology = topologyOf(3, 3, 'by-output', [
    [0, 0],
    [1, 1],
  ]);
  const two = Float32Array.of(1, 2);

  it('name what does not fit', () => {
    const random = createRandom(1);
    const refusal = (arrays: Record<string, Float32Array>) => () =>
      rewire({ topology, arrays }, set(), random, 0);
    expect(refusal({ weights: new Float32Array(3) })).toThrow('3 weights for 2 connections');
    expect(refusal({ weights: two, velocity: new Float32Array(1) })).toThrow(
      '"velocity" has 1 values for 2 connections',
    );
    expect(refusal({ velocity: two })).toThrow('a layer has no weights');
    expect(refusal({ weights: Float32Array.of(1, Number.NaN) })).toThrow(
      'value at position 1 is not a number: training has diverged',
    );
  });
});
