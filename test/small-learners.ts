/** One small learner of each kind, which learns a few steps under any rule: for tests of what rules do to networks. */

import { erdosRenyi, sparseFanIn } from '../src/connectivity/index.ts';
import { createEngine } from '../src/engine/index.ts';
import { createClassifier } from '../src/learners/classifier.ts';
import { createOnline } from '../src/learners/online.ts';
import { plainFeed } from '../src/learners/online-feed.ts';
import { createPerceptronLearner } from '../src/learners/perceptron.ts';
import { createRecurrentLearner } from '../src/learners/recurrent.ts';
import { streamFeed } from '../src/learners/recurrent-feed.ts';
import { createTrialScorer } from '../src/learners/trial-scores.ts';
import { createMlp, createRnn, createSingleNetwork, homeOrder } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import type { Transform } from '../src/plasticity/index.ts';
import { inhibitoryFirst, randomAssociations } from '../src/tasks/associations.ts';
import type { ClassificationTask, Examples } from '../src/tasks/examples.ts';
import { type Battery, createBattery } from '../src/tasks/index.ts';

const FEATURES = 21;
const CLASSES = 4;

/** Images of 4 grey levels, many of them 0: ties in plenty. */
function images(count: number): Examples {
  const random = createRandom('pairs').split(count);
  const labels = Uint8Array.from({ length: count }, () => random.integer(CLASSES));
  const inputs = Uint8Array.from({ length: count * FEATURES }, (_, k) => {
    const own = labels[Math.floor(k / FEATURES)];
    return random.bernoulli(0.4) ? 0 : 85 * ((own * ((k % FEATURES) + 1) + random.integer(2)) % 4);
  });
  return { count, features: FEATURES, inputs, scale: 1 / 255, labels };
}

const task: ClassificationTask = {
  ...{ name: 'grey', title: 'grey levels', digest: '0', features: FEATURES, classes: CLASSES },
  ...{ shape: [FEATURES], classNames: ['a', 'b', 'c', 'd'] },
  ...{ train: images(40), test: images(12) },
};

/** Learns under a rule; gives the changes booked, and the last weights by bundle. */
export type Learn = (rule: Transform) => Promise<{
  readonly booked: number;
  readonly weights: ReadonlyMap<string, Float32Array>;
}>;

/** `online`: sees one example at a time. */
export const SMALL_LEARNERS: Readonly<
  Record<string, { readonly online: boolean; readonly learn: Learn }>
> = {
  'sparse MLP, minibatches': {
    online: false,
    async learn(rule) {
      const engine = createEngine({ arithmetic: 'strict' });
      const random = createRandom('sparse');
      const units = [FEATURES, 14, 9, CLASSES];
      const layers = units.slice(1).map((outputs, k) => {
        const [inputs, density] = [units[k], k === 2 ? 1 : 0.4];
        const stream = random.split(k);
        const wiring = { inputs, outputs, density, order: homeOrder(k), random: stream };
        const shape = erdosRenyi(wiring);
        const weights = new Float32Array(shape.index.length);
        sparseFanIn.fill(weights, { inputs, outputs, density }, stream.split('weights'));
        return {
          topology: shape,
          arrays: { weights },
          activation: k === 2 ? undefined : ('relu' as const),
        };
      });
      const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 10 });
      const classifier = await createClassifier({
        ...{ network, task, scaling: 'unit', epochs: 3, mirror: 'always' },
        ...{ transformFor: () => rule, random: random.split('learning') },
      });
      for (const _ of classifier.learn());
      const weights = Object.entries(classifier.wirings()).map(
        ([name, wiring]) => [name, Float32Array.from(wiring.arrays.weights)] as const,
      );
      engine.dispose();
      return { booked: classifier.totals().changes, weights: new Map(weights) };
    },
  },
  'dense MLP, one example at a time': {
    online: true,
    async learn(rule) {
      const engine = createEngine({ arithmetic: 'strict' });
      const random = createRandom('dense');
      const units = [FEATURES + 1, 11, 7, CLASSES];
      const weights = units.slice(1).map((outputs, k) => {
        const values = new Float32Array(units[k] * outputs);
        random.split(k).fillNormal(values, 0.3);
        return values;
      });
      const network = createSingleNetwork(engine, {
        ...{ units, weights, clamped: true, output: 'softmax', activation: 'relu' },
      });
      const [train, test] = [plainFeed(task.train), plainFeed(task.test)];
      const online = await createOnline({
        ...{ network, train, test, transformFor: () => rule, random: random.split('learning') },
      });
      online.show(12);
      const last = online.weights();
      const booked = online.totals().changes;
      engine.dispose();
      return {
        booked,
        weights: new Map(network.bundles.map(({ name }, k) => [name, last[k]])),
      };
    },
  },
  'recurrent network': {
    online: false,
    async learn(rule) {
      const engine = createEngine({ arithmetic: 'strict' });
      const random = createRandom('recurrent');
      const all = createBattery('cog20', { ring: 4 });
      const battery: Battery = { ...all, tasks: all.tasks.slice(0, 2), weights: [1, 1] };
      const { channels, classes } = battery;
      const units = 12;
      const uniform = (name: string, count: number): Float32Array => {
        const out = new Float32Array(count);
        random.split(name).fillUniform(out, -0.4, 0.4);
        return out;
      };
      const wiring = { inputs: units, outputs: units, density: 0.3, order: 'by-input' } as const;
      const recurrent = erdosRenyi({ ...wiring, random: random.split('wiring') });
      const network = createRnn(engine, {
        input: {
          topology: { inputs: channels, outputs: units, order: 'by-output' },
          arrays: { weights: uniform('input', channels * units) },
        },
        rule: { rules: 2, weights: uniform('rule', 2 * units) },
        recurrent: {
          topology: recurrent,
          arrays: { weights: uniform('recurrent', recurrent.index.length) },
        },
        output: {
          topology: { inputs: units, outputs: classes, order: 'by-input' },
          arrays: { weights: uniform('output', classes * units) },
        },
        ...{ activation: 'relu', loss: 'cross-entropy', batch: 8 },
      });
      const learner = await createRecurrentLearner({
        ...{ network, random, updates: 4, evaluateEvery: 4, transformFor: () => rule },
        feed: streamFeed({ network, battery, steps: 6, random: random.split('feed') }),
        scorer: createTrialScorer({
          ...{ network, battery, trialsPerTask: 4, random: random.split('test') },
        }),
      });
      for (const _ of learner.learn());
      const weights = Object.entries(learner.wirings()).map(
        ([name, own]) => [name, Float32Array.from(own.arrays.weights)] as const,
      );
      const booked = learner.totals().changes;
      engine.dispose();
      return { booked, weights: new Map(weights) };
    },
  },
  perceptron: {
    online: false,
    async learn(rule) {
      const spec = { inputs: 60, associations: 25, inputActivity: 0.5, outputActivity: 0.5 };
      const signs = inhibitoryFirst(60, 0.2);
      const data = randomAssociations({ ...spec, signs }, createRandom('associations'));
      const weights = Float32Array.from({ length: 60 }, (_, k) => ((k * 7) % 11) / 8 - 0.6);
      const learner = await createPerceptronLearner({
        ...{ data, rule, weights, random: createRandom('learning'), maxSteps: 12, interval: 5 },
      });
      for (const _ of learner.learn());
      const last = Float32Array.from(learner.weights());
      const booked = learner.totals().changes;
      learner.dispose();
      return { booked, weights: new Map([['output.weight', last]]) };
    },
  },
};
