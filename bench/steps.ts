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
import { type Peer, type PeerScript, type Question, startPeers } from './peers.ts';
import { createSingle } from './single.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const LAYERS = SET_MLP.units;
const NETWORK = { ...SET_MLP, units: [...SET_MLP.units] };

/** Bursts beside peers, whose own are long. */
const BURST = 0.03;

const WORDS: Record<string, string> = {
  'numpy-dense': 'dense NumPy',
  'numpy-masked': 'masked dense NumPy',
  'scipy-csr': 'SciPy CSR',
  'torch-dense': 'dense PyTorch',
  'torch-masked': 'masked dense PyTorch',
};

/** The rows that compare one of our contestants with peers: time of the peer divided by ours. */
function* against(what: string, ours: Result, peers: readonly Result[]): Generator<Row, void> {
  for (const peer of peers) {
    yield {
      what: `${what}, against ${WORDS[peer.name]}`,
      measured: ratio(peer, ours),
      unit: 'times',
      note: `${(1e3 * peer.least).toFixed(2)} ms`,
    };
  }
}

/** The peer that dense training is judged by: PyTorch where it is, else NumPy; the quicker of masked and unmasked. */
function judge(peers: readonly Result[]): Result | undefined {
  for (const family of ['torch', 'numpy']) {
    const [first, second] = peers.filter(({ name }) => name.startsWith(family));
    if (first !== undefined)
      return second !== undefined && second.least < first.least ? second : first;
  }
  return undefined;
}

const dense = (question: Question): (readonly [PeerScript, Question])[] =>
  (['dense_step', 'torch_step'] as const).flatMap((script) => [
    [script, question] as const,
    [script, { ...question, masked: true }] as const,
  ]);

async function* oneThread({ rounds }: Effort, batch: 128 | 32): AsyncGenerator<Row, void> {
  const training = await createTraining({ ...NETWORK, batch });
  const { connections, mirrors, engine } = training;
  const question = { layers: LAYERS, batch, epsilon: NETWORK.epsilon };
  const peers: Peer[] = await startPeers([...dense(question), ['scipy_step', question]]);
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
  yield* against(what, own, others);
  const best = judge(others);
  if (best === undefined) return;
  yield {
    what: `${what}, against the best dense peer`,
    measured: ratio(best, own),
    unit: 'times',
    goal: batch === 128 ? GOALS.step128 : GOALS.step32,
    note: best.name.startsWith('torch')
      ? WORDS[best.name]
      : `${WORDS[best.name]} stands in for PyTorch, which is not here; it is the harder one`,
  };
}

/** One hidden layer alone, which is what sparse libraries offer. */
async function* singleLayer({ rounds }: Effort): AsyncGenerator<Row, void> {
  const [inputs, outputs, density, batch] = [784, 1000, 0.05, 128];
  const engine = createEngine();
  const layer = createSingle(engine, { inputs, outputs, density, batch });
  await engine.ready();
  const question = { layers: [inputs, outputs], batch, density };
  const peers = await startPeers([['scipy_step', question], ...dense(question)]);
  const ours = await contestant('ours', layer.step, { burst: BURST });
  const [own, ...others] = await race([ours, ...peers], rounds);
  for (const peer of peers) peer.end();
  const what = `one layer ${inputs} → ${outputs}, 5 %, batch ${batch}`;
  yield { what, measured: 1e3 * own.least, unit: 'ms', note: `${layer.connections} connections` };
  for (const row of against(what, own, others))
    yield { ...row, goal: row.what.endsWith(WORDS['scipy-csr']) ? GOALS.scipy : undefined };
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
      goal: batch === 128 ? GOALS.twoThreads : undefined,
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

/** All connections, by our own code, against the library that was made for it. */
async function* denseControl({ rounds }: Effort): AsyncGenerator<Row, void> {
  const batch = 128;
  const training = await createTraining({ ...NETWORK, batch, method: 'dense' });
  const peers = await startPeers(dense({ layers: LAYERS, batch }).filter(([, q]) => !q.masked));
  const ours = await contestant('ours', training.step);
  const [own, ...others] = await race([ours, ...peers], rounds);
  for (const peer of peers) peer.end();
  const what = 'our dense control, batch 128';
  yield { what, measured: 1e3 * own.least, unit: 'ms' };
  yield* against(what, own, others);
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* oneThread(effort, 128);
  yield* oneThread(effort, 32);
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
