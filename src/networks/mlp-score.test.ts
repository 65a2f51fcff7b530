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
    if (!dense) return { topology: sparse, arrays: { weights }, activation };
    const topology = fullTopology(inputs, outputs, order);
    const full = new Float32Array(inputs * outputs);
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const at = positionOf(sparse, i, o);
        if (at >= 0) full[positionOf(topology, i, o)] = weights[at];
      }
    }
    return { topology, arrays: { weights: full }, activation };
  });
  return createMlp(engine, { layers, loss: 'cross-entropy', batch, shards });
}

const EXAMPLES = 80;

/** Runs what leaves gradients, or what keeps everything for scores, on `count` examples. */
async function run(mlp: Mlp, what: 'gradientStrands' | 'scoreStrands', count: number) {
  const { engine } = mlp;
  const random = createRandom('examples');
  const inputs = new Float32Array(7 * EXAMPLES);
  random.fillNormal(inputs, 1);
  const labels = Array.from({ length: EXAMPLES }, () => random.integer(5));
  const data = engine.memory.allocate(4 * inputs.length);
  const [shift, scale] = [engine.memory.allocate(28), engine.memory.allocate(28)];
  const { f32 } = engine.memory.views();
  f32.set(inputs, data / 4);
  f32.fill(1, scale / 4, scale / 4 + 7);
  const source: Source = { data, storage: 'f32', features: 7, shift, scale };
  const program = engine.program(mlp[what](source));
  await engine.ready();
  const order = Uint32Array.from({ length: EXAMPLES }, (_, e) => e);
  writeBatch(engine, mlp.batch, order, 0, count, labels);
  mlp.setStep(0);
  engine.run(program);
}

describe('score', () => {
  it.each([
    { batch: 1, count: 1 },
    { batch: 20, count: 20 },
    // Several tiles a shard, the last of them with 6 examples.
    { batch: 70, count: 70, shards: 1 },
    { batch: 70, count: 70, shards: 2 },
    // A batch that is not full: the rest is padding.
    { batch: 70, count: 9, shards: 1 },
  ])('is the gradient of connections that are not there: %j', async ({ batch, count, shards }) => {
    const sparse = network(false, batch, shards);
    const dense = network(true, batch);
    await run(sparse, 'scoreStrands', count);
    await run(dense, 'gradientStrands', count);
    for (const [k, name] of ['hidden1', 'hidden2', 'output'].entries()) {
      const gradient = readGradient(dense.engine, dense.bundle(`${name}.weight`));
      const others = homeOrder(k) === 'by-output' ? SIZES[k] : SIZES[k + 1];
      const list = Uint32Array.from(gradient, (_, p) => Math.floor(p / others));
      const other = Uint32Array.from(gradient, (_, p) => p % others);
      sparse.score(`${name}.weight`, list, other).forEach((value, p) => {
        expect(Math.abs(value - gradient[p])).toBeLessThan(1e-6 + 1e-5 * Math.abs(gradient[p]));
      });
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-3);
    }
    // Losses of a look are not counted as learning.
    expect(sparse.takeScore('gradient')).toEqual({ loss: 0, right: 0 });
    sparse.engine.dispose();
    dense.engine.dispose();
  });

  it('is refused for biases and for bundles that are not there', () => {
    const own = network(false, 4);
    const none = new Uint32Array(0);
    expect(() => own.score('output.bias', none, none)).toThrow('has no connections to score');
    expect(() => own.score('hidden3.weight', none, none)).toThrow(
      /^unknown bundle "hidden3.weight"; did you mean "hidden[12].weight"\?/,
    );
    own.engine.dispose();
  });
});
