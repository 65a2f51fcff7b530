/**
 * Whole epochs of 784-1000-1000-1000-10 at ε = 20, evaluation and rewiring included, and the price of an evolution.
 *
 * As large as MNIST: 60,000 examples to learn, 10,000 to test. The dense peer's epoch is the sum of its parts, each
 * measured in the same race: as many steps, and as many forward passes of 256 examples. It neither shuffles nor books.
 */

import { createEngine } from '../src/engine/index.ts';
import { createClassifier } from '../src/learners/index.ts';
import { isTick } from '../src/numerics/pace.ts';
import { createRandom } from '../src/numerics/random.ts';
import { rigl, set } from '../src/rewiring/index.ts';
import { buildNetwork, transforms } from '../src/studies/set-mlp/build.ts';
import { rewiringOf } from '../src/studies/set-mlp/methods.ts';
import { GOALS } from './goals.ts';
import { type Contestant, contestant, median, race, ratio, threadClock } from './measure.ts';
import { createTraining, noiseTask, SET_MLP, valuesOf } from './network.ts';
import { startPeer } from './peers.ts';
import { createSingle } from './single.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const [TRAIN, TEST, BATCH, TEST_BATCH] = [60_000, 10_000, 128, 256];
const UNITS = [...SET_MLP.units];

/** An epoch as a burst of one: learns to the next epoch's record. */
async function epochContestant(): Promise<Contestant> {
  const values = valuesOf({ units: UNITS, epsilon: SET_MLP.epsilon, batch: BATCH });
  const random = createRandom('bench').split('epochs');
  const network = buildNetwork(createEngine(), 'set', values, UNITS, random);
  const rewiring = rewiringOf('set', values, 1);
  const classifier = await createClassifier({
    ...{ network, random, epochs: 1000 },
    task: noiseTask(UNITS, TRAIN, TEST),
    transformFor: transforms(values),
    rewiringFor: (bundle) => rewiring?.(bundle),
  });
  const progress = classifier.learn();
  return {
    name: 'epoch',
    burst() {
      const began = threadClock();
      for (;;) {
        const { value, done } = progress.next();
        if (done === true) throw new Error('no epoch is left');
        if (!isTick(value)) return threadClock() - began;
      }
    },
  };
}

async function* wholeEpochs({ rounds }: Effort): AsyncGenerator<Row, void> {
  const ours = await epochContestant();
  // The first epoch warms up.
  await ours.burst();
  const layers = UNITS;
  const step = await startPeer('dense_step', { layers, batch: BATCH });
  const forward = await startPeer('dense_step', { layers, batch: TEST_BATCH, forward: true });
  const peers = [step, forward].filter((peer) => peer !== undefined);
  // An epoch is long enough to be steady after a few.
  const [own, ...others] = await race([ours, ...peers], Math.max(2, Math.round(rounds / 4)));
  for (const peer of peers) peer.end();
  const what = `epoch of ${TRAIN} + ${TEST} examples, one thread`;
  yield { what, measured: own.least, unit: 's' };
  if (others.length < 2) return;
  const [steps, forwards] = [Math.ceil(TRAIN / BATCH), Math.ceil(TEST / TEST_BATCH)];
  const theirs = others[0].rounds.map((s, round) => steps * s + forwards * others[1].rounds[round]);
  yield {
    what: `${what}, against dense NumPy`,
    measured: median(theirs.map((seconds, round) => seconds / own.rounds[round])),
    unit: 'times',
    goal: GOALS.epoch,
    note: `${Math.min(...theirs).toFixed(2)} s`,
  };
}

async function* evolution({ rounds }: Effort): AsyncGenerator<Row, void> {
  const [units, density] = [1000, 0.05];
  const engine = createEngine();
  const layer = createSingle(engine, { inputs: units, outputs: units, density, batch: BATCH });
  await engine.ready();
  const [step, evolve] = await race(
    [await contestant('step', layer.step), await contestant('evolution', layer.evolve)],
    rounds,
  );
  const what = `SET evolution, ${units} units, ${100 * density} %`;
  yield { what, measured: 1e3 * evolve.least, unit: 'ms', note: 'replaces 30 %' };
  yield {
    what: `${what}, per connection`,
    measured: (1e9 * evolve.least) / layer.connections,
    unit: 'ns',
  };
  yield {
    what: `${what}, in training steps of the layer`,
    measured: ratio(evolve, step),
    unit: 'steps',
    goal: GOALS.evolution,
    note: `a step takes ${(1e3 * step.least).toFixed(2)} ms`,
  };
}

/** Passes over a whole network as a learner makes them: rule, account, mirrors, and a look at a batch where there is one. */
async function* wholePasses({ rounds }: Effort): AsyncGenerator<Row, void> {
  for (const [name, rule, goal] of [
    ['SET', set({ zeta: 0.3 }), undefined],
    ['RigL', rigl({ zeta: 0.3, candidates: 'all' }), GOALS.riglPass],
    ['RigL from as many candidates as connections', rigl({ zeta: 0.3 }), undefined],
  ] as const) {
    const training = await createTraining({ ...SET_MLP, units: UNITS, batch: 100, rule });
    const { step, rewire } = training;
    if (rewire === undefined) throw new Error('no rule');
    const [own, pass] = await race(
      [await contestant('step', step), await contestant('pass', rewire)],
      rounds,
    );
    const what = `${name}, a pass over ${UNITS.join('-')}`;
    yield { what, measured: 1e3 * pass.least, unit: 'ms' };
    yield { what: `${what}, in training steps`, measured: ratio(pass, own), unit: 'steps', goal };
  }
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* evolution(effort);
  yield* wholePasses(effort);
  yield* wholeEpochs(effort);
}

export const epochs: Suite = { title: 'Epochs and evolutions', run };
