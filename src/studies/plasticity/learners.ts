/**
 * The same account of different learners: one row each, all to a common accuracy on the same images, looked at after every
 * pass over them. Recurrent networks learn two cognitive tasks instead, and perceptrons store random associations: what
 * they spend is compared in units of their own synapses and weights only.
 *
 * Inputs are pixels/255, units rectifiers, the loss is cross-entropy, first weights are normal, in all of them.
 */

import { digits, percent } from '../../evidence/index.ts';
import { leastOf } from '../../ledger/index.ts';
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
import type { JobContext, JobStep } from '../../protocol/jobs.ts';
import { countedAs, learningSnapshot, restoreLearning } from '../../protocol/learning.ts';
import { flag, group, share, whole } from '../../protocol/records.ts';
import { type Rewiring, rigl, set } from '../../rewiring/index.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import type { Worker } from '../worker.ts';
import { discreteWorker, perceptronWorker } from './associative-workers.ts';
import { minibatchWorker, onlineWorker } from './image-workers.ts';
import type { LearnerName } from './learner-names.ts';
import type { Values } from './parameters.ts';
import type { LearnerPlan } from './plans.ts';
import type { Told } from './records.ts';
import { recurrentWorker } from './recurrent-worker.ts';
import { part } from './setup.ts';

type Rule = (values: Values, synapses: readonly number[], layer: number) => Transform;

/** One example at a time, dense. */
export interface Online {
  readonly kind: 'online';
  readonly rule: Rule;
}

/** Minibatches; sparse where a density is given. */
export interface Minibatch {
  readonly kind: 'minibatch';
  readonly rule: Rule;
  readonly density?: number;
  readonly rewiring?: () => Rewiring;
}

/** A sparse recurrent network in time; one unit and random associations; one unit with synapses of ±1, by a solver. */
type Other =
  | { readonly kind: 'recurrent'; readonly rule: () => Transform }
  | { readonly kind: 'perceptron'; readonly sparse: boolean }
  | { readonly kind: 'discrete'; readonly solver: string };

/** Density of the sparse networks: about what the SET article takes for a network of this size. */
const DENSITY = 0.1;

/** The step of one example, or of the sum over a batch: networks give the mean. */
const one = ({ rate: eta }: Values): Transform => rate(eta);
const summed = ({ rate: eta, learnerBatch }: Values): number => eta * learnerBatch;
const all = (values: Values): Transform => rate(summed(values));

const shares: Rule = ({ fraction }, synapses, layer) =>
  competitive({ fraction: balancedFractions(fraction, synapses)[layer] });

const online = (rule: Rule): Online => ({ kind: 'online', rule });
const minibatch = (rule: Rule): Minibatch => ({ kind: 'minibatch', rule });
const sparse = (rewiring?: () => Rewiring): Minibatch => ({
  ...{ kind: 'minibatch', rule: all, density: DENSITY },
  ...(rewiring && { rewiring }),
});

const KINDS: Readonly<Record<LearnerName, Online | Minibatch | Other>> = {
  'online-sgd': online(one),
  'online-competitive': online((values, ...at) => chain(one(values), shares(values, ...at))),
  'online-residual': online((values) => chain(one(values), residual(values.residualThreshold))),
  'online-adam': online(({ adamRate }) => adam({ rate: adamRate })),
  sgd: minibatch(all),
  momentum: minibatch((values) => sgd({ rate: 0.1 * summed(values), momentum: 0.9 })),
  adam: minibatch(() => adam({ rate: 0.001 })),
  competitive: minibatch((values, ...at) => chain(all(values), shares(values, ...at))),
  residual: minibatch((values) => chain(all(values), residual(values.residualThreshold))),
  static: sparse(),
  set: sparse(() => set({ zeta: 0.3 })),
  rigl: sparse(() => rigl({ candidates: 'all' })),
  'rigl-sampled': sparse(() => rigl()),
  recurrent: { kind: 'recurrent', rule: () => rate(0.3) },
  'recurrent-adam': { kind: 'recurrent', rule: () => adam({ rate: 0.001 }) },
  perceptron: { kind: 'perceptron', sparse: false },
  'sparse-perceptron': { kind: 'perceptron', sparse: true },
  'binary-sbpi': { kind: 'discrete', solver: 'sbpi' },
  'binary-rbp': { kind: 'discrete', solver: 'rbp' },
};

/** Where a learner stands after a pass over the examples, or after the whole of learning. */
export interface Standing {
  readonly presentations: number;
  readonly accuracy: number;
  readonly reached: boolean;
}

/** What a job remembers of its learner. */
const courseColumn = group(
  {
    best: share('best accuracy'),
    passes: whole('passes so far'),
    last: group(
      {
        presentations: whole('examples shown'),
        accuracy: share('accuracy'),
        reached: flag('whether the goal was reached'),
      },
      'where it stands',
    ),
  },
  'the course so far',
);

const BEGINNING = { best: 0, passes: 0, last: { presentations: 0, accuracy: 0, reached: false } };

/** A job: runs one learner to the goal; one record. */
export async function* runLearner(
  { parameters: values, random, arithmetic, resume }: JobContext<Values>,
  task: ClassificationTask,
  { learner, replicate }: LearnerPlan,
): AsyncGenerator<JobStep<Told>, undefined> {
  const stream = random.split('learner').split(replicate);
  const worker = await workerOf(learner, values, task, stream, arithmetic);
  try {
    let course: { best: number; passes: number; last: Standing } = BEGINNING;
    const { saved } = worker;
    if (resume !== undefined && saved !== undefined)
      course = countedAs(courseColumn, restoreLearning(saved, resume));
    const steps = worker.passes();
    while (!course.last.reached) {
      const next = steps.next();
      if (next.done) break;
      const ended = !isTick(next.value);
      if (!isTick(next.value)) {
        const best = Math.max(course.best, next.value.accuracy);
        course = { best, passes: course.passes + 1, last: next.value };
      }
      const { presentations, accuracy } = course.last;
      const line = `${learner} · ${presentations} presentations · ${percent(accuracy)}`;
      const counted = { ...course, last: { ...course.last } };
      yield {
        ...{ share: course.passes / values.learnerEpochs, line },
        ...(ended && saved && { snapshot: () => learningSnapshot(saved, counted) }),
      };
    }
    const { best, last } = course;
    const { reached, presentations } = last;
    const labels = { learner, replicate, task: worker.task };
    const record = { ...labels, reached, presentations, bestAccuracy: best, ...accountOf(worker) };
    const { totalChanges, totalEnergy } = record;
    const line = `${learner} · M₀ ${digits(totalChanges)} · M₁ ${digits(totalEnergy)}`;
    yield { record: { kind: 'account', ...record }, share: 1, line };
    return undefined;
  } finally {
    worker.dispose();
  }
}

/** What a learner has spent, beside the least that it needed. */
function accountOf(worker: Worker<Standing>) {
  const now = worker.now();
  const least = leastOf(worker.beginning, now);
  const totals = worker.totals();
  return {
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
    leastChanges: least.changes,
    leastEnergy: least.energy,
    weightSum: Object.values(now).reduce(
      (sum, { arrays }) => arrays.weights.reduce((own, weight) => own + Math.abs(weight), sum),
      0,
    ),
  };
}

function workerOf(
  learner: LearnerName,
  values: Values,
  whole: ClassificationTask,
  random: Random,
  arithmetic: JobContext<Values>['arithmetic'],
): Promise<Worker<Standing>> {
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
