/**
 * One step of contrastive divergence, CD-1, of a restricted Boltzmann machine of 784 visible and 1000 hidden units at 5 % and
 * with all connections: up, down and up again with drawn hidden states, gradient, momentum, every change booked, mirror up to
 * date. The peer is the same step dense, in NumPy.
 */

import { createEngine } from '../src/engine/index.ts';
import { refreshStrands } from '../src/learners/refresh.ts';
import { buildRbm, rbm as machine, writeRbmBatch } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createPlasticity, sgd } from '../src/plasticity/index.ts';
import { GOALS } from './goals.ts';
import { contestant, race } from './measure.ts';
import { against, startPeers } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const VISIBLE = 784;
const HIDDEN = 1000;
const BATCH = 128;
const DENSITY = 0.05;

async function stepOf(density: number): Promise<() => void> {
  const engine = createEngine({ threads: 1 });
  const random = createRandom('bench').split('rbm');
  const fit = { inputs: VISIBLE, batch: BATCH };
  const network = buildRbm(machine(HIDDEN, { density }), engine, random, fit);
  const place = (bytes: number): number => engine.memory.allocate(bytes);
  const [data, shift, scale] = [VISIBLE * BATCH + 4, 4 * VISIBLE, 4 * VISIBLE].map(place);
  const { u8, f32 } = engine.memory.views();
  for (let k = 0; k < VISIBLE * BATCH; k++) u8[data + k] = random.uniform() < 0.2 ? 1 : 0;
  f32.fill(1, scale / 4, scale / 4 + VISIBLE);
  const source = { data, storage: 'u8' as const, features: VISIBLE, shift, scale };
  const rule = sgd({ rate: 1e-8, momentum: 0.9 });
  const plasticity = createPlasticity(engine, network.bundles, () => rule);
  const gradient = engine.program(network.gradientStrands(source));
  const refresh = engine.program(refreshStrands([network.matrix]));
  await engine.ready();
  const order = Uint32Array.from({ length: BATCH }, (_, k) => k);
  let number = 0;
  return () => {
    writeRbmBatch(engine, network.batch, order, 0, BATCH);
    network.setStep('learning', number);
    engine.run(gradient);
    plasticity.apply(number);
    engine.run(refresh);
    number += 1;
  };
}

async function* run({ rounds }: Effort): AsyncGenerator<Row, void> {
  const layers = [VISIBLE, HIDDEN];
  const others = await startPeers([['rbm_step', { layers, batch: BATCH }]]);
  const ours = [];
  for (const [name, density] of [
    ['5 %', DENSITY],
    ['all connections', 1],
  ] as const)
    ours.push(await contestant(name, await stepOf(density), { burst: 0.06 }));
  const results = await race([...ours, ...others], rounds);
  for (const peer of others) peer.end();
  for (const [k, own] of results.slice(0, ours.length).entries()) {
    yield { what: `CD-1, ${own.name}`, measured: 1e3 * own.least, unit: 'ms' };
    const goal = k === 0 ? GOALS.contrastive : undefined;
    yield* against(`CD-1, ${own.name}`, own, results.slice(ours.length), goal);
  }
}

export const rbm: Suite = {
  title: `Boltzmann machine: ${VISIBLE}-${HIDDEN}, batch ${BATCH}`,
  run,
};
