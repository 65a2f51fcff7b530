/** Trains a network of every width by SET, and tells what it takes: connections, bytes, and beside the records seconds. */

import { createEngine } from '../../engine/index.ts';
import { FrugalError, UsageError } from '../../errors.ts';
import { percent } from '../../evidence/index.ts';
import { createClassifier, type EpochRecord, type EpochTick } from '../../learners/index.ts';
import { buildMlp, type Mlp, mlp } from '../../networks/index.ts';
import { sgd } from '../../plasticity/index.ts';
import { type Job, type JobContext, type JobStep, runJobs } from '../../protocol/jobs.ts';
import { restoreLearning } from '../../protocol/learning.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { lookAtMlp } from '../../protocol/view.ts';
import { set } from '../../rewiring/index.ts';
import {
  type ClassificationTask,
  type DenseInputs,
  isClassification,
  isSparse,
  type SparseInputs,
} from '../../tasks/examples.ts';
import { multiplyAddsOf } from '../sparse-training/columns.ts';
import { epochSteps, replicatesFirst } from '../sparse-training/learning.ts';
import type { Values } from './parameters.ts';
import { profiles } from './profiles.ts';
import type { MillionRecord } from './records.ts';

type Context = JobContext<Values>;

/** Networks with more connections are neither saved nor looked at while they learn: a copy would take longer than what it saves. */
const MOST_SAVED = 5_000_000;

/**
 * An output hears every unit below it: what one step changes of it grows with their number, unless the rate of its weights
 * falls with it (G. Yang, E. Hu et al., NeurIPS 2021). Units of hidden layers have as many inputs whatever the width.
 */
const OUTPUT_RATE = 50;

/** Tasks of files that the parameters need. */
export const tasksOf = ({ task }: Values) =>
  task === 'profiles' ? [] : [{ name: task, scaling: 'z-score' as const }];

/** Units of all layers. */
export const unitsOf = (
  { layers }: Values,
  width: number,
  { features, classes }: Pick<ClassificationTask, 'features' | 'classes'>,
): number[] => [features, ...new Array<number>(layers).fill(width), classes];

/** Connections that each layer is to get. */
export const expectedOf = ({ epsilon }: Values, units: readonly number[]): number[] =>
  units
    .slice(1)
    .map((outputs, k) => Math.min(units[k] * outputs, Math.round(epsilon * (units[k] + outputs))));

async function taskOf({ parameters, task }: RunContext<Values>): Promise<ClassificationTask> {
  const [wanted] = tasksOf(parameters);
  const { features, trainExamples, testExamples } = parameters;
  if (wanted === undefined) return profiles(features, trainExamples, testExamples);
  const found = await task(wanted.name, wanted);
  if (!isClassification(found) || isSparse<DenseInputs | SparseInputs>(found.train))
    throw new UsageError(`task "${wanted.name}" is no table of classes`);
  return found as ClassificationTask;
}

/** Share of the test examples of the class that most training examples have. */
function majorityOf({ train, test, classes }: ClassificationTask): number {
  const counts = new Uint32Array(classes);
  for (const label of train.labels) counts[label]++;
  const largest = counts.indexOf(Math.max(...counts));
  let right = 0;
  for (const label of test.labels) if (label === largest) right++;
  return right / test.count;
}

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<MillionRecord>, NamedArrays> {
  const { parameters: values } = context;
  const task = await taskOf(context);
  const { name, title, features, classes, train, test } = task;
  const majority = majorityOf(task);
  const { replicates, widths, layers } = values;
  const jobs = replicatesFirst(
    { replicates, methods: widths },
    (width, replicate): Job<Values, MillionRecord> => {
      const units = unitsOf(values, width, task);
      return {
        name: `${width} × ${layers}${replicates > 1 ? `, ${replicate + 1}` : ''}`,
        cost: expectedOf(values, units).reduce((sum, n) => sum + n),
        run: (own) => learn(own, { task, units, width, replicate, majority }),
      };
    },
  );
  const sizes = { features, classes, trainExamples: train.count, testExamples: test.count };
  return yield* runJobs(context, jobs, {
    record: { kind: 'task', task: name, ...sizes, majority },
    line: title,
  });
}

interface Plan {
  readonly task: ClassificationTask;
  readonly units: readonly number[];
  readonly width: number;
  readonly replicate: number;
  readonly majority: number;
}

/** Resident memory of the process in bytes, where it can be asked. */
const resident = (): { readonly residentBytes?: number } =>
  typeof process === 'undefined' || typeof process.memoryUsage?.rss !== 'function'
    ? {}
    : { residentBytes: process.memoryUsage.rss() };

const build = (engine: Parameters<typeof buildMlp>[1], context: Context, plan: Plan): Mlp => {
  const { parameters: values, random } = context;
  const { units, replicate } = plan;
  const { epsilon, batch, shards } = values;
  const stream = random.split('replicate').split(replicate).split(plan.width);
  return buildMlp(mlp(units.slice(1, -1), { epsilon }), engine, stream, {
    ...{ inputs: units[0], outputs: units[units.length - 1], batch, shards },
  });
};

/** One network from its birth to its last epoch. It is not kept: its weights would be as large as all else together. */
async function* learn(
  context: Context,
  plan: Plan,
): AsyncGenerator<JobStep<MillionRecord>, undefined> {
  const { parameters: values, random, threads, arithmetic, resume } = context;
  const { task, units, width, replicate, majority } = plan;
  const labels = { width, replicate };
  const { epochs, rate, momentum, decay, zeta } = values;
  const engine = createEngine({ threads, arithmetic });
  try {
    yield { line: `${width} units a layer · wiring` };
    const began = performance.now();
    const network = build(engine, context, plan);
    const networkBytes = engine.memory.used;
    const learner = await createClassifier({
      ...{ network, task, epochs, mirror: 'never', scaling: 'unit' },
      transformFor: ({ kind, layer }) =>
        sgd({
          rate: kind === 'weight' && layer === values.layers ? (rate * OUTPUT_RATE) / width : rate,
          momentum,
          ...(kind === 'weight' && { coupledDecay: decay }),
        }),
      rewiringFor: () => set({ zeta }),
      random: random.split('learning').split(replicate).split(width),
    });
    const counts = network.layers.map(({ matrix }) => matrix.connections);
    const connections = counts.reduce((sum, n) => sum + n);
    if (resume === undefined)
      yield {
        record: {
          ...{ kind: 'network', ...labels, connections, counts },
          neurons: units.reduce((sum, n) => sum + n),
          expected: expectedOf(values, units),
          possible: units.slice(1).reduce((sum, outputs, k) => sum + units[k] * outputs, 0),
          ...{ networkBytes, bytes: engine.memory.used },
        },
        timing: { seconds: (performance.now() - began) / 1000, ...resident() },
        line: `${width} units a layer · ${connections} connections`,
      };
    const name = `${width} units a layer`;
    const seen = lookAtMlp({ name, network, task, scaling: 'unit', learner });
    let last = resume === undefined ? 0 : Number(restoreLearning(learner, resume).last);
    yield* epochSteps<EpochRecord, EpochTick, MillionRecord>(learner, {
      ...{ name, epochs, ...(connections <= MOST_SAVED && { look: seen }) },
      train: ({ trainAccuracy }) => ` · train ${percent(trainAccuracy)}`,
      told({ cost, ...shown }) {
        last = shown.testAccuracy;
        return {
          record: { ...{ kind: 'epoch', ...labels, ...shown }, ...multiplyAddsOf(cost) },
          timing: resident(),
          test: percent(last),
          ...(connections <= MOST_SAVED && { counted: { last } }),
        };
      },
    });
    const bytes = engine.memory.used;
    yield {
      record: { kind: 'end', ...labels, finalAccuracy: last, gain: last - majority, bytes },
      line: `${width} units a layer · test ${percent(last)}`,
    };
    return undefined;
  } catch (error) {
    if (error instanceof FrugalError && /the engine's limit/.test(error.message))
      throw new FrugalError(
        `${units.join('-')} does not fit the engine's 4 GiB; use smaller --widths, less ε, a smaller --batch or one shard`,
      );
    throw error;
  } finally {
    engine.dispose();
  }
}
