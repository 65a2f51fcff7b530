/** Trains every method of `set-mlp` on the same data, one after the other, and describes what came of it. */

import { expectedConnections } from '../../connectivity/erdos-renyi.ts';
import { createEngine } from '../../engine/index.ts';
import { FrugalError } from '../../errors.ts';
import {
  createClassifier,
  type EpochRecord,
  type LearnerState,
  weightArrays,
} from '../../learners/index.ts';
import { leastOf } from '../../ledger/index.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import type { Json, NamedArrays, RunContext, Snapshot, Step, StudyRecord } from '../study.ts';
import { buildNetwork, rewiringOf, scarcityOf, transforms, unitsOf } from './build.ts';
import { describeNetwork, inputDeviations } from './describe.ts';
import type { Method, Values } from './parameters.ts';

/** One network to train. */
interface Job {
  readonly method: Method;
  readonly replicate: number;
  /** Share of the whole run's time, roughly. */
  readonly share: number;
}

/** Where an interrupted run stood: jobs finished, and the learner's state in the next one. */
interface Standing {
  readonly finished: number;
  readonly best: number;
  readonly learner: LearnerState['meta'] | null;
}

/** Names of the task's files as the run's identity sees them. */
export const tasksOf = (values: Values) => [
  {
    name: values.task,
    ...(values.trainLimit > 0 ? { trainLimit: values.trainLimit } : {}),
    ...(values.testLimit > 0 ? { testLimit: values.testLimit } : {}),
  },
];

function jobsOf(values: Values, task: ClassificationTask): Job[] {
  const units = unitsOf(values, task.features, task.classes);
  // A dense network costs its connections; a sparse one hides more of its overhead behind them.
  const cost = (method: Method): number =>
    units.slice(1).reduce((sum, outputs, k) => {
      const all = units[k] * outputs;
      return (
        sum +
        (method === 'dense'
          ? all
          : Math.min(all, expectedConnections(units[k], outputs, scarcityOf(values)))) +
        10 * outputs
      );
    }, 0);
  const jobs = Array.from({ length: values.replicates }, (_, replicate) =>
    values.methods.map((method) => ({ method, replicate, share: cost(method) })),
  ).flat();
  const total = jobs.reduce((sum, job) => sum + job.share, 0);
  return jobs.map((job) => ({ ...job, share: job.share / total }));
}

const prefixed = (prefix: string, arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${prefix}${name}`, array]));

const under = (prefix: string, arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function epochRecord(
  labels: StudyRecord,
  possible: number,
  { cost, ...shown }: EpochRecord,
): StudyRecord {
  const { changes, energy, potentiation, depression, created, deleted, upkeep, forward, backward } =
    cost;
  return {
    kind: 'epoch',
    ...labels,
    ...shown,
    density: shown.connections / possible,
    ...{ changes, energy, potentiation, depression, created, deleted, upkeep },
    multiplyAdds: forward + backward,
  };
}

/** The run of the study: see `Study.run`. */
export async function* run(context: RunContext<Values>): AsyncGenerator<Step, NamedArrays> {
  const { parameters: values, random, resume } = context;
  const [wanted] = tasksOf(values);
  const task = await context.task(wanted.name, wanted);
  const jobs = jobsOf(values, task);
  const standing = resume?.meta as unknown as Standing | undefined;
  let kept: NamedArrays = under('kept.', resume?.arrays ?? {});
  let done = jobs.slice(0, standing?.finished ?? 0).reduce((sum, job) => sum + job.share, 0);
  if (standing === undefined) {
    const deviations = inputDeviations(task.train);
    const record = {
      kind: 'task',
      task: task.name,
      trainExamples: task.train.count,
      testExamples: task.test.count,
      deviations,
    };
    yield { record, progress: 0, line: task.title };
  }
  for (let number = standing?.finished ?? 0; number < jobs.length; number++) {
    const job = jobs[number];
    const learner =
      standing?.finished === number && standing.learner !== null ? standing.learner : undefined;
    const resumed = learner && {
      meta: learner,
      arrays: under('now.', resume?.arrays ?? {}) as LearnerState['arrays'],
    };
    const best = learner === undefined ? 0 : (standing?.best ?? 0);
    const arrays = yield* runJob(context, task, job, { number, done, kept, best, resumed });
    if (job.replicate === 0) kept = { ...kept, ...prefixed(`${job.method}.`, arrays) };
    done += job.share;
    const snapshot = (): Snapshot => ({
      meta: { finished: number + 1, best: 0, learner: null },
      arrays: prefixed('kept.', kept),
    });
    yield { progress: done, line: `${job.method} · done`, snapshot };
  }
  return kept;

  async function* runJob(
    { threads, arithmetic }: RunContext<Values>,
    data: ClassificationTask,
    { method, replicate, share }: Job,
    at: {
      number: number;
      done: number;
      kept: NamedArrays;
      best: number;
      resumed: LearnerState | undefined;
    },
  ): AsyncGenerator<Step, NamedArrays> {
    const stream = random.split('replicate').split(replicate);
    const engine = createEngine({ threads, arithmetic });
    try {
      const units = unitsOf(values, data.features, data.classes);
      const possible = units.slice(1).reduce((sum, outputs, k) => sum + units[k] * outputs, 0);
      const network = buildNetwork(engine, method, values, units, stream);
      const rewiring = rewiringOf(method, values);
      const classifier = await createClassifier({
        network,
        task: data,
        scaling: values.scaling,
        transformFor: transforms(values),
        rewiringFor: () => rewiring,
        epochs: values.epochs,
        random: stream.split('learning'),
        mirror: values.mirror,
      });
      const beginning = classifier.wirings();
      if (at.resumed !== undefined) classifier.restore(at.resumed);
      const labels: StudyRecord = { method, replicate };
      let best = at.best;
      let test = '';
      let began = performance.now();
      for (const progress of classifier.learn()) {
        if (progress.kind === 'tick') {
          const part = (progress.epoch - 1 + progress.share) / values.epochs;
          const line = `${method} · epoch ${progress.epoch}/${values.epochs} · train ${percent(progress.trainAccuracy)}${test}`;
          yield { progress: at.done + share * part, line };
          continue;
        }
        const { record } = progress;
        best = Math.max(best, record.testAccuracy);
        test = ` · test ${percent(record.testAccuracy)}`;
        const seconds = (performance.now() - began) / 1000;
        const snapshot = (): Snapshot => {
          const saved = classifier.save();
          const meta: Json = { finished: at.number, best, learner: saved.meta as unknown as Json };
          return {
            meta,
            arrays: { ...prefixed('now.', saved.arrays), ...prefixed('kept.', at.kept) },
          };
        };
        yield {
          record: epochRecord(labels, possible, record),
          timing: {
            seconds,
            examplesPerSecond: data.train.count / seconds,
            nanosecondsPerConnectionAndExample:
              (1e9 * seconds) / (data.train.count * record.connections),
            mirroredLayers: classifier.mirrors.filter(Boolean).length,
          },
          progress: at.done + (share * record.epoch) / values.epochs,
          line: `${method} · epoch ${record.epoch}/${values.epochs} · train ${percent(record.trainAccuracy)}${test}`,
          // After the last epoch the description still has to be written: the step after it offers the next checkpoint.
          ...(record.epoch < values.epochs ? { snapshot } : {}),
        };
        began = performance.now();
      }
      const final = classifier.evaluate();
      const minima = leastOf(beginning, classifier.wirings());
      const { changes, energy } = classifier.totals();
      const connections = network.layers.reduce((sum, { matrix }) => sum + matrix.connections, 0);
      const end: StudyRecord = {
        ...{
          kind: 'end',
          ...labels,
          finalAccuracy: final.accuracy,
          finalLoss: final.loss,
          bestAccuracy: best,
        },
        ...{ finalConnections: connections, totalChanges: changes, totalEnergy: energy },
        ...{ leastChanges: minima.changes, leastEnergy: minima.energy },
      };
      for (const record of [...describeNetwork(network, labels, data.shape), end]) {
        yield {
          record,
          progress: at.done + share,
          line: `${method} · test ${percent(final.accuracy)}`,
        };
      }
      return weightArrays(network);
    } catch (error) {
      if (error instanceof FrugalError) error.message = `${method}: ${error.message}`;
      throw error;
    } finally {
      engine.dispose();
    }
  }
}
