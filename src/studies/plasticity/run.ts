/** Runs the experiments of `plasticity`, job after job; one that was stopped goes on inside the job that was under way. */

import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, runJobs } from '../../protocol/jobs.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import { denseClassification } from '../../tasks/narrow.ts';
import { storePatterns } from './associations.ts';
import { runLearner } from './learners.ts';
import { learnNetwork } from './network.ts';
import { comparesCriteria, type Values } from './parameters.ts';
import { learnPerceptron } from './perceptron.ts';
import { costOf, nameOf, needsTask, type PerceptronPlan, plansOf } from './plans.ts';
import type { Told } from './records.ts';

/** Where the presentations of a perceptron run out: far above what the law predicts for these loads. */
const PERCEPTRON_LIMIT = 20_000_000;

export const tasksOf = (values: Values) => (needsTask(values) ? [taskRequest(values)] : []);

/** The run of the study: see `Study.run`. */
export async function* run(context: RunContext<Values>): AsyncGenerator<Step<Told>, NamedArrays> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  if (wanted === undefined) return yield* runJobs(context, jobsOf(values));
  const task = denseClassification(await context.task(wanted.name, wanted), 'study plasticity');
  const [trainExamples, testExamples] = [task.train.count, task.test.count];
  const record = {
    ...({ kind: 'task', task: task.name, trainExamples, testExamples } as const),
    ...fileFacts(task),
  };
  return yield* runJobs(context, jobsOf(values, task), { record, line: task.title });
}

/** @param task absent where no experiment asks for images */
function jobsOf(values: Values, task?: ClassificationTask): Job<Values, Told>[] {
  return plansOf(values).map((plan) => ({
    ...{ name: nameOf(plan), cost: costOf(plan, values) },
    run(context) {
      if (plan.kind === 'associations') return storePatterns(context, plan);
      if (plan.kind !== 'network' && plan.kind !== 'learner') return perceptronSteps(context, plan);
      if (task === undefined) throw new Error('an experiment with images was given none');
      if (plan.kind === 'network') return learnNetwork(context, task, plan);
      return runLearner(context, task, plan);
    },
  }));
}

function* perceptronSteps(
  { parameters, random, resume }: JobContext<Values>,
  plan: PerceptronPlan,
): Generator<JobStep<Told>, undefined> {
  const { kind, load, threshold, criterion, replicate } = plan;
  const inputs = parameters.perceptronInputs;
  const patterns = Math.max(1, Math.round(load * inputs));
  const stream = random.split('perceptron').split(replicate).split(patterns);
  const options = { inputs, patterns, threshold, criterion, presentations: PERCEPTRON_LIMIT };
  const learning = learnPerceptron(options, stream, resume);
  for (;;) {
    const next = learning.next();
    if (next.done) {
      const labels = { kind, inputs, load: patterns / inputs, threshold, replicate };
      const { changes, ...told } = next.value;
      // Said where criteria are compared: rows of the published one alone are what they were.
      const compared = kind === 'caching' && comparesCriteria(parameters);
      const record = { ...labels, ...told, ...(compared ? { criterion, changes } : {}) };
      yield { record, share: 1, line: `${nameOf(plan)} · ${record.updates} updates` };
      return undefined;
    }
    const { share, right, save } = next.value;
    yield { share, line: `${nameOf(plan)} · ${right} of ${patterns} right`, snapshot: save };
  }
}
