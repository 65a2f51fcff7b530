/** A recurrent network wired as C. elegans, from its file to trained weights, and growth that keeps to the worm's graph. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fromMatrix, scaledWeights, signsOf } from '../connectivity/from-graph.ts';
import { regionOf } from '../connectivity/region.ts';
import { createEngine } from '../engine/index.ts';
import { readMatrixMarket } from '../formats/graphs/matrix-market.ts';
import { build } from '../networks/build.ts';
import { rnn } from '../networks/describe.ts';
import { createRandom } from '../numerics/random.ts';
import { adam, chain, dale } from '../plasticity/index.ts';
import { set } from '../rewiring/set.ts';
import { contains, listOfEach } from '../sparse/topology.ts';
import { createBattery } from '../tasks/index.ts';
import { createRecurrentLearner } from './recurrent.ts';
import { streamFeed } from './recurrent-feed.ts';
import { train } from './train.ts';
import { createTrialScorer } from './trial-scores.ts';

const celegans = () =>
  fromMatrix(
    readMatrixMarket(readFileSync('docs/examples/celegans/chemical.mtx'), { name: 'chemical.mtx' })
      .value,
    { rowsAre: 'senders' },
  );

it('C. elegans learns cognitive tasks: its connections, its signs, better than before', async () => {
  const wiring = celegans();
  const { signs } = signsOf(wiring);
  const optimiser = adam({ rate: 0.003 });
  const records: { scores: { period: readonly number[] }; connections: { recurrent: number } }[] =
    [];
  const options = {
    ...{ seed: 1, updates: 60, evaluateEvery: 30, batch: 8, steps: 60, testTrials: 4 },
    ...{ wiring: wiring.topology, wiringWeights: scaledWeights(wiring, 'unit-norm') },
    optimiser: ({ name }: { name: string }) =>
      name === 'recurrent.weight' ? chain(optimiser, dale(signs)) : optimiser,
  };
  for await (const record of train(
    createBattery('cog20'),
    rnn({ units: 279, alpha: 0.5 }),
    options,
  ))
    records.push(record);
  expect(records.map(({ connections }) => connections.recurrent)).toEqual([2194, 2194, 2194]);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const [before, , after] = records.map(({ scores }) => mean(scores.period));
  expect(after).toBeGreaterThan(before);
});

it('refuses a wiring of other units, and weights of other connections', async () => {
  const { topology } = celegans();
  const first = (options: object): Promise<unknown> =>
    train(createBattery('cog20'), rnn({ units: 128 }), { wiring: topology, ...options }).next();
  await expect(first({})).rejects.toThrow(
    'the wiring is of 279×279 units, the network has 128; give it as many',
  );
  const engine = createEngine();
  const fit = { inputs: 2, outputs: 2, recurrent: topology, recurrentWeights: [1] };
  await expect(build(rnn({ units: 279 }), engine, createRandom(1), fit)).rejects.toThrow(
    '1 weights for 2194 connections of the wiring',
  );
  engine.dispose();
});

it('rewires within the graph; saved and restored in between, it comes to the same bits', async () => {
  const { topology } = celegans();
  const battery = createBattery('cog20');
  const { channels, classes, tasks } = battery;
  // Half of the worm's connections to begin with, so that there is room within its graph.
  const list = listOfEach(topology);
  const kept = createRandom('half').distinct(topology.index.length, 1000);
  const start = new Uint32Array(280);
  for (const k of kept) start[list[k] + 1]++;
  for (let i = 0; i < 279; i++) start[i + 1] += start[i];
  const half = { ...topology, start, index: Uint16Array.from(kept, (k) => topology.index[k]) };
  const made = async () => {
    const engine = createEngine({ threads: 1 });
    const random = createRandom(5);
    const fit = {
      inputs: channels,
      outputs: classes,
      rules: tasks.length,
      batch: 4,
      recurrent: half,
    };
    const network = await build(rnn({ units: 279 }), engine, random.split('birth'), fit);
    const optimiser = adam({ rate: 0.003 });
    const rule = set({ within: regionOf(topology, { name: 'worm' }) });
    const learner = await createRecurrentLearner({
      ...{ network, updates: 12, evaluateEvery: 4, rewireEvery: 2 },
      feed: streamFeed({ network, battery, steps: 20, random: random.split('trials') }),
      scorer: createTrialScorer({
        ...{ network, battery, trialsPerTask: 1, random: random.split('test') },
      }),
      transformFor: () => optimiser,
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? rule : undefined),
      random: random.split('learning'),
    });
    return { engine, learner };
  };
  const whole = await made();
  let saved: ReturnType<typeof whole.learner.save> | undefined;
  for (const told of whole.learner.learn())
    if (!('kind' in told) && told.update === 4) saved = structuredClone(whole.learner.save());
  const again = await made();
  if (saved === undefined) throw new Error('there was no record of update 4');
  again.learner.restore(saved);
  for (const _ of again.learner.learn());
  const [there, here] = [whole, again].map(({ learner }) => learner.wirings()['recurrent.weight']);
  expect(here).toEqual(there);
  const places = listOfEach(here.topology);
  const leaves = [...here.topology.index].filter((to, k) => !contains(topology, places[k], to));
  expect([leaves.length, here.topology.index.length]).toEqual([0, 1000]);
  expect(here.topology.index).not.toEqual(half.index);
  for (const { engine } of [whole, again]) engine.dispose();
});
