/**
 * The same account of different learners: one row each, all to a common accuracy on the same images, looked at after every
 * pass over them. Recurrent networks learn two cognitive tasks instead, and perceptrons store random associations: what
 * they spend is compared in units of their own synapses and weights only.
 *
 * Inputs are pixels/255, units rectifiers, the loss is cross-entropy, first weights are normal, in all of them.
 */

import { erdosRenyi } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import { createClassifier, createOnline, plainFeed } from '../../learners/index.ts';
import { type LedgerTotals, leastOf } from '../../ledger/index.ts';
import { createMlp, createSingleNetwork, homeOrder } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import {
  adam,
  balancedFractions,
  chain,
  competitive,
  rate,
  residual,
  sgd,
  type Transform,
} from '../../plasticity/index.ts';
import { type Rewiring, rigl, set } from '../../rewiring/index.ts';
import type { Layers } from '../../sparse/index.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import type { RunContext, Step, StudyRecord } from '../study.ts';
import { discreteWorker, perceptronWorker } from './associative-workers.ts';
import type { LearnerJob } from './jobs.ts';
import type { LearnerName } from './learner-names.ts';
import { type Place, part, percent } from './network-run.ts';
import type { Values } from './parameters.ts';
import { recurrentWorker } from './recurrent-worker.ts';

/** One example at a time, dense. */
interface Online {
  readonly kind: 'online';
  readonly rule: (values: Values, synapses: readonly number[], layer: number) => Transform;
}

/** Minibatches; sparse where a density is given. */
interface Minibatch {
  readonly kind: 'minibatch';
  readonly rule: (values: Values, synapses: readonly number[], layer: number) => Transform;
  readonly density?: number;
  readonly rewiring?: () => Rewiring;
}

/** A sparse recurrent network in time. */
interface Recurrent {
  readonly kind: 'recurrent';
  readonly rule: () => Transform;
}

/** One unit and random associations. */
interface Perceptron {
  readonly kind: 'perceptron';
  readonly sparse: boolean;
}

/** One unit with synapses of ±1, by a solver of the catalogue. */
interface Discrete {
  readonly kind: 'discrete';
  readonly solver: string;
}

/** Density of the sparse networks: about what the SET article takes for a network of this size. */
const DENSITY = 0.1;

/** The step of one example, or of the sum over a batch: networks give the mean. */
const one = ({ rate: eta }: Values): Transform => rate(eta);
const summed = ({ rate: eta, learnerBatch }: Values): number => eta * learnerBatch;

const shares = ({ fraction }: Values, synapses: readonly number[], layer: number): Transform =>
  competitive({ fraction: balancedFractions(fraction, synapses)[layer] });

const KINDS: Readonly<Record<LearnerName, Online | Minibatch | Recurrent | Perceptron | Discrete>> =
  {
    'online-sgd': { kind: 'online', rule: one },
    'online-competitive': {
      kind: 'online',
      rule: (values, synapses, layer) => chain(one(values), shares(values, synapses, layer)),
    },
    'online-residual': {
      kind: 'online',
      rule: (values) => chain(one(values), residual(values.residualThreshold)),
    },
    'online-adam': { kind: 'online', rule: ({ adamRate }) => adam({ rate: adamRate }) },
    sgd: { kind: 'minibatch', rule: (values) => rate(summed(values)) },
    momentum: {
      kind: 'minibatch',
      rule: (values) => sgd({ rate: 0.1 * summed(values), momentum: 0.9 }),
    },
    adam: { kind: 'minibatch', rule: () => adam({ rate: 0.001 }) },
    competitive: {
      kind: 'minibatch',
      rule: (values, synapses, layer) =>
        chain(rate(summed(values)), shares(values, synapses, layer)),
    },
    residual: {
      kind: 'minibatch',
      rule: (values) => chain(rate(summed(values)), residual(values.residualThreshold)),
    },
    static: { kind: 'minibatch', rule: (values) => rate(summed(values)), density: DENSITY },
    set: {
      kind: 'minibatch',
      rule: (values) => rate(summed(values)),
      density: DENSITY,
      rewiring: () => set({ zeta: 0.3 }),
    },
    rigl: {
      kind: 'minibatch',
      rule: (values) => rate(summed(values)),
      density: DENSITY,
      rewiring: () => rigl({ candidates: 'all' }),
    },
    'rigl-sampled': {
      kind: 'minibatch',
      rule: (values) => rate(summed(values)),
      density: DENSITY,
      rewiring: () => rigl(),
    },
    recurrent: { kind: 'recurrent', rule: () => rate(0.3) },
    'recurrent-adam': { kind: 'recurrent', rule: () => adam({ rate: 0.001 }) },
    perceptron: { kind: 'perceptron', sparse: false },
    'sparse-perceptron': { kind: 'perceptron', sparse: true },
    'binary-sbpi': { kind: 'discrete', solver: 'sbpi' },
    'binary-rbp': { kind: 'discrete', solver: 'rbp' },
  };

/** Where a learner stands. */
export interface Standing {
  readonly presentations: number;
  readonly accuracy: number;
  readonly reached: boolean;
}

/** A learner at work: takes one pass at a time, and tells at the end what there is to tell. */
export interface Worker {
  readonly task: string;
  /** One step of the stream is one pass over the examples, or for perceptrons the whole of learning. */
  passes(): Generator<Standing>;
  totals(): LedgerTotals;
  beginning: Layers | undefined;
  now(): Layers;
  dispose(): void;
}

/** Runs one learner to the goal; one record. */
export async function* runLearner(
  { parameters: values, random, arithmetic }: RunContext<Values>,
  task: ClassificationTask,
  { learner, replicate }: LearnerJob,
  { done, share }: Place,
): AsyncGenerator<Step> {
  const stream = random.split('learner').split(replicate);
  const worker = await workerOf(learner, values, task, stream, arithmetic);
  let best = 0;
  let last: Standing = { presentations: 0, accuracy: 0, reached: false };
  let passes = 0;
  for (const standing of worker.passes()) {
    last = standing;
    passes += 1;
    best = Math.max(best, standing.accuracy);
    const line = `${learner} · ${standing.presentations} presentations · ${percent(standing.accuracy)}`;
    yield { progress: done + share * Math.min(1, passes / values.learnerEpochs), line };
    if (standing.reached) break;
  }
  const now = worker.now();
  const least = worker.beginning === undefined ? undefined : leastOf(worker.beginning, now);
  const ends = Object.values(now).map(({ arrays }) => Array.from(arrays.weights, Math.abs));
  const totals = worker.totals();
  const record: StudyRecord = {
    ...{ kind: 'account', learner, replicate, task: worker.task },
    ...{ reached: last.reached, presentations: last.presentations, bestAccuracy: best },
    connections: totals.steps > 0 ? totals.upkeep / totals.steps : 0,
    steps: totals.steps,
    totalChanges: totals.changes,
    totalEnergy: totals.energy,
    totalStored: totals.stored,
    hiddenWrites: totals.hiddenWrites,
    created: totals.created,
    deleted: totals.deleted,
    forward: totals.forward,
    backward: totals.backward,
    leastChanges: least?.changes ?? 0,
    leastEnergy: least?.energy ?? 0,
    weightSum: ends.flat().reduce((sum, size) => sum + size, 0),
  };
  worker.dispose();
  const line = `${learner} · M₀ ${totals.changes.toExponential(1)} · M₁ ${totals.energy.toExponential(1)}`;
  yield { record, progress: done + share, line };
}

function workerOf(
  learner: LearnerName,
  values: Values,
  whole: ClassificationTask,
  random: Random,
  arithmetic: RunContext<Values>['arithmetic'],
): Promise<Worker> {
  const kind = KINDS[learner];
  const count = Math.min(values.learnerExamples, whole.train.count);
  const task = { ...whole, train: part(whole.train, 0, count) };
  switch (kind.kind) {
    case 'online':
      return onlineWorker(kind, values, task, random, arithmetic);
    case 'minibatch':
      return minibatchWorker(kind, values, task, random, arithmetic);
    case 'recurrent':
      return recurrentWorker(kind.rule, random, arithmetic);
    case 'perceptron':
      return perceptronWorker(kind, values, random);
    case 'discrete':
      return discreteWorker(kind.solver, random);
  }
}

async function onlineWorker(
  { rule }: Online,
  values: Values,
  task: ClassificationTask,
  random: Random,
  arithmetic: RunContext<Values>['arithmetic'],
): Promise<Worker> {
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
    transformFor: ({ layer }) => transforms[layer],
  });
  return {
    task: task.name,
    beginning: online.wirings(),
    *passes() {
      for (let epoch = 0; epoch < values.learnerEpochs && !online.diverged; epoch++) {
        online.show(train.count);
        const accuracy = online.evaluate();
        const reached = accuracy > values.learnerGoal;
        yield { presentations: online.presentations, accuracy, reached };
      }
    },
    totals: () => online.totals(),
    now: () => online.wirings(),
    dispose: () => engine.dispose(),
  };
}

async function minibatchWorker(
  { rule, density = 1, rewiring }: Minibatch,
  values: Values,
  task: ClassificationTask,
  random: Random,
  arithmetic: RunContext<Values>['arithmetic'],
): Promise<Worker> {
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
  return {
    task: task.name,
    beginning: classifier.wirings(),
    *passes() {
      for (const progress of classifier.learn()) {
        if (isTick(progress)) continue;
        const { epoch, testAccuracy: accuracy } = progress;
        const reached = accuracy > values.learnerGoal;
        yield { presentations: epoch * task.train.count, accuracy, reached };
      }
    },
    totals: () => classifier.totals(),
    now: () => classifier.wirings(),
    dispose: () => engine.dispose(),
  };
}
