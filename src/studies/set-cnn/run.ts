/** Trains every method of `set-cnn` on the same data, a job a network. */

import { UsageError } from '../../errors.ts';
import { percent } from '../../evidence/index.ts';
import {
  type Classifier,
  createClassifier,
  type EpochRecord,
  type EpochTick,
} from '../../learners/index.ts';
import { type Mlp, networkArrays } from '../../networks/index.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, prefixed, runJobs } from '../../protocol/jobs.ts';
import { restoreLearning } from '../../protocol/learning.ts';
import { inJob } from '../../protocol/parts.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { type Look, lookAtLayers } from '../../protocol/view.ts';
import { ARTICLE_AUGMENTATION } from '../../tasks/augment.ts';
import {
  type AnyClassification,
  type AnyExamples,
  isClassification,
} from '../../tasks/examples.ts';
import { multiplyAddsOf } from '../sparse-training/columns.ts';
import {
  epochSteps,
  type Labels as Network,
  replicatesFirst,
  withEngine,
} from '../sparse-training/learning.ts';
import { buildNetwork, rewiringOf, transforms } from './build.ts';
import type { Method, Values } from './parameters.ts';
import type { CnnRecord } from './records.ts';

type Context = JobContext<Values>;

type Labels = Network<Method>;

/** Names of the task's files as the run's identity sees them; the learner takes z-scores itself. */
export const tasksOf = (values: Values) => [taskRequest({ ...values, scaling: 'unit' })];

/** @throws UsageError for a task that is not of pictures of classes */
export function pictures(task: AnyExamples): AnyClassification {
  if (!isClassification(task))
    throw new UsageError(`the answers of ${task.name} are numbers; set-cnn tells classes apart`);
  if ('rows' in task.train || task.shape.length < 2)
    throw new UsageError(
      `${task.name} holds no pictures; set-cnn takes examples of [rows, columns] or [channels, rows, columns]`,
    );
  return task;
}

const nameOf = ({ method, replicate }: Labels): string => `${method} ${replicate + 1}`;

/** A job a network. */
const jobsOf = (values: Values, task: AnyClassification): Job<Values, CnnRecord>[] =>
  replicatesFirst(values, (method, replicate) => ({
    name: nameOf({ method, replicate }),
    cost: method === 'dense' ? 2 : 1,
    run: (context: Context) => train(context, task, { method, replicate }),
  }));

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<CnnRecord>, NamedArrays> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  const task = pictures(await context.task(wanted.name, wanted));
  const record: CnnRecord = {
    ...{ kind: 'task', task: task.name, classes: task.classes, shape: [...task.shape] },
    ...{ trainExamples: task.train.count, testExamples: task.test.count },
    ...fileFacts(task),
  };
  return yield* runJobs(context, jobsOf(values, task), { record, line: task.title });
}

/** A network and its learner, as they are born. */
const prepare = (
  { parameters: values, random, ...place }: Context,
  task: AnyClassification,
  { method, replicate }: Labels,
) =>
  withEngine(place, async (engine) => {
    const stream = random.split('replicate').split(replicate);
    const network = buildNetwork(engine, method, values, task, stream);
    const rewiring = rewiringOf(method, values);
    const { scaling, epochs, augmentation } = values;
    const learner = await createClassifier({
      ...{ network, task, scaling, epochs, mirror: 'never' },
      ...(augmentation === 'article' && {
        augmented: { ...ARTICLE_AUGMENTATION, shape: task.shape },
      }),
      transformFor: transforms(values),
      rewiringFor: () => rewiring,
      random: stream.split('learning'),
    });
    return { network, learner };
  });

/** Trains one network and tells of it; the arrays are the weights of the first replicate's. */
async function* train(
  context: Context,
  task: AnyClassification,
  labels: Labels,
): AsyncGenerator<JobStep<CnnRecord>, NamedArrays | undefined> {
  const { engine, network, learner } = await prepare(context, task, labels);
  try {
    const look = lookAtLayers({ name: nameOf(labels), network, learner });
    const best = yield* learn(context, { learner, labels, seen: task.train.count, look });
    for (const record of layersOf(network, labels)) yield { record };
    const final = yield* inJob(learner.evaluateInSteps(), 1, 1);
    const { kernels, head, all } = sizesOf(network);
    yield {
      record: {
        ...{ kind: 'end', ...labels },
        ...{ finalAccuracy: final.accuracy, finalLoss: final.loss, bestAccuracy: best },
        ...{ kernelConnections: kernels, headConnections: head, parameters: all },
        totalEnergy: learner.totals().energy,
      },
      line: `${labels.method} · test ${percent(final.accuracy)}`,
    };
    return labels.replicate === 0
      ? prefixed(`${labels.method}.`, networkArrays(network))
      : undefined;
  } finally {
    engine.dispose();
  }
}

/** Numbers that are learned: connections of the kernels and of the head, and of all bundles. */
function sizesOf({ bundles }: Mlp): { kernels: number; head: number; all: number } {
  const sum = (wanted: (name: string, weights: boolean) => boolean): number =>
    bundles
      .filter(({ name, matrix }) => wanted(name, matrix !== undefined))
      .reduce((total, { count }) => total + count(), 0);
  const ofKernel = (name: string): boolean => name.startsWith('convolution');
  return {
    kernels: sum((name, weights) => weights && ofKernel(name)),
    head: sum((name, weights) => weights && !ofKernel(name)),
    all: sum(() => true),
  };
}

const layersOf = ({ bundles }: Mlp, labels: Labels): CnnRecord[] =>
  bundles.flatMap(({ name, matrix }): CnnRecord[] => {
    if (matrix === undefined) return [];
    const { inputs, outputs, connections } = matrix;
    const density = connections / (inputs * outputs);
    const layer = name.slice(0, -'.weight'.length);
    return [{ kind: 'layer', ...labels, layer, inputs, outputs, connections, density }];
  });

/** The epochs of one network; returns the largest accuracy on the test set. */
function* learn(
  { parameters: values, resume }: Context,
  made: {
    readonly learner: Classifier;
    readonly labels: Labels;
    readonly seen: number;
    readonly look: Look;
  },
): Generator<JobStep<CnnRecord>, number> {
  const { learner, labels, seen } = made;
  let best = resume === undefined ? 0 : Number(restoreLearning(learner, resume).best);
  yield* epochSteps<EpochRecord, EpochTick, CnnRecord>(learner, {
    ...{ name: labels.method, epochs: values.epochs, look: made.look },
    train: ({ trainAccuracy }) => ` · train ${percent(trainAccuracy)}`,
    told(record, seconds) {
      best = Math.max(best, record.testAccuracy);
      return {
        record: { kind: 'epoch', ...labels, ...epochRow(record) },
        timing: { examplesPerSecond: seen / seconds },
        test: percent(record.testAccuracy),
        counted: { best },
        // The last epoch's record tells of the last removal too: a longer run would not have made it then.
        extends:
          record.epoch < values.epochs ||
          rewiringOf(labels.method, values) === undefined ||
          values.finalStep === 'none',
      };
    },
  });
  return best;
}

function epochRow({ cost, returned: _, ...shown }: EpochRecord) {
  const { changes, energy } = cost;
  return { ...shown, changes, energy, ...multiplyAddsOf(cost) };
}
