/**
 * Whole training steps of 784-1000-1000-1000-10 at ε = 20, against the same step in other software and on more threads.
 *
 * Ours includes packing bytes into tiles and booking every change; the peers find their inputs ready as float32.
 */

import { createHash } from 'node:crypto';
import { createEngine } from '../src/engine/index.ts';
import { GOALS } from './goals.ts';
import { contestant, type Result, race, ratio, wallClock } from './measure.ts';
import { createTraining, SET_MLP, type TrainingSpec } from './network.ts';
import { against, type PeerScript, type Question, startPeer, startPeers } from './peers.ts';
import { createSingle } from './single.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const LAYERS = SET_MLP.units;
const NETWORK = { ...SET_MLP, units: [...SET_MLP.units] };

/** Bursts beside peers, whose own are long. */
const BURST = 0.03;

const dense = (question: Question): (readonly [PeerScript, Question])[] =>
  (['dense_step', 'torch_step'] as const).flatMap((script) => [
    [script, question] as const,
    [script, { ...question, masked: true }] as const,
  ]);

const sparse = (question: Question): (readonly [PeerScript, Question])[] => [
  ['numba_step', question],
  ['scipy_step', question],
];

/** Results of a race by the kind of peer: those that multiply by zeros too, and those that do not. */
const ofKind = (peers: readonly Result[], kind: 'dense' | 'sparse'): Result[] =>
  peers.filter(({ name }) => name.endsWith('-csr') === (kind === 'sparse'));

async function* oneThread({ rounds }: Effort, batch: 128 | 32): AsyncGenerator<Row, void> {
  const training = await createTraining({ ...NETWORK, batch });
  const { connections, mirrors, engine } = training;
  const question = { layers: LAYERS, batch, epsilon: NETWORK.epsilon };
  const peers = await startPeers([...dense(question), ...sparse(question)]);
  const ours = await contestant('ours', training.step, { burst: BURST });
  const [own, ...others] = await race([ours, ...peers], rounds);
  for (const peer of peers) peer.end();
  const what = `step, batch ${batch}, one thread`;
  yield {
    what,
    measured: 1e3 * own.least,
    unit: 'ms',
    note: `${connections} connections, ${mirrors} mirrored layers, ${engine.arithmetic}`,
  };
  yield {
    what: `${what}, per connection and sample`,
    measured: (1e9 * own.least) / (connections * batch),
    unit: 'ns',
    goal: batch === 128 ? GOALS.nanoseconds : undefined,
  };
  yield* against(what, own, ofKind(others, 'dense'), GOALS[`step${batch}`]);
  yield* against(what, own, ofKind(others, 'sparse'), GOALS.sparsePeer);
}

/** The sparse peers, at other batches, fewer connections and on two threads. */
async function* sparsePeers({ machine, rounds }: Effort): AsyncGenerator<Row, void> {
  const cases = [
    { epsilon: 20, batch: 100, threads: 1 },
    { epsilon: 20, batch: 1000, threads: 1 },
    { epsilon: 5, batch: 32, threads: 1 },
    { epsilon: 5, batch: 128, threads: 1 },
    { epsilon: 20, batch: 128, threads: 2 },
  ];
  for (const { epsilon, batch, threads } of cases) {
    if (threads > machine.cores) continue;
    const training = await createTraining({ ...NETWORK, epsilon, batch, threads });
    const question = { layers: LAYERS, batch, epsilon, threads };
    // SciPy's products know one thread only.
    const peers = await startPeers(sparse(question).slice(0, threads === 1 ? 2 : 1));
    const clock = threads === 1 ? undefined : wallClock;
    const ours = await contestant('ours', training.step, { burst: BURST, clock });
    const [own, ...others] = await race([ours, ...peers], Math.ceil(rounds / 2));
    for (const peer of peers) peer.end();
    training.engine.dispose();
    const what = `step, ε = ${epsilon}, batch ${batch}, ${threads === 1 ? 'one thread' : 'two threads'}`;
    yield* against(what, own, others, GOALS.sparsePeer);
  }
}

/** SparseLab's own example of handwritten digits: one hidden layer with a tenth of its connections, and all of the output's. */
async function* sparseLab({ rounds }: Effort): AsyncGenerator<Row, void> {
  const [units, batch] = [[784, 512, 10], 128];
  // The density 0.1 of the first layer; the output layer would get more than there can be.
  const epsilon = (0.1 * 784 * 512) / (784 + 512);
  const peer = await startPeer('sparselab_step', { layers: units, batch, epsilon });
  const training = await createTraining({ ...NETWORK, units, epsilon, batch });
  const ours = await contestant('ours', training.step, { burst: BURST });
  const [own, ...others] = await race(peer === undefined ? [ours] : [ours, peer], rounds);
  peer?.end();
  const what = `step of 784-512-10, 90 % sparse, batch ${batch}`;
  yield {
    what,
    measured: 1e3 * own.least,
    unit: 'ms',
    note: `${training.connections} connections`,
  };
  yield* against(what, own, others, GOALS.sparseLab);
}

/** The step of the article's batch, a connection and sample. */
async function* nanoseconds({ rounds }: Effort): AsyncGenerator<Row, void> {
  const batch = 100;
  for (const epsilon of [20, 5] as const) {
    const training = await createTraining({ ...NETWORK, epsilon, batch });
    const [own] = await race([await contestant('ours', training.step)], rounds);
    yield {
      what: `step, ε = ${epsilon}, batch ${batch}, one thread, per connection and sample`,
      measured: (1e9 * own.least) / (training.connections * batch),
      unit: 'ns',
      goal: GOALS[`nanoseconds${epsilon}`],
    };
  }
}

/** What the units of the article cost, SReLU and dropout of 0.3, alone and together. */
async function* articleUnits({ rounds }: Effort): AsyncGenerator<Row, void> {
  const batch = 100;
  const specs = [
    ['plain', {}],
    ['SReLU', { activation: 'srelu' }],
    ['dropout', { dropout: 0.3 }],
    ['SReLU and dropout', { activation: 'srelu', dropout: 0.3 }],
  ] as const;
  const contestants = [];
  for (const [what, units] of specs) {
    const training = await createTraining({ ...NETWORK, batch, ...units });
    contestants.push(await contestant(what, training.step));
  }
  const [plain, ...others] = await race(contestants, rounds);
  for (const other of others)
    yield {
      what: `step, ε = 20, batch ${batch}, ${other.name}, against neither`,
      measured: ratio(other, plain),
      unit: 'times',
      goal: other.name === 'SReLU and dropout' ? GOALS.articleUnits : undefined,
      note: 'of the time of the plain step',
    };
}

/** One hidden layer alone, which is what sparse libraries offer. */
async function* singleLayer({ rounds }: Effort): AsyncGenerator<Row, void> {
  const [inputs, outputs, density, batch] = [784, 1000, 0.05, 128];
  const engine = createEngine();
  const layer = createSingle(engine, { inputs, outputs, density, batch });
  await engine.ready();
  const question = { layers: [inputs, outputs], batch, density };
  const peers = await startPeers([...sparse(question), ...dense(question)]);
  const ours = await contestant('ours', layer.step, { burst: BURST });
  const [own, ...others] = await race([ours, ...peers], rounds);
  for (const peer of peers) peer.end();
  const what = `one layer ${inputs} → ${outputs}, 5 %, batch ${batch}`;
  yield { what, measured: 1e3 * own.least, unit: 'ms', note: `${layer.connections} connections` };
  yield* against(what, own, ofKind(others, 'sparse'), GOALS.sparsePeer);
  yield* against(what, own, ofKind(others, 'dense'));
}

/** What parts of a step cost, and batches of one. */
async function* variants({ rounds }: Effort): AsyncGenerator<Row, void> {
  const batch = 128;
  const specs: readonly (readonly [what: string, spec: TrainingSpec])[] = [
    ['as it is', { ...NETWORK, batch }],
    ['strict', { ...NETWORK, batch, arithmetic: 'strict' }],
    ['without booking', { ...NETWORK, batch, booked: false }],
    ['without mirrors', { ...NETWORK, batch, mirror: 'never' }],
    ['with one shard', { ...NETWORK, batch, shards: 1 }],
    ['batch 1', { ...NETWORK, batch: 1 }],
  ];
  const contestants = [];
  let connections = 0;
  for (const [what, spec] of specs) {
    const training = await createTraining(spec);
    connections = training.connections;
    contestants.push(await contestant(what, training.step));
  }
  const [plain, ...others] = await race(contestants, rounds);
  for (const other of others.slice(0, -1)) {
    yield {
      what: `step, batch 128, ${other.name}`,
      measured: ratio(other, plain),
      unit: 'times',
      note: 'of the time of the step as it is',
    };
  }
  const online = others[others.length - 1];
  yield {
    what: 'step, batch 1, per connection and sample',
    measured: (1e9 * online.least) / connections,
    unit: 'ns',
  };
}

/** What the account costs where a step is short. */
async function* booking({ rounds }: Effort): AsyncGenerator<Row, void> {
  const batch = 32;
  const contestants = [];
  for (const booked of [true, false]) {
    const { step } = await createTraining({ ...NETWORK, batch, booked });
    contestants.push(await contestant(booked ? 'booked' : 'not', step));
  }
  const [all, none] = await race(contestants, 2 * rounds);
  yield {
    what: `step, batch ${batch}, every change booked, against none`,
    measured: ratio(all, none),
    unit: 'times',
    goal: GOALS.booking,
    note: 'of the time without',
  };
}

/** One and two threads, by the wall. */
async function* threads({ rounds }: Effort): AsyncGenerator<Row, void> {
  for (const batch of [128, 32]) {
    const both = [];
    for (const count of [1, 2]) {
      const training = await createTraining({ ...NETWORK, batch, threads: count });
      both.push({
        training,
        racer: await contestant(`${count}`, training.step, { clock: wallClock }),
      });
    }
    const [one, two] = await race(
      both.map(({ racer }) => racer),
      2 * rounds,
    );
    for (const { training } of both) training.engine.dispose();
    yield {
      what: `step, batch ${batch}, two threads`,
      measured: 1e3 * two.least,
      unit: 'ms',
    };
    yield {
      what: `step, batch ${batch}, two threads against one`,
      measured: ratio(one, two),
      unit: 'times',
      goal: batch === 128 ? GOALS.twoThreads : GOALS.twoThreads32,
    };
  }
}

/** Hash of all weights after some steps on so many threads. */
async function weightsAfter(steps: number, count: number): Promise<string> {
  const training = await createTraining({
    ...NETWORK,
    batch: 128,
    threads: count,
    mirror: 'never',
  });
  for (let k = 0; k < steps; k++) training.step();
  const hash = createHash('sha256');
  for (const weights of training.weights()) hash.update(weights);
  training.engine.dispose();
  return hash.digest('hex');
}

async function* sameBits(): AsyncGenerator<Row, void> {
  const hashes = new Set<string>();
  for (const count of [1, 2, 4]) hashes.add(await weightsAfter(8, count));
  yield {
    what: 'the same bits on 1, 2 and 4 threads',
    measured: hashes.size === 1 ? 1 : 0,
    unit: 'yes',
    goal: GOALS.sameBits,
  };
}

/** All connections, by our own code, against the libraries that were made for it. */
async function* denseControl({ rounds }: Effort): AsyncGenerator<Row, void> {
  const cases = [
    { units: [...LAYERS], batch: 128, goal: GOALS.denseControl },
    { units: [784, 100, 10], batch: 32, goal: GOALS.denseSmall },
  ];
  for (const { units, batch, goal } of cases) {
    const training = await createTraining({ ...NETWORK, units, batch, method: 'dense' });
    const peers = await startPeers(dense({ layers: units, batch }).filter(([, q]) => !q.masked));
    const ours = await contestant('ours', training.step, { burst: BURST });
    const [own, ...others] = await race([ours, ...peers], rounds);
    for (const peer of peers) peer.end();
    const what = `our dense control ${units.join('-')}, batch ${batch}`;
    yield { what, measured: 1e3 * own.least, unit: 'ms' };
    yield* against(what, own, others, goal);
  }
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* oneThread(effort, 128);
  yield* oneThread(effort, 32);
  yield* sparsePeers(effort);
  yield* sparseLab(effort);
  yield* nanoseconds(effort);
  yield* articleUnits(effort);
  yield* singleLayer(effort);
  yield* variants(effort);
  yield* booking(effort);
  yield* threads(effort);
  yield* sameBits();
  yield* denseControl(effort);
}

export const steps: Suite = {
  title: `Training steps: ${LAYERS.join('-')}, ε = ${NETWORK.epsilon}, SGD with momentum`,
  run,
};
