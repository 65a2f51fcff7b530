/** Dale's principle in a network that learns and rewires. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi, imposeSigns, recurrentStart, ring, unitSigns } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { createMlp, homeOrder } from '../networks/mlp.ts';
import { createRnn } from '../networks/rnn/rnn.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { adam, chain, dale } from '../plasticity/index.ts';
import { set } from '../rewiring/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import { listOfEach } from '../sparse/topology.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createBattery } from '../tasks/index.ts';
import { createClassifier } from './classifier.ts';
import { createRecurrentLearner } from './recurrent.ts';
import { streamFeed } from './recurrent-feed.ts';
import { createTrialScorer } from './trial-scores.ts';

/** Lists by input: every weight has the sign of its list or is 0. */
function expectSigns(matrix: SparseMatrix, signs: ArrayLike<number>): void {
  const list = listOfEach(matrix.topology());
  matrix.weights().forEach((w, k) => {
    expect(signs[list[k]] * w).toBeGreaterThanOrEqual(0);
  });
}

describe("Dale's principle", () => {
  it('holds in a network that learns, all through SET', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const task = digits({ train: 200, test: 50 });
    const units = [task.features, 40, 40, task.classes];
    const random = createRandom('dale');
    const signs = unitSigns({ units: 40, random: random.split('signs') });
    const layers = [0, 1, 2].map((k) => {
      const [inputs, outputs, order] = [units[k], units[k + 1], homeOrder(k)];
      const stream = random.split('layer').split(k);
      const shape = erdosRenyi({ inputs, outputs, density: 0.4, order, random: stream });
      const weights = new Float32Array(shape.index.length);
      stream.fillNormal(weights, 0.3);
      const first = k === 0 ? weights : imposeSigns(shape, weights, signs, { balance: true });
      return {
        topology: shape,
        arrays: { weights: first },
        ...(k < 2 ? { activation: 'relu' as const } : {}),
      };
    });
    const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 20 });
    const learn = adam({ rate: 0.005 });
    const rewiring = set({ zeta: 0.2 });
    const classifier = await createClassifier({
      ...{ network, task, scaling: 'unit', epochs: 15, random: random.split('learning') },
      transformFor: ({ layer, kind }) =>
        kind === 'weight' && layer > 0 ? chain(learn, dale(signs)) : learn,
      rewiringFor: () => rewiring,
    });
    const losses: number[] = [];
    let before = '';
    let rewired = 0;
    for (const progress of classifier.learn()) {
      const { matrix } = network.layers[1];
      const topology = matrix.topology();
      const now = [...topology.index].join();
      if (now !== before) rewired++;
      before = now;
      if (isTick(progress)) continue;
      losses.push(progress.trainLoss);
    }
    for (const { matrix } of network.layers.slice(1)) expectSigns(matrix, signs);
    expect(rewired).toBeGreaterThan(2);
    expect(losses[14]).toBeLessThan(losses[0] / 2);
    engine.dispose();
  });

  it('holds in a recurrent network, at every record', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const all = createBattery('cog20', { ring: 8 });
    const tasks = all.tasks.filter(({ name }) => name === 'rtgo');
    const battery = { ...all, tasks, weights: [1] };
    const { channels, classes } = battery;
    const units = 40;
    const random = createRandom('dale rnn');
    const signs = unitSigns({ units, excitatory: 0.75, random: random.split('signs') });
    const { topology } = ring({ units, radius: 4, order: 'by-input' });
    const start = recurrentStart('uniform-fan-in', 0.8);
    const drawn = (name: string, count: number): Float32Array => {
      const out = new Float32Array(count);
      random.split(name).fillUniform(out, -0.3, 0.3);
      return out;
    };
    const recurrent = start.weights(topology, random.split('start'));
    const network = createRnn(engine, {
      input: {
        topology: { inputs: channels + 1, outputs: units, order: 'by-output' },
        arrays: { weights: drawn('input', (channels + 1) * units) },
      },
      recurrent: {
        topology: topology,
        arrays: { weights: imposeSigns(topology, recurrent, signs, { balance: true }) },
      },
      output: {
        topology: { inputs: units, outputs: classes, order: 'by-input' },
        arrays: { weights: drawn('output', units * classes) },
      },
      ...{ activation: 'relu', loss: 'cross-entropy', batch: 16 },
    });
    const learn = adam({ rate: 0.003 });
    const signed = chain(learn, dale(signs));
    const learner = await createRecurrentLearner({
      ...{ network, updates: 120, evaluateEvery: 40, random: random.split('learning') },
      feed: streamFeed({ network, battery, steps: 30, random: random.split('trials') }),
      scorer: createTrialScorer({
        network,
        battery,
        trialsPerTask: 20,
        random: random.split('test'),
      }),
      transformFor: ({ name }) => (name === 'recurrent.weight' ? signed : learn),
    });
    const losses: number[] = [];
    for (const progress of learner.learn()) {
      expectSigns(network.matrices.recurrent, signs);
      if (!isTick(progress) && progress.update > 0) losses.push(progress.loss);
    }
    expect(losses.length).toBe(3);
    expect(losses[2]).toBeLessThan(losses[0] / 2);
    engine.dispose();
  });
});
