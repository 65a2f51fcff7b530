/** Runs the experiments of `plasticity`, job after job; a run that was stopped goes on with the first unfinished one. */

import type { NamedArrays, RunContext, Snapshot, Step } from '../study.ts';
import { costOf, jobsOf, needsTask, type PerceptronJob } from './jobs.ts';
import { runLearner } from './learners.ts';
import { runNetwork } from './network-run.ts';
import type { Values } from './parameters.ts';
import { learnPerceptron } from './perceptron.ts';

/** Where the presentations of a perceptron run out: far above what the law predicts for these loads. */
const PERCEPTRON_LIMIT = 20_000_000;

export const tasksOf = (values: Values) =>
  needsTask(values)
    ? [
        {
          name: values.task,
          ...(values.trainLimit > 0 ? { trainLimit: values.trainLimit } : {}),
          ...(values.testLimit > 0 ? { testLimit: values.testLimit } : {}),
        },
      ]
    : [];

/** The run of the study: see `Study.run`. */
export async function* run(context: RunContext<Values>): AsyncGenerator<Step, NamedArrays> {
  const { parameters: values, resume } = context;
  const jobs = jobsOf(values);
  const total = jobs.reduce((sum, job) => sum + costOf(job, values), 0);
  const [wanted] = tasksOf(values);
  const task = wanted === undefined ? undefined : await context.task(wanted.name, wanted);
  const begin = (resume?.meta as { readonly finished: number } | undefined)?.finished ?? 0;
  let done = jobs.slice(0, begin).reduce((sum, job) => sum + costOf(job, values) / total, 0);
  if (begin === 0 && task !== undefined) {
    const [trainExamples, testExamples] = [task.train.count, task.test.count];
    const record = { kind: 'task', task: task.name, trainExamples, testExamples };
    yield { record, progress: 0, line: task.title };
  }
  for (let number = begin; number < jobs.length; number++) {
    const job = jobs[number];
    const share = costOf(job, values) / total;
    if (job.kind === 'network' || job.kind === 'learner') {
      if (task === undefined) throw new Error('an experiment with images was given none');
      const place = { done, share };
      if (job.kind === 'network') yield* runNetwork(context, task, job, place);
      else yield* runLearner(context, task, job, place);
    } else yield perceptronStep(context, job, done + share);
    done += share;
    const snapshot = (): Snapshot => ({ meta: { finished: number + 1 }, arrays: {} });
    yield { progress: done, line: `${number + 1} of ${jobs.length} done`, snapshot };
  }
  return {};
}

function perceptronStep(
  { parameters, random }: RunContext<Values>,
  { kind, load, threshold, replicate }: PerceptronJob,
  progress: number,
): Step {
  const inputs = parameters.perceptronInputs;
  const patterns = Math.max(1, Math.round(load * inputs));
  const stream = random.split('perceptron').split(replicate).split(patterns);
  const options = { inputs, patterns, threshold, presentations: PERCEPTRON_LIMIT };
  const found = learnPerceptron(options, stream);
  const record = { kind, inputs, load: patterns / inputs, threshold, replicate, ...found };
  return { record, progress, line: `perceptron · load ${load} · ${found.updates} updates` };
}
