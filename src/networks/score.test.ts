/** Scores of connections that do not exist, against the gradients of a network in which all exist, with weight 0. */

import { expect, it } from 'vitest';
import { erdosRenyi } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { listOfEach } from '../sparse/topology.ts';
import { readGradient } from './bundle.ts';
import { createMlp, homeOrder, type Mlp } from './mlp.ts';
import { type Source, writeBatch } from './source.ts';

const UNITS = [11, 8, 7, 3];
const BATCH = 12;

/** Sparse wirings, or the same network with all connections. */
function networkOf(full: boolean): Mlp {
  const engine = createEngine({ arithmetic: 'strict' });
  const random = createRandom('wiring');
  const layers = UNITS.slice(1).map((outputs, k) => {
    const [inputs, order] = [UNITS[k], homeOrder(k)];
    const topology = erdosRenyi({ inputs, outputs, density: 0.4, order, random: random.split(k) });
    const weights = new Float32Array(topology.index.length);
    random.split('weights').split(k).fillNormal(weights, 0.7);
    const activation = k === 2 ? undefined : ('relu' as const);
    if (!full) return { shape: topology, weights, activation };
    const width = order === 'by-input' ? outputs : inputs;
    const all = new Float32Array(inputs * outputs);
    listOfEach(topology).forEach((list, at) => {
      all[list * width + topology.index[at]] = weights[at];
    });
    return { shape: { inputs, outputs, order }, weights: all, activation };
  });
  return createMlp(engine, { layers, loss: 'cross-entropy', batch: BATCH });
}

/** One gradient step on noise. */
async function step(network: Mlp): Promise<void> {
  const { engine } = network;
  const random = createRandom('noise');
  const values = new Float32Array(BATCH * UNITS[0]);
  random.fillNormal(values, 1);
  const place = (content: Float32Array): number => {
    const address = engine.memory.allocate(content.byteLength);
    engine.memory.views().f32.set(content, address / 4);
    return address;
  };
  const source: Source = {
    ...{ storage: 'f32', data: place(values), features: UNITS[0] },
    shift: place(new Float32Array(UNITS[0])),
    scale: place(new Float32Array(UNITS[0]).fill(1)),
  };
  const program = engine.program(network.gradientStrands(source));
  await engine.ready();
  const labels = Uint8Array.from({ length: BATCH }, () => random.integer(3));
  const order = Uint32Array.from({ length: BATCH }, (_, e) => e);
  writeBatch(engine, network.batch, order, 0, BATCH, labels);
  network.setStep(0);
  engine.run(program);
}

it('scores are the gradients that connections would have', async () => {
  const [sparse, full] = [networkOf(false), networkOf(true)];
  await step(sparse);
  await step(full);
  for (const layer of [0, 1, 2]) {
    const [inputs, outputs] = [UNITS[layer], UNITS[layer + 1]];
    const byInput = homeOrder(layer) === 'by-input';
    const all = Array.from({ length: inputs * outputs }, (_, at) => at);
    const place = (at: number): [number, number] =>
      byInput ? [Math.floor(at / outputs), at % outputs] : [at % inputs, Math.floor(at / inputs)];
    const from = Uint32Array.from(all, (at) => place(at)[0]);
    const to = Uint32Array.from(all, (at) => place(at)[1]);
    const found = sparse.score(layer, from, to);
    const expected = readGradient(full.engine, full.bundles[2 * layer]);
    for (const at of all) expect(found[at]).toBeCloseTo(expected[at], 5);
    expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(1e-3);
  }
});
