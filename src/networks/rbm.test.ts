/** A machine against a plain, slow version of contrastive divergence with the same draws, and against itself on other engines. */

import { describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../engine/index.ts';
import { philox4x32 } from '../kernels/index.ts';
import { createRandom } from '../numerics/random.ts';
import { bundleWeights, readGradient } from './bundle.ts';
import { type RbmDescription, rbm } from './describe.ts';
import { type Rbm, writeRbmBatch } from './rbm.ts';
import { buildRbm, logOdds, meansOf } from './rbm-builder.ts';
import type { DenseSource } from './source.ts';

const VISIBLE = 21;
const HIDDEN = 13;
const EXAMPLES = 40;

/** Examples of 0 and 1 in the engine's memory, and as numbers. */
function place(engine: Engine): { source: DenseSource; data: Uint8Array } {
  const random = createRandom(3);
  const data = Uint8Array.from({ length: EXAMPLES * VISIBLE }, () => random.bits() & 1);
  const { memory } = engine;
  const at = memory.allocate(data.length + 4);
  const [shift, scale] = [0, 1].map((value) => {
    const address = memory.allocate(4 * VISIBLE);
    memory.views().f32.fill(value, address / 4, address / 4 + VISIBLE);
    return address;
  });
  memory.views().u8.set(data, at);
  return { source: { data: at, storage: 'u8', features: VISIBLE, shift, scale }, data };
}

interface Made {
  readonly engine: Engine;
  readonly network: Rbm;
  readonly data: Uint8Array;
  /** Runs a step of so many examples and returns its gradients. */
  readonly step: (number: number, count: number) => Record<string, Float32Array>;
  readonly dispose: () => void;
}

async function make(
  options: Partial<RbmDescription>,
  { threads = 1, backend = 'wasm' as 'wasm' | 'twin', batch = 24 } = {},
): Promise<Made> {
  const engine = createEngine({ threads, backend, arithmetic: 'strict' });
  const description = rbm(HIDDEN, { density: 0.4, deviation: 1, ...options });
  const network = buildRbm(description, engine, createRandom(5), { inputs: VISIBLE, batch });
  const biases = createRandom(6);
  for (const name of ['hidden.bias', 'visible.bias'])
    biases.fillNormal(bundleWeights(engine, network.bundle(name)), 0.5);
  const { source, data } = place(engine);
  const program = engine.program(network.gradientStrands(source));
  const order = Uint32Array.from({ length: EXAMPLES }, (_, k) => (7 * k) % EXAMPLES);
  await engine.ready();
  const step = (number: number, count: number) => {
    writeRbmBatch(engine, network.batch, order, 0, count);
    network.setStep('learning', number);
    engine.run(program);
    return Object.fromEntries(
      network.bundles.map((bundle) => [bundle.name, readGradient(engine, bundle)]),
    );
  };
  return { engine, network, data, step, dispose: () => engine.dispose() };
}

/** 1 or 0 with probability p, as kernel `bernoulli` draws for number `at` of a tile. */
function drawn(
  key: readonly number[],
  step: number,
  site: number,
  tile: number,
  at: number,
  p: number,
) {
  const words = new Uint32Array(4);
  const [group, word, lane] = [Math.floor(at / 16), Math.floor((at % 16) / 4), at % 4];
  philox4x32(4 * group + lane, site, tile, step + 1, key[0], key[1], words);
  return (words[word] >>> 8) / 2 ** 24 < p ? 1 : 0;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Contrastive divergence as it is written down, example by example over a full table of weights. */
function slow(
  { engine, network, data }: Made,
  step: number,
  count: number,
  particles?: number[][],
) {
  const { steps, chains, statistics, reconstruction } = network.settings;
  const key = createRandom(5).split('draws').key;
  const weights = Array.from({ length: VISIBLE }, () => new Float64Array(HIDDEN));
  const { start, index } = network.matrix.topology();
  const values = network.matrix.weights();
  const mask = weights.map((row) => row.map(() => 0));
  for (let i = 0; i < VISIBLE; i++)
    for (let k = start[i]; k < start[i + 1]; k++) {
      weights[i][index[k]] = values[k];
      mask[i][index[k]] = 1;
    }
  const b = bundleWeights(engine, network.bundle('visible.bias'));
  const c = bundleWeights(engine, network.bundle('hidden.bias'));
  const { widths, firsts } = network.batch.geometry;
  const gradient = weights.map((row) => row.map(() => 0));
  const [ofVisible, ofHidden] = [new Float64Array(VISIBLE), new Float64Array(HIDDEN)];
  for (let e = 0; e < count; e++) {
    const tile = firsts.findLastIndex((first) => first <= e);
    const [width, lane] = [widths[tile], e - firsts[tile]];
    const v0 = Array.from({ length: VISIBLE }, (_, i) => data[((7 * e) % EXAMPLES) * VISIBLE + i]);
    const up = (v: number[]) =>
      Array.from(c, (bias, j) => sigmoid(v.reduce((sum, x, i) => sum + x * weights[i][j], bias)));
    const down = (h: number[]) =>
      Array.from(b, (bias, i) => sigmoid(h.reduce((sum, x, j) => sum + x * weights[i][j], bias)));
    const states = (p: number[], site: number) =>
      p.map((x, unit) => drawn(key, step, site, tile, unit * width + lane, x));
    const p0 = up(v0);
    const h0 = states(p0, 0);
    let h = chains === 'persistent' ? (particles?.[e] ?? new Array<number>(HIDDEN).fill(0)) : h0;
    let [v, p] = [v0, p0];
    for (let k = 0; k < steps; k++) {
      v = down(h);
      if (reconstruction === 'states') v = states(v, 2 * k + 1);
      p = up(v);
      h = states(p, 2 * k + 2);
    }
    if (particles) particles[e] = h;
    const [first, last] = statistics === 'states' ? [h0, h] : [p0, p];
    for (let i = 0; i < VISIBLE; i++) {
      ofVisible[i] += (v[i] - v0[i]) / count;
      for (let j = 0; j < HIDDEN; j++)
        gradient[i][j] += (mask[i][j] * (v[i] * last[j] - v0[i] * first[j])) / count;
    }
    for (let j = 0; j < HIDDEN; j++) ofHidden[j] += (last[j] - first[j]) / count;
  }
  const existing = gradient.flatMap((row, i) => [...row].filter((_, j) => mask[i][j] === 1));
  return {
    'hidden.weight': existing,
    'hidden.bias': [...ofHidden],
    'visible.bias': [...ofVisible],
  };
}

const WAYS: readonly Partial<RbmDescription>[] = [
  {},
  { density: 1 },
  { steps: 3 },
  { statistics: 'probabilities' },
  { statistics: 'probabilities', reconstruction: 'states', steps: 2 },
  { chains: 'persistent', reconstruction: 'states' },
  { chains: 'persistent', statistics: 'probabilities', reconstruction: 'states', steps: 2 },
];

describe('a restricted Boltzmann machine', () => {
  for (const way of WAYS)
    it(`has the gradient of ${JSON.stringify(way)} that the plain version has`, async () => {
      const made = await make(way);
      const particles: number[][] = [];
      try {
        for (const [number, count] of [24, 24, 9].entries()) {
          const found = made.step(number, count);
          const expected = slow(made, number, count, particles);
          for (const [name, values] of Object.entries(expected)) {
            expect(found[name].length).toBe(values.length);
            values.forEach((x, k) => {
              expect(found[name][k]).toBeCloseTo(x, 5);
            });
          }
        }
      } finally {
        made.dispose();
      }
    });

  for (const way of [{}, { density: 1, steps: 2 }, { chains: 'persistent' as const }])
    it(`has the same bits on the twins and with two threads: ${JSON.stringify(way)}`, async () => {
      const all = [];
      for (const engine of [{}, { threads: 2 }, { backend: 'twin' as const }]) {
        const made = await make(way, { ...engine, batch: 40 });
        all.push([made.step(0, 40), made.step(1, 33)]);
        made.dispose();
      }
      expect(all[1]).toEqual(all[0]);
      expect(all[2]).toEqual(all[0]);
    });

  it('scores existing connections with the gradient that it gives them', async () => {
    const { engine, network, step, dispose } = await make({ steps: 2 });
    const { source } = place(engine);
    const scoring = engine.program(network.scoreStrands(source));
    await engine.ready();
    const gradient = step(4, 24)['hidden.weight'];
    engine.run(scoring);
    const { start, index } = network.matrix.topology();
    const list = Uint32Array.from(index, (_, k) => start.findLastIndex((from) => from <= k));
    const scores = network.score('hidden.weight', list, Uint32Array.from(index));
    scores.forEach((score, k) => {
      expect(score).toBeCloseTo(gradient[k], 5);
    });
    dispose();
  });

  it('begins with the biases of the means where it is told to, and refuses to without them', () => {
    const engine = createEngine();
    const description = rbm(4, { visibleBias: 'data-means', density: 1 });
    const means = meansOf({
      count: 2,
      features: 2,
      inputs: Uint8Array.of(0, 255, 0, 0),
      scale: 1 / 255,
    });
    expect([...means]).toEqual([0, 0.5]);
    const fit = { inputs: 2, means, examples: 2 };
    const network = buildRbm(description, engine, createRandom(1), fit);
    const biases = bundleWeights(engine, network.bundle('visible.bias'));
    expect([...biases]).toEqual([...logOdds(means, 2)]);
    expect(biases[0]).toBeCloseTo(Math.log(1 / 3), 6);
    expect(() => buildRbm(description, engine, createRandom(1), { inputs: 2 })).toThrow(
      'first biases from data means need 2 means, given are none',
    );
    engine.dispose();
  });
});
