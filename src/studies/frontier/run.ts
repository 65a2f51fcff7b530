/**
 * Trains what `frontier` compares. The search comes first and leaves what it found in the arrays that the run keeps; then all
 * that is reported is trained with other random numbers, repetition by repetition.
 */

import { type JobStep, runJobs } from '../../protocol/jobs.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { denseClassification } from '../../tasks/index.ts';
import { drawnSubject, examplesSubject, type Subject, tasksOf } from '../compose/subject.ts';
import { part } from '../plasticity/setup.ts';
import { type Contender, composedOf, lengthOf, nameOf } from './contenders.ts';
import type { Values } from './parameters.ts';
import { type Planned, plannedOf } from './planned.ts';
import type { FrontierRecord } from './records.ts';
import { searchJobs, survivorAt, survivorsOf } from './search.ts';
import { drawCandidates } from './space.ts';
import { theory } from './theory.ts';
import { type Context, costOf, type FrontierJob, trained } from './training.ts';

/** Share of the training examples that the search learns; the rest judges. */
const LEARNED = 0.8;

/** What is reported, and what the search goes by. */
interface Learned {
  readonly whole: Subject;
  readonly searched: Subject;
}

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<FrontierRecord>, NamedArrays> {
  const { parameters: values, random } = context;
  const { whole, searched } = await learnedOf(context);
  const { places } = whole;
  const candidates = values.experiments.includes('search')
    ? drawCandidates(values, random.split('space'), places)
    : [];
  const planned = plannedOf(values).filter(
    ({ method }) => places !== false || method.wiring !== 'local',
  );
  const jobs = [
    ...(values.experiments.includes('loads') ? [theoryJob] : []),
    ...searchJobs(values, searched, candidates),
    ...Array.from({ length: values.replicates }, (_, replicate) => [
      ...planned.map((own) => plannedJob(values, whole, own, replicate)),
      ...foundJobs(values, whole, candidates, replicate),
    ]).flat(),
  ];
  const record: FrontierRecord = {
    ...{ kind: 'task', ...whole.facts },
    candidates: candidates.map((candidate) => nameOf(candidate, values.network)),
  };
  return yield* runJobs(context, jobs, { record, line: whole.line });
}

async function learnedOf(context: RunContext<Values>): Promise<Learned> {
  const { parameters: values } = context;
  const [wanted] = tasksOf(values);
  if (wanted === undefined) {
    // Trials and associations are drawn from random numbers that the search shares with nothing that is reported.
    const whole = await drawnSubject(values);
    return { whole, searched: whole };
  }
  const task = denseClassification(await context.task(wanted.name, wanted), 'study frontier');
  const cut = Math.floor(LEARNED * task.train.count);
  const held = {
    ...task,
    train: part(task.train, 0, cut),
    test: part(task.train, cut, task.train.count),
  };
  return { whole: examplesSubject(task), searched: examplesSubject(held) };
}

/** One network that is reported. */
async function* reported(
  context: Context,
  subject: Subject,
  planned: Planned,
  replicate: number,
): AsyncGenerator<JobStep<FrontierRecord>, undefined> {
  const { parameters: values } = context;
  const { method, density, experiment } = planned;
  const composed = composedOf(planned, values);
  const random = context.random.split('measured').split(replicate);
  const end = yield* trained<FrontierRecord>(context, planned, { subject, composed, random });
  const { rule, wiring, rewiring, budget, discretisation } = method;
  const record: FrontierRecord = {
    ...{ kind: 'end', experiment, method: nameOf(planned, values.network), replicate },
    ...{ rule, wiring, rewiring, budget, discretisation },
    asked: wiring === 'dense' ? 1 : density,
    ...(values.network === 'perceptron' && boundsOf(planned, composed.load)),
    ...end,
  };
  yield { record, share: 1 };
  return undefined;
}

/** What only one unit has. */
const boundsOf = ({ method: { constraint }, gap, capacity }: Planned, load: number) => ({
  ...{ constraint, load },
  ...(constraint === 'gap' && { gap }),
  ...(capacity !== undefined && { capacity }),
});

const theoryJob: FrontierJob = { name: 'theory', cost: 1, run: theory };

const plannedJob = (
  values: Values,
  subject: Subject,
  planned: Planned,
  replicate: number,
): FrontierJob => ({
  name: jobName(planned, values, replicate),
  cost: costOf(planned, lengthOf(values)),
  run: (context) => reported(context, subject, planned, replicate),
});

function jobName(planned: Planned, { network }: Values, replicate: number): string {
  const { experiment, load } = planned;
  const at = load === undefined ? '' : ` at ${Number(load.toPrecision(3))}`;
  return `${experiment} · ${nameOf(planned, network)}${at} ${replicate + 1}`;
}

/** The survivors of the search, whoever they are. */
const foundJobs = (
  values: Values,
  subject: Subject,
  candidates: readonly Contender[],
  replicate: number,
): FrontierJob[] =>
  Array.from({ length: survivorsOf(values, candidates) }, (_, place) => ({
    name: `found ${place + 1}, repetition ${replicate + 1}`,
    cost: costOf({ ...candidates[0], density: 0.5 }, lengthOf(values)),
    run(context: Context) {
      const contender = survivorAt(context, candidates, place);
      return reported(context, subject, { ...contender, experiment: 'search' }, replicate);
    },
  }));
