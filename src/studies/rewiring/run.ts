/** Trains every rule of `rewiring` at every sparsity on the same data, a job a network. */

import { createEngine } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import { percent } from '../../evidence/index.ts';
import {
  type Classifier,
  createClassifier,
  type EpochRecord,
  type EpochTick,
} from '../../learners/index.ts';
import type { Fit, Mlp } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, runJobs } from '../../protocol/jobs.ts';
import { restoreLearning } from '../../protocol/learning.ts';
import { inJob } from '../../protocol/parts.ts';
import type { NamedArrays, RunContext, Snapshot, Step } from '../../protocol/study.ts';
import { type Look, lookAtMlp } from '../../protocol/view.ts';
import { fromBuffer } from '../../sparse/serialise.ts';
import { inDegrees, outDegrees, type Topology } from '../../sparse/topology.ts';
import { type AnyClassification, isClassification } from '../../tasks/examples.ts';
import { multiplyAddsOf } from '../sparse-training/columns.ts';
import { epochSteps, replicatesFirst } from '../sparse-training/learning.ts';
import {
  buildNetwork,
  checkNetworks,
  densityOf,
  type Labels,
  positionsOf,
  scalingFor,
  transforms,
} from './build.ts';
import { begunBy, countAt, roundsOf, ticketOf } from './lottery.ts';
import { rewiringOf } from './methods.ts';
import type { Values } from './parameters.ts';
import type { RewiringRecord } from './records.ts';

type Context = JobContext<Values>;

export const tasksOf = (values: Values) => [taskRequest({ ...values, scaling: 'unit' })];

/** Trainings that a network takes. */
const trainingsOf = (values: Values, { method, sparsity }: Labels): number =>
  method === 'imp' ? 1 + roundsOf(values.rounds, densityOf(sparsity)) : 1;

/** A job a network: the dense one, and the others at every sparsity. */
function jobsOf(values: Values, task: AnyClassification): Job<Values, RewiringRecord>[] {
  const all = positionsOf(values, task);
  const units = values.hidden.reduce((sum, count) => sum + count, 0);
  return replicatesFirst(values, (method, replicate) => {
    const sparsities = method === 'dense' ? [0] : values.sparsities;
    return sparsities.map((sparsity) => {
      const labels: Labels = { method, sparsity, replicate };
      const share = method === 'imp' ? 0.3 : 1 - sparsity;
      return {
        name: `${nameOf(labels)} ${replicate + 1}`,
        cost: trainingsOf(values, labels) * (share * all + 50 * units + 20 * task.features),
        run: (context: Context) => train(context, task, labels),
      };
    });
  });
}

const nameOf = ({ method, sparsity }: Labels): string =>
  method === 'dense' ? method : `${method} ${sparsity}`;

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<RewiringRecord>, NamedArrays> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  const task = await context.task(wanted.name, wanted);
  if (!isClassification(task))
    throw new UsageError(
      `the answers of ${task.name} are numbers, and rules are compared by accuracy: give a task of classes`,
    );
  checkNetworks(values, task);
  const record: RewiringRecord = {
    kind: 'task',
    task: task.name,
    trainExamples: task.train.count,
    testExamples: task.test.count,
    classes: task.classes,
    ...fileFacts(task),
  };
  return yield* runJobs(context, jobsOf(values, task), { record, line: task.title });
}

/** What the trainings of a network have come to so far. */
interface Counted {
  readonly round: number;
  readonly changes: number;
  readonly energy: number;
  readonly multiplyAdds: number;
  readonly choosing: number;
}

const NOTHING: Counted = { round: 0, changes: 0, energy: 0, multiplyAdds: 0, choosing: 0 };

/** A training of a network. */
interface Training {
  readonly labels: Labels;
  readonly task: AnyClassification;
  readonly random: Random;
  readonly counted: Counted;
  /** Connections that the network begins with, where a former training has chosen them. */
  readonly ticket?: readonly Topology[];
  /** The learner's state, where this training was interrupted. */
  readonly resume?: Snapshot;
}

/** What a training leaves. */
interface Trained {
  readonly counted: Counted;
  readonly ticket: readonly Topology[];
}

/** All trainings of one network. */
async function* train(
  context: Context,
  task: AnyClassification,
  labels: Labels,
): AsyncGenerator<JobStep<RewiringRecord>, undefined> {
  const { parameters: values, resume } = context;
  const random = context.random.split('replicate').split(labels.replicate);
  const trainings = trainingsOf(values, labels);
  let counted = resume === undefined ? NOTHING : countedIn(resume);
  let ticket: readonly Topology[] | undefined =
    resume === undefined || counted.round === 0 ? undefined : ticketIn(resume);
  let going: Snapshot | undefined = resume;
  for (;;) {
    const training: Training = { labels, task, random, counted, ticket, resume: going };
    going = undefined;
    const trained: Trained = yield* trainOnce(context, training, trainings);
    if (trained.counted.round === trainings) return undefined;
    counted = trained.counted;
    ticket = trained.ticket;
  }
}

/** One training from birth (or from where it stood) to its end. */
async function* trainOnce(
  context: Context,
  { labels, task, random, counted: before, ticket, resume }: Training,
  trainings: number,
): AsyncGenerator<JobStep<RewiringRecord>, Trained> {
  const { parameters: values, threads, arithmetic } = context;
  const engine = createEngine({ threads, arithmetic });
  try {
    const prune: Fit['prune'] | undefined = ticket && begunBy(ticket);
    const { network, work } = buildNetwork(engine, values, labels, { task, random, prune });
    const density = densityOf(labels.sparsity);
    const layers = network.layers.length;
    const rewiring = rewiringOf(labels.method, { ...values, density }, layers);
    const scaling = scalingFor(values, task);
    const learner = await createClassifier({
      ...{ network, task, epochs: values.epochs, scaling },
      transformFor: transforms(values),
      rewiringFor: (bundle) => rewiring?.(bundle),
      random: random.split('learning'),
    });
    if (resume !== undefined) restoreLearning(learner, resume);
    const start = { ...before, choosing: before.choosing + (resume === undefined ? work : 0) };
    const name = `${nameOf(labels)} ${labels.replicate + 1}`;
    const look = lookAtMlp({ name, network, task, scaling, learner });
    yield* learn(context, learner, { labels, start, trainings, look });
    const { forward, backward, changes, energy, choosing = 0 } = learner.totals();
    const round = before.round + 1;
    const counted: Counted = {
      round,
      changes: start.changes + changes,
      energy: start.energy + energy,
      multiplyAdds: start.multiplyAdds + forward + backward,
      choosing: start.choosing + choosing,
    };
    const evaluation = yield* inJob(learner.evaluateInSteps(), 1, 1);
    const end = endRecord(labels, network, counted, evaluation);
    const rounds = trainings - 1;
    const positions = positionsOf(values, task);
    const last = round === trainings;
    if (last) yield { record: end, line: `${nameOf(labels)} · done`, look };
    const stay = last ? 0 : countAt(round, { rounds, density, positions });
    const chosen = last
      ? []
      : ticketOf(learner.wirings(), stay, random.split('tickets').split(round));
    return { counted, ticket: chosen };
  } finally {
    engine.dispose();
  }
}

/** The epochs of one training. */
function* learn(
  { parameters: { epochs } }: Context,
  learner: Classifier,
  at: {
    readonly labels: Labels;
    readonly start: Counted;
    readonly trainings: number;
    readonly look: Look;
  },
): Generator<JobStep<RewiringRecord>, void> {
  const { labels, start, trainings, look } = at;
  const several = trainings > 1;
  const training = several ? ` · training ${start.round + 1}/${trainings}` : '';
  yield* epochSteps<EpochRecord, EpochTick, RewiringRecord>(learner, {
    ...{ name: `${nameOf(labels)}${training}`, epochs, look },
    train: ({ trainAccuracy }) => ` · train ${percent(trainAccuracy)}`,
    share: (within) => (start.round + within) / trainings,
    told: (record) => ({
      record: epochRecord(labels, record, several ? start.round : undefined, start.round * epochs),
      test: percent(record.testAccuracy),
      counted: { ...start },
    }),
  });
}

function epochRecord(
  labels: Labels,
  { cost, epoch, ...shown }: EpochRecord,
  round: number | undefined,
  before: number,
): RewiringRecord {
  const { changes, energy, created, deleted } = cost;
  return {
    ...{ kind: 'epoch', ...labels, epoch: before + epoch, ...shown },
    ...(round !== undefined && { round }),
    ...{ changes, energy, created, deleted, ...multiplyAddsOf(cost) },
  };
}

function endRecord(
  labels: Labels,
  { layers }: Mlp,
  { changes, energy, multiplyAdds, choosing }: Counted,
  { accuracy, loss }: { readonly accuracy: number; readonly loss: number },
): RewiringRecord {
  let [connections, positions] = [0, 0];
  for (const { matrix } of layers) {
    connections += matrix.connections;
    positions += matrix.inputs * matrix.outputs;
  }
  return {
    ...{ kind: 'end', ...labels, accuracy, loss, connections },
    density: connections / positions,
    deadUnits: deadUnits(layers.map(({ matrix }) => matrix.topology())),
    ...{ totalChanges: changes, totalEnergy: energy, multiplyAdds, choosing },
  };
}

/** Hidden units that nothing reaches or that reach nothing. */
export function deadUnits(layers: readonly Topology[]): number {
  let dead = 0;
  for (let l = 0; l + 1 < layers.length; l++) {
    const incoming = inDegrees(layers[l]);
    const outgoing = outDegrees(layers[l + 1]);
    incoming.forEach((degree, unit) => {
      if (degree === 0 || outgoing[unit] === 0) dead++;
    });
  }
  return dead;
}

/** What a snapshot had counted. */
function countedIn({ meta }: Snapshot): Counted {
  const found = { ...NOTHING, ...(typeof meta === 'object' && meta !== null ? meta : {}) };
  const { round, changes, energy, multiplyAdds, choosing } = found;
  return { round, changes, energy, multiplyAdds, choosing };
}

/** The connections of a snapshot's network. */
const ticketIn = ({ arrays }: Snapshot): Topology[] =>
  Object.entries(arrays).flatMap(([name, bytes]) =>
    name.endsWith('.weight') && bytes instanceof Uint8Array ? [fromBuffer(bytes).topology] : [],
  );
