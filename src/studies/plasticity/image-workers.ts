/** Networks that learn images, one at a time or in minibatches, for the table of learners of `plasticity`. */

import { erdosRenyi } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import {
  createClassifier,
  createOnline,
  type EpochRecord,
  type OnlineRecord,
  plainFeed,
} from '../../learners/index.ts';
import { createMlp, createSingleNetwork, homeOrder } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import type { JobContext } from '../../protocol/jobs.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import { type Worker, workerOn } from '../worker.ts';
import type { Minibatch, Online, Standing } from './learners.ts';
import type { Values } from './parameters.ts';

export async function onlineWorker(
  { rule }: Online,
  values: Values,
  task: ClassificationTask,
  random: Random,
  arithmetic: JobContext<Values>['arithmetic'],
): Promise<Worker<Standing>> {
  const engine = createEngine({ arithmetic });
  const [train, test] = [plainFeed(task.train), plainFeed(task.test)];
  const units = [train.inputs, values.hidden, task.classes];
  const weights = units.slice(1).map((outputs, k) => {
    const first = new Float32Array(units[k] * outputs);
    random.split('birth').split(k).fillNormal(first, values.deviation);
    return first;
  });
  const network = createSingleNetwork(engine, {
    ...{ units, weights, activation: 'relu', output: 'softmax', clamped: true },
  });
  const synapses = weights.map((own) => own.length);
  const transforms = weights.map((_, layer) => rule(values, synapses, layer));
  const online = await createOnline({
    ...{ network, train, test, random: random.split('learning') },
    ...{ presentations: values.learnerEpochs * train.count, evaluateEvery: train.count },
    transformFor: ({ layer }) => transforms[layer],
  });
  return workerOn(online, {
    task: task.name,
    standing: ({ presentations, accuracy }: OnlineRecord) => ({
      ...{ presentations, accuracy, reached: accuracy > values.learnerGoal },
    }),
    dispose: () => engine.dispose(),
  });
}

export async function minibatchWorker(
  { rule, density = 1, rewiring }: Minibatch,
  values: Values,
  task: ClassificationTask,
  random: Random,
  arithmetic: JobContext<Values>['arithmetic'],
): Promise<Worker<Standing>> {
  const engine = createEngine({ arithmetic });
  const units = [task.features, values.hidden, task.classes];
  const layers = units.slice(1).map((outputs, k) => {
    const inputs = units[k];
    const last = k === units.length - 2;
    const order = homeOrder(k);
    const stream = random.split('birth').split(k);
    // The layer onto the classes stays dense: it has few connections.
    const topology =
      density < 1 && !last
        ? erdosRenyi({ inputs, outputs, density, order, random: stream.split('wiring') })
        : { inputs, outputs, order };
    const weights = new Float32Array(
      'index' in topology ? topology.index.length : inputs * outputs,
    );
    stream.fillNormal(weights, values.deviation);
    return { topology, arrays: { weights }, activation: last ? undefined : ('relu' as const) };
  });
  const network = createMlp(engine, {
    ...{ layers, loss: 'cross-entropy', batch: values.learnerBatch },
  });
  const synapses = layers.map(({ arrays }) => arrays.weights.length);
  const transforms = layers.map((_, layer) => rule(values, synapses, layer));
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: values.learnerEpochs, mirror: 'never' },
    transformFor: ({ layer }) => transforms[layer],
    rewiringFor: rewiring,
    random: random.split('learning'),
  });
  return workerOn(classifier, {
    task: task.name,
    standing: ({ epoch, testAccuracy: accuracy }: EpochRecord) => {
      const reached = accuracy > values.learnerGoal;
      return { presentations: epoch * task.train.count, accuracy, reached };
    },
    dispose: () => engine.dispose(),
  });
}
