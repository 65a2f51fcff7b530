/** The gradient that absent connections would have, against a network in which they exist with weight 0. */

import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../connectivity/fixed.ts';
import { createEngine } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { fullTopology, positionOf } from '../sparse/topology.ts';
import { readGradient } from './bundle.ts';
import { createMlp, homeOrder, type Mlp } from './mlp.ts';
import { type Source, writeBatch } from './source.ts';

const SIZES = [7, 9, 8, 5];

function network(dense: boolean, batch: number, shards?: number): Mlp {
  const engine = createEngine({ arithmetic: 'strict', backend: 'twin' });
  const random = createRandom('score');
  const layers = [0, 1, 2].map((k) => {
    const [inputs, outputs, order] = [SIZES[k], SIZES[k + 1], homeOrder(k)];
    const sparse = fixedFanIn({ inputs, outputs, order, fanIn: 3, random });
    const weights = new Float32Array(sparse.index.length);
    random.fillNormal(weights, 0.7);
    const activation = k < 2 ? ('tanh' as const) : undefined;
    if (!dense) return { shape: sparse, weights, activation };
    const shape = fullTopology(inputs, outputs, order);
    const full = new Float32Array(inputs * outputs);
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const at = positionOf(sparse, i, o);
        if (at >= 0) full[positionOf(shape, i, o)] = weights[at];
      }
    }
    return { shape, weights: full, activation };
  });
  return createMlp(engine, { layers, loss: 'cross-entropy', batch, shards });
}

/** One gradient step on `count` examples from number `first` on. */
async function step(mlp: Mlp, first: number, count: number): Promise<void> {
  const { engine } = mlp;
  const random = createRandom('examples');
  const inputs = new Float32Array(7 * 80);
  random.fillNormal(inputs, 1);
  const labels = Array.from({ length: 80 }, () => random.integer(5));
  const data = engine.memory.allocate(4 * inputs.length);
  const [shift, scale] = [engine.memory.allocate(28), engine.memory.allocate(28)];
  const { f32 } = engine.memory.views();
  f32.set(inputs, data / 4);
  f32.fill(1, scale / 4, scale / 4 + 7);
  const source: Source = { data, storage: 'f32', features: 7, shift, scale };
  const program = engine.program(mlp.gradientStrands(source));
  await engine.ready();
  const order = Uint32Array.from({ length: 80 }, (_, e) => e);
  writeBatch(engine, mlp.batch, order, first, first + count, labels);
  engine.run(program);
}

describe('score', () => {
  it.each([
    // Examples of the batch, shards, and which of the examples the score is of.
    { batch: 20, first: 0, count: 20 },
    { batch: 70, first: 0, count: 70 },
    { batch: 70, shards: 1, first: 64, count: 6 },
  ])(
    'is the gradient of connections that are not there: %j',
    async ({ batch, shards, first, count }) => {
      const sparse = network(false, batch, shards);
      const dense = network(true, batch);
      await step(sparse, 0, batch);
      await step(dense, first, count);
      for (let k = 0; k < 3; k++) {
        const gradient = readGradient(dense.engine, dense.bundles[2 * k]);
        const [inputs, outputs] = [SIZES[k], SIZES[k + 1]];
        const full = fullTopology(inputs, outputs, homeOrder(k));
        const from = Uint32Array.from({ length: inputs * outputs }, (_, p) => p % inputs);
        const to = Uint32Array.from({ length: inputs * outputs }, (_, p) => Math.floor(p / inputs));
        sparse.score(k, from, to).forEach((value, p) => {
          // The loss is a mean: a part of the batch weighs less.
          const expected = gradient[positionOf(full, from[p], to[p])] * (count / batch);
          expect(Math.abs(value - expected)).toBeLessThan(1e-6 + 1e-5 * Math.abs(expected));
        });
      }
      sparse.engine.dispose();
      dense.engine.dispose();
    },
  );
});
