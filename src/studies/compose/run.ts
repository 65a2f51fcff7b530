/** Trains a network a method on the same data, a job each. */

import { UsageError } from '../../errors.ts';
import { type Job, type JobContext, type JobStep, runJobs } from '../../protocol/jobs.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { isClassification } from '../../tasks/examples.ts';
import { accountOf, endOf, learnInSteps } from './learn.ts';
import { methodsOf } from './methods.ts';
import type { Values } from './parameters.ts';
import type { ComposeRecord } from './records.ts';
import { drawnSubject, examplesSubject, type Subject, tasksOf } from './subject.ts';
import type { Standing, Trainee } from './trainee.ts';
import { type Method, methodName } from './vocabulary.ts';

type Context = JobContext<Values>;

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<ComposeRecord>, NamedArrays> {
  const { parameters: values } = context;
  const subject = await subjectOf(context);
  const { methods, leftOut } = methodsOf(values, subject.places);
  const jobs = Array.from({ length: values.replicates }, (_, replicate) =>
    methods.map(
      (method): Job<Values, ComposeRecord> => ({
        name: `${methodName(method)} ${replicate + 1}`,
        cost: subject.cost(method, values),
        run: (own) => train(own, subject, method, replicate),
      }),
    ),
  ).flat();
  const record: ComposeRecord = {
    ...{ kind: 'task', network: values.network, ...subject.facts },
    methods: methods.map(methodName),
    leftOut: leftOut.map(({ name, why }) => `${name}: ${why}`),
  };
  return yield* runJobs(context, jobs, { record, line: subject.line });
}

async function subjectOf(context: RunContext<Values>): Promise<Subject> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  if (wanted === undefined) return drawnSubject(values);
  const task = await context.task(wanted.name, wanted);
  if (!isClassification(task))
    throw new UsageError(
      `the answers of ${task.name} are numbers, and methods are compared by accuracy: give a task of classes`,
    );
  return examplesSubject(task);
}

/** One network, from birth or from where it stood. */
async function* train(
  context: Context,
  subject: Subject,
  method: Method,
  replicate: number,
): AsyncGenerator<JobStep<ComposeRecord>, undefined> {
  const { parameters: values, threads, arithmetic, resume, random } = context;
  const name = methodName(method);
  const own = random.split('replicate').split(replicate);
  const trainee = await subject.make({ method, values, threads, arithmetic }, own);
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
