/** The largest scores of absent connections, found in blocks, against scoring every one of them. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { createEngine } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { createMlp, homeOrder, type Mlp } from './mlp.ts';
import { type Source, writeBatch } from './source.ts';

const SIZES = [90, 150, 130, 7];
const BATCH = 50;

/** A network that has looked at a batch. */
async function looked(activation: 'relu' | 'tanh', scale: number): Promise<Mlp> {
  const engine = createEngine();
  const random = createRandom('strongest');
  const layers = [0, 1, 2].map((k) => {
    const shape = { inputs: SIZES[k], outputs: SIZES[k + 1], order: homeOrder(k) };
    const topology = erdosRenyi({ ...shape, density: 0.1, random: random.split(k) });
    const weights = new Float32Array(topology.index.length);
    random.fillNormal(weights, 0.5);
    return { topology, arrays: { weights }, ...(k < 2 && { activation }) };
  });
  const mlp = createMlp(engine, { layers, loss: 'cross-entropy', batch: BATCH });
  const { memory } = engine;
  const [features] = SIZES;
  const inputs = new Float32Array(features * BATCH);
  random.fillNormal(inputs, scale);
  const [data, shift, unit] = [inputs.length, features, features].map((n) =>
    memory.allocate(4 * n),
  );
  memory.views().f32.set(inputs, data / 4);
  memory.views().f32.fill(1, unit / 4, unit / 4 + features);
  const source: Source = { data, storage: 'f32', features, shift, scale: unit };
  const program = engine.program(mlp.scoreStrands(source));
  await engine.ready();
  const order = Uint32Array.from({ length: BATCH }, (_, e) => e);
  const labels = Array.from(order, (e) => e % 7);
  writeBatch(engine, mlp.batch, order, 0, BATCH, labels);
  mlp.setStep(0);
  engine.run(program);
  return mlp;
}

/** All places without a connection that stays, sorted, and their scores. */
function all(mlp: Mlp, name: string, removed: Uint32Array) {
  const { start, index, inputs, outputs, order } =
    mlp.layers[mlp.bundle(name).layer].matrix.topology();
  const units = order === 'by-input' ? outputs : inputs;
  const dead = new Set(removed);
  const list: number[] = [];
  const other: number[] = [];
  for (let l = 0; l + 1 < start.length; l++) {
    const stays = new Set<number>();
    for (let k = start[l]; k < start[l + 1]; k++) if (!dead.has(k)) stays.add(index[k]);
    for (let o = 0; o < units; o++)
      if (!stays.has(o)) {
        list.push(l);
        other.push(o);
      }
  }
  const scores = mlp.score(name, Uint32Array.from(list), Uint32Array.from(other));
  return list.map((l, k) => ({ place: l * units + other[k], score: Math.abs(scores[k]) }));
}

describe('strongest', () => {
  it('holds the largest of all, and all that tie with the last of them', async () => {
    const mlp = await looked('tanh', 1);
    for (const name of ['hidden1.weight', 'hidden2.weight', 'output.weight']) {
      const { matrix } = mlp.layers[mlp.bundle(name).layer];
      const units = matrix.order === 'by-input' ? matrix.outputs : matrix.inputs;
      for (const count of [1, 10, 40]) {
        const removed = createRandom(name).distinct(matrix.connections, count) as Uint32Array;
        const found = mlp.strongest(name, count, removed);
        const scored = all(mlp, name, removed).sort((a, b) => b.score - a.score);
        const last = scored[count - 1].score;
        const wanted = scored.filter(({ score }) => score >= last).map(({ place }) => place);
        const given = Array.from(found?.list ?? [], (l, k) => ({
          place: l * units + (found?.other[k] ?? 0),
          score: Math.abs(found?.scores[k] ?? 0),
        }));
        expect(given.map(({ place }) => place)).toEqual(
          given.map(({ place }) => place).sort((a, b) => a - b),
        );
        const chosen = given.filter(({ score }) => score >= last).map(({ place }) => place);
        expect(chosen).toEqual(wanted.sort((a, b) => a - b));
        expect(given.length).toBeLessThan(count + 5);
      }
    }
  });

  it('leaves it to scoring where zeros may be among the largest', async () => {
    // Inputs of 0: no gradient anywhere in the first layer.
    const mlp = await looked('relu', 0);
    expect(mlp.strongest('hidden1.weight', 5, new Uint32Array(0))).toBeUndefined();
  });
});
