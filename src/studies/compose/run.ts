/** Trains a network a method on the same data, a job each. */

import { UsageError } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, runJobs } from '../../protocol/jobs.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { type AnyClassification, isClassification } from '../../tasks/examples.ts';
import { accountOf, endOf, learnInSteps } from './learn.ts';
import { methodsOf } from './methods.ts';
import { mlpTrainee } from './mlp.ts';
import type { Values } from './parameters.ts';
import { pixelPlaces } from './places.ts';
import type { ComposeRecord } from './records.ts';
import type { Standing, Trainee } from './trainee.ts';
import {
  ASSOCIATIONS,
  type BatteryTask,
  isBattery,
  type Method,
  methodName,
} from './vocabulary.ts';

type Context = JobContext<Values>;

/** The data that a run learns; none where trials or associations are drawn. */
export const tasksOf = (values: Values) => (values.network === 'mlp' ? [taskRequest(values)] : []);

/** What is learned, ready for any method. */
interface Subject {
  readonly record: ComposeRecord;
  readonly line: string;
  readonly methods: readonly Method[];
  /** Rough cost of a network. */
  cost(method: Method): number;
  make(context: Context, method: Method, random: Random): Promise<Trainee>;
}

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<ComposeRecord>, NamedArrays> {
  const { replicates } = context.parameters;
  const subject = await subjectOf(context);
  const jobs = Array.from({ length: replicates }, (_, replicate) =>
    subject.methods.map(
      (method): Job<Values, ComposeRecord> => ({
        name: `${methodName(method)} ${replicate + 1}`,
        cost: subject.cost(method),
        run: (own) => train(own, subject, method, replicate),
      }),
    ),
  ).flat();
  const { record, line } = subject;
  return yield* runJobs(context, jobs, { record, line });
}

async function subjectOf(context: RunContext<Values>): Promise<Subject> {
  const { parameters: values } = context;
  const { network, task } = values;
  if (network === 'rnn' && isBattery(task)) return batterySubject(values, task);
  if (network === 'perceptron') return associationsSubject(values);
  return examplesSubject(context, values);
}

/** What a run tells of a task that is drawn, not read. */
function drawnRecord(values: Values, task: string, examples: readonly [number, number]) {
  const { methods, leftOut } = methodsOf(values);
  const record: ComposeRecord = {
    ...{ kind: 'task', task, network: values.network },
    ...{ trainExamples: examples[0], testExamples: examples[1] },
    methods: methods.map(methodName),
    leftOut: leftOut.map(({ name, why }) => `${name}: ${why}`),
  };
  return { methods, record };
}

async function batterySubject(values: Values, name: BatteryTask): Promise<Subject> {
  const { batteryOf, rnnTrainee } = await import('./rnn.ts');
  const battery = batteryOf(name);
  const tests = values.testTrials * battery.tasks.length;
  return {
    ...drawnRecord(values, battery.name, [0, tests]),
    line: `${battery.tasks.length} tasks`,
    cost: ({ wiring }) => (wiring === 'dense' ? 1 : values.density) * values.units + 100,
    make: ({ threads, arithmetic }, method, random) =>
      rnnTrainee({ method, values, threads, arithmetic }, battery, random),
  };
}

async function associationsSubject(values: Values): Promise<Subject> {
  const { perceptronTrainee } = await import('./perceptron.ts');
  const count = Math.max(1, Math.round(values.load * values.inputs));
  return {
    ...drawnRecord(values, ASSOCIATIONS, [count, count]),
    line: `${count} associations`,
    cost: () => 1,
    make: ({ threads, arithmetic }, method, random) =>
      perceptronTrainee({ method, values, threads, arithmetic }, random),
  };
}

async function examplesSubject(context: RunContext<Values>, values: Values): Promise<Subject> {
  const [wanted] = tasksOf(values);
  const task = await context.task(wanted.name, wanted);
  if (!isClassification(task))
    throw new UsageError(
      `the answers of ${task.name} are numbers, and methods are compared by accuracy: give a task of classes`,
    );
  const { methods, leftOut } = methodsOf(values, pixelPlaces(task.shape) !== undefined);
  const units = values.hidden.reduce((sum, count) => sum + count, 0);
  return {
    methods,
    line: task.title,
    record: {
      ...{ kind: 'task', task: task.name, network: 'mlp' },
      ...{ trainExamples: task.train.count, testExamples: task.test.count },
      methods: methods.map(methodName),
      leftOut: leftOut.map(({ name, why }) => `${name}: ${why}`),
      ...fileFacts(task),
    },
    cost: ({ wiring }) =>
      (wiring === 'dense' ? 1 : values.density) * positionsOf(values, task) + 50 * units,
    make: ({ threads, arithmetic }, method, random) =>
      mlpTrainee({ method, values, threads, arithmetic }, task, random),
  };
}

const positionsOf = ({ hidden }: Values, { features, classes }: AnyClassification): number => {
  const units = [features, ...hidden, classes];
  return units.slice(1).reduce((sum, outputs, l) => sum + units[l] * outputs, 0);
};

/** One network, from birth or from where it stood. */
async function* train(
  context: Context,
  subject: Subject,
  method: Method,
  replicate: number,
): AsyncGenerator<JobStep<ComposeRecord>, undefined> {
  const { parameters: values, resume, random } = context;
  const name = methodName(method);
  const trainee = await subject.make(context, method, random.split('replicate').split(replicate));
  try {
    const course = yield* learnInSteps<ComposeRecord>(trainee, { name, resume }, (standing) =>
      curveRecord({ method: name, replicate }, standing, trainee),
    );
    const came = endOf(trainee, method, values, course);
    const record: ComposeRecord = {
      ...{ kind: 'end', ...method, method: name, replicate },
      ...came,
    };
    yield { record, share: 1, line: `${name} · done` };
    return undefined;
  } finally {
    trainee.dispose();
  }
}

function curveRecord(
  labels: { readonly method: string; readonly replicate: number },
  { step, accuracy, loss }: Standing,
  trainee: Trainee,
): ComposeRecord {
  return {
    ...{ kind: 'curve', ...labels, step, accuracy },
    ...(loss !== undefined && { loss }),
    ...accountOf(trainee),
  };
}
