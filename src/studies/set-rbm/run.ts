/** Trains every method of `set-rbm` on the same examples, a job a machine, and describes what came of it. */

import type { Engine } from '../../engine/index.ts';
import { createRbmLearner, type RbmLearner, type RbmRecord } from '../../learners/index.ts';
import type { EpochProgress } from '../../learners/subject.ts';
import { networkArrays, type Rbm } from '../../networks/index.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, prefixed, runJobs } from '../../protocol/jobs.ts';
import { restoreLearning } from '../../protocol/learning.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { type Look, lookAtRbm } from '../../protocol/view.ts';
import { TIMED } from '../set-mlp/methods.ts';
import { accountOf, wayOf } from '../sparse-training/columns.ts';
import {
  epochSteps,
  type Labels as Network,
  replicatesFirst,
  withEngine,
} from '../sparse-training/learning.ts';
import { describeMachine, deviationsOf } from './describe.ts';
import { createJudge, type Judge } from './likelihood.ts';
import { endsAsSet, type Method, rewiringOf } from './methods.ts';
import type { Values } from './parameters.ts';
import { type Material, machineFor, materialOf, transforms } from './prepare.ts';
import type { RbmStudyRecord } from './records.ts';

type Context = JobContext<Values>;

type Labels = Network<Method>;

export const tasksOf = (values: Values) => [taskRequest(values)];

/** A job a machine. */
function jobsOf(values: Values, material: Material): Job<Values, RbmStudyRecord>[] {
  const { features } = material.train;
  const all = features * values.hidden;
  const few =
    values.density > 0 ? values.density * all : values.epsilon * (features + values.hidden);
  return replicatesFirst(values, (method, replicate) => ({
    name: `${method} ${replicate + 1}`,
    // A sparse machine hides less of the overhead of its units behind its connections.
    cost: (method === 'dense' ? all : Math.min(all, few)) + 50 * (features + values.hidden),
    run: (context: Context) => train(context, material, { method, replicate }),
  }));
}

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<RbmStudyRecord>, NamedArrays> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  const task = await context.task(wanted.name, wanted);
  const material = materialOf(task, values, context.random);
  const record: RbmStudyRecord = {
    ...{ kind: 'task', task: task.name, visible: task.features, graded: material.graded },
    ...{ trainExamples: task.train.count, testExamples: task.test.count },
    means: [...material.means],
    deviations: deviationsOf(material.train, material.means),
    shape: [...material.shape],
    ...fileFacts(task),
  };
  return yield* runJobs(context, jobsOf(values, material), { record, line: task.title });
}

interface Made {
  readonly engine: Engine;
  readonly network: Rbm;
  readonly learner: RbmLearner;
  readonly judge: Judge | undefined;
  readonly look: Look;
}

/** A machine and its learner, as they are born. */
const prepare = (
  { parameters: values, random, ...place }: Context,
  material: Material,
  { method, replicate }: Labels,
): Promise<Made> =>
  withEngine(place, async (engine) => {
    const stream = random.split('replicate').split(replicate);
    const network = machineFor(engine, method, values, material, stream);
    const rewiring = rewiringOf(method, values, network.visible);
    const { train: learned, test } = material;
    const learner = await createRbmLearner({
      ...{ network, train: learned, test, epochs: values.epochs },
      transformFor: transforms(values),
      rewiringFor: () => rewiring,
      random: stream.split('learning'),
    });
    const judge = await createJudge(values, network, learner, material, stream.split('likelihood'));
    const name = `${method} ${replicate + 1}`;
    const look = lookAtRbm({ name, network, learner, shape: material.shape });
    return { network, learner, judge, look };
  });

/** Trains one machine and describes it; the arrays are the weights of the first replicate's. */
async function* train(
  context: Context,
  material: Material,
  labels: Labels,
): AsyncGenerator<JobStep<RbmStudyRecord>, NamedArrays | undefined> {
  const made = await prepare(context, material, labels);
  const { engine, network, learner } = made;
  try {
    const beginning = learner.wirings();
    const best = yield* learn(context, made, labels);
    for (const record of describeMachine(network, learner, labels, material)) yield { record };
    const { error } = learner.judge();
    yield {
      record: {
        ...{ kind: 'end', ...labels, finalError: error, bestError: best },
        finalConnections: network.matrix.connections,
        ...wayOf(learner, beginning),
      },
      line: `${labels.method} · test error ${error.toFixed(4)}`,
      look: made.look,
    };
    return labels.replicate === 0
      ? prefixed(`${labels.method}.`, networkArrays(network))
      : undefined;
  } finally {
    engine.dispose();
  }
}

/** The epochs of one machine, and likelihoods in between; returns the smallest test error. */
function* learn(
  { parameters: values, resume }: Context,
  { network, learner, judge, look }: Made,
  labels: Labels,
): Generator<JobStep<RbmStudyRecord>, number> {
  let best =
    resume === undefined ? Number.POSITIVE_INFINITY : Number(restoreLearning(learner, resume).best);
  const { visible, hidden } = network;
  yield* epochSteps<RbmRecord, EpochProgress, RbmStudyRecord>(learner, {
    ...{ name: labels.method, epochs: values.epochs, look },
    told(record) {
      const { epoch, testError } = record;
      best = Math.min(best, testError);
      const last = epoch === values.epochs;
      const due = values.likelihoodEvery > 0 && epoch % values.likelihoodEvery === 0 && !last;
      return {
        ...(due && judge !== undefined && { before: judge.records(labels, epoch) }),
        record: { kind: 'epoch', ...labels, ...epochRow(record, visible * hidden) },
        test: `error ${testError.toFixed(4)}`,
        counted: { best },
        // The last epoch's record tells of the last removal too: a longer run would not have made it then.
        extends:
          !TIMED.includes(labels.method) &&
          (!last || !endsAsSet(labels.method) || values.finalStep === 'none'),
      };
    },
  });
  if (judge !== undefined) yield* judge.records(labels, values.epochs);
  return best;
}

const epochRow = ({ cost, ...shown }: RbmRecord, possible: number) => ({
  ...{ ...shown, density: shown.connections / possible, ...accountOf(cost) },
});
