/** Trains every method of `set-mlp` on the same data, a job a network, and describes what came of it. */

import { UsageError } from '../../errors.ts';
import { percent } from '../../evidence/index.ts';
import { outlineArrays } from '../../interchange/arrays.ts';
import { outlineOfMlp } from '../../interchange/live.ts';
import type { StoredMlp } from '../../interchange/network.ts';
import { type EpochRecord, type RegressionRecord, scalingOf } from '../../learners/index.ts';
import type { EpochProgress } from '../../learners/subject.ts';
import { type Mlp, networkArrays } from '../../networks/index.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, prefixed, runJobs } from '../../protocol/jobs.ts';
import { restoreLearning } from '../../protocol/learning.ts';
import { inJob } from '../../protocol/parts.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { type Look, lookAtMlp } from '../../protocol/view.ts';
import type { Topology } from '../../sparse/topology.ts';
import {
  type DenseInputs,
  type ExampleTask,
  isClassification,
  isSparse,
  type SparseInputs,
} from '../../tasks/examples.ts';
import { labelled } from '../../tasks/narrow.ts';
import { composed } from '../../tasks/standardise.ts';
import { accountOf, wayOf } from '../sparse-training/columns.ts';
import {
  epochSteps,
  type Labels as Network,
  replicatesFirst,
  withEngine,
} from '../sparse-training/learning.ts';
import {
  checkAnswers,
  endMeasures,
  finalMeasure,
  judged,
  type Learned,
  learnerOf,
  measureText,
  metricsRecord,
  outputNamesOf,
  outputsOf,
  testMeasure,
} from './answers.ts';
import { begunFrom, scalingFor, takenUp } from './begin.ts';
import { beginsOf, buildNetwork, connectionsOf, densityOf, transforms, unitsOf } from './build.ts';
import { checkNetworks } from './check.ts';
import { describeNetwork, inputDeviations } from './describe.ts';
import { FIXED, type Method, rewiringOf, TIMED } from './methods.ts';
import type { Values } from './parameters.ts';
import type { SetRecord } from './records.ts';
import { arraysInUnits, targetScaling } from './targets.ts';
import { correlatedLayer, firstLayer, growthRegion, outsideWiring } from './wiring.ts';

type Context = JobContext<Values>;

type Labels = Network<Method>;

const nameOf = ({ method, replicate }: Labels): string => `${method} ${replicate + 1}`;

/** What the networks learn, and the one that they go on from. */
interface Material {
  readonly task: ExampleTask;
  readonly begun: StoredMlp | undefined;
  /** Connections of the first layer where they are given. */
  readonly first: Topology | undefined;
}

/** Names of the task's files as the run's identity sees them. */
export const tasksOf = (values: Values) => [
  // The learner takes z-scores itself, in its own arithmetic.
  // So does a network that goes on, as it was taught.
  taskRequest({
    ...values,
    scaling: ownScaling(values) || values.from !== '' ? 'unit' : values.scaling,
  }),
];

const ownScaling = ({ scaling }: Values): boolean => scaling === 'z-score';

/** A job a network. */
function jobsOf(values: Values, material: Material): Job<Values, SetRecord>[] {
  const { task } = material;
  const units = unitsOf(values, task.features, outputsOf(task));
  return replicatesFirst(values, (method, replicate) => ({
    name: nameOf({ method, replicate }),
    // A sparse network hides less of the overhead of its units behind its connections.
    cost: connectionsOf(method, values, units).reduce(
      (sum, n, k) => sum + n + 10 * units[k + 1],
      0,
    ),
    run: (context: Context) => train(context, material, { method, replicate }),
  }));
}

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<SetRecord>, NamedArrays> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  const task = labelled(await context.task(wanted.name, wanted));
  checkAnswers(values, task);
  if (ownScaling(values) && sparse(task))
    throw new UsageError(
      `--scaling z-score would fill the sparse table ${task.name}; use max-abs, which keeps zeros`,
    );
  if (values.from === '')
    checkNetworks(values, { features: task.features, classes: outputsOf(task) });
  const begun = await begunFrom(context, task);
  const wiringNotes: string[] = [];
  const units = unitsOf(values, task.features, outputsOf(task));
  const [connections] = connectionsOf('set', values, units);
  const first =
    (await firstLayer(context, units, wiringNotes)) ??
    (yield* correlatedLayer(context, task, { outputs: units[1], connections }));
  const record: SetRecord = {
    kind: 'task',
    task: task.name,
    trainExamples: task.train.count,
    testExamples: task.test.count,
    ...(isClassification(task)
      ? { classes: task.classes }
      : { outputNames: [...task.outputNames] }),
    deviations: inputDeviations(task.train),
    ...fileFacts(task, wiringNotes),
  };
  return yield* runJobs(context, jobsOf(values, { task, begun, first }), {
    record,
    line: task.title,
  });
}

/** A network and its learner, as they are born. */
const prepare = (
  { parameters: values, random, ...place }: Context,
  { task, begun, first }: Material,
  { method, replicate }: Labels,
) =>
  withEngine(place, async (engine) => {
    const stream = random.split('replicate').split(replicate);
    const units = unitsOf(values, task.features, outputsOf(task));
    const network =
      begun === undefined
        ? buildNetwork(engine, method, values, units, stream, {
            sparseInputs: sparse(task),
            first,
          })
        : takenUp(engine, begun, values, task, stream, beginsOf(method, values, units)?.room);
    const rewiring = rewiringOf(
      method,
      values,
      densityOf(method, values, units, first?.index?.length),
    );
    const within = growthRegion(values, first);
    const [{ matrix: front }] = network.layers;
    const scaling = (begun && scalingFor(begun, task)) ?? (ownScaling(values) ? 'z-score' : 'unit');
    const learner = await learnerOf(task, values, {
      ...{
        network,
        scaling,
        epochs: values.epochs,
        exploring: values.exploration === 'kept',
        mirror: values.mirror,
      },
      transformFor: transforms(values, rewiring !== undefined),
      rewiringFor: (bundle) => {
        const own = rewiring?.(bundle);
        return own && bundle.matrix === front ? { ...own, within } : own;
      },
      random: stream.split('learning'),
    });
    const name = nameOf({ method, replicate });
    const look = lookAtMlp({ name, network, task, scaling, learner });
    return { network, learner, look };
  });

/** Trains one network and describes it; the arrays are the weights of the first replicate's. */
async function* train(
  context: Context,
  material: Material,
  labels: Labels,
): AsyncGenerator<JobStep<SetRecord>, NamedArrays | undefined> {
  const { task } = material;
  const { engine, network, learner, look } = await prepare(context, material, labels);
  try {
    const beginning = learner.wirings();
    const best = yield* learn(context, task, { network, learner, labels, look });
    for (const record of describeNetwork(network, labels, task.shape)) yield { record };
    const final = yield* inJob(judged(learner), 1, 1);
    const scores = yield* inJob(learner.predictInSteps(task.test), 1, 1);
    yield { record: metricsRecord(context.parameters, task, labels, scores) };
    yield {
      record: {
        ...{ kind: 'end', ...labels },
        ...{ ...endMeasures(final, best), finalLoss: final.loss },
        finalConnections: connectionsIn(network),
        ...wayOf(learner, beginning),
        ...(context.parameters.exploration === 'kept' && {
          explored: Object.values(learner.explored()),
        }),
        ...(material.first !== undefined &&
          labels.method !== 'dense' && { outside: outsideWiring(network, material.first) }),
      },
      line: `${labels.method} · test ${measureText(task, finalMeasure(final))}`,
      look,
    };
    return labels.replicate === 0
      ? prefixed(`${labels.method}.`, keptOf(context.parameters, material, network))
      : undefined;
  } finally {
    engine.dispose();
  }
}

/** The weights, and what other programs have to know to use them. */
function keptOf(values: Values, { task, begun }: Material, network: Mlp): NamedArrays {
  const unit = { shift: Float32Array.of(0), scale: Float32Array.of(storedUnit(task)) };
  const taken = ownScaling(values) ? scalingOf(task.train, 'z-score') : undefined;
  // Other programs have numbers as the data store them, so the task's own scaling goes along.
  const own = task.scaled && taken ? composed(task.scaled, taken) : (taken ?? task.scaled ?? unit);
  const outline = outlineOfMlp(network, network.loss, {
    scaling: begun?.scaling ?? own,
    classes: outputNamesOf(task),
    ...(task.featureNames && { features: task.featureNames }),
    origin: { study: 'set-mlp', task: task.name, data: task.digest },
  });
  const arrays = networkArrays(network);
  const kept = isClassification(task) ? arrays : arraysInUnits(arrays, targetScaling(task));
  return { ...kept, ...outlineArrays(outline) };
}

/** Real value of one stored unit of the inputs. */
const storedUnit = ({ train }: ExampleTask): number =>
  isSparse<DenseInputs | SparseInputs>(train) ? 1 : train.scale;

const sparse = ({ train }: ExampleTask): boolean => isSparse<DenseInputs | SparseInputs>(train);

const connectionsIn = ({ layers }: Mlp): number =>
  layers.reduce((sum, { matrix }) => sum + matrix.connections, 0);

/** The epochs of one network; returns the largest measure on the test set. */
function* learn(
  { parameters: values, resume }: Context,
  task: ExampleTask,
  made: {
    readonly network: Mlp;
    readonly learner: Learned;
    readonly labels: Labels;
    readonly look: Look;
  },
): Generator<JobStep<SetRecord>, number> {
  const { network, learner, labels, look } = made;
  let best =
    resume === undefined ? Number.NEGATIVE_INFINITY : Number(restoreLearning(learner, resume).best);
  const possible = network.layers.reduce(
    (sum, { matrix }) => sum + matrix.inputs * matrix.outputs,
    0,
  );
  const seen = task.train.count;
  yield* epochSteps<EpochRecord | RegressionRecord, EpochProgress, SetRecord>(learner, {
    ...{ name: labels.method, epochs: values.epochs, look },
    train: (progress) =>
      'trainAccuracy' in progress ? ` · train ${percent(progress.trainAccuracy)}` : '',
    told(record, seconds) {
      best = Math.max(best, testMeasure(record));
      return {
        record: { kind: 'epoch', ...labels, ...epochRow(record, possible) },
        timing: {
          examplesPerSecond: seen / seconds,
          nanosecondsPerConnectionAndExample: (1e9 * seconds) / (seen * record.connections),
          mirroredLayers: learner.mirrors.filter(Boolean).length,
        },
        test: measureText(task, testMeasure(record)),
        counted: { best },
        // The last epoch's record tells of the last removal too: a longer run would not have made it then.
        extends: endures(values, labels.method, record.epoch),
      };
    },
  });
  return best;
}

/** Whether a longer run would have come to the same: its rules know how long it is to be, and end in its last epoch. */
function endures({ schedule, finalStep, epochs }: Values, method: Method, epoch: number): boolean {
  if (FIXED.includes(method)) return true;
  if (schedule === 'published' || TIMED.includes(method)) return false;
  return epoch < epochs || !method.startsWith('set') || finalStep === 'none';
}

function epochRow({ cost, ...shown }: EpochRecord | RegressionRecord, possible: number) {
  return { ...shown, density: shown.connections / possible, ...accountOf(cost) };
}
