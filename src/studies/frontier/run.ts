/**
 * Trains what `frontier` compares. The search comes first and leaves what it found in the arrays that the run keeps; then all
 * that is reported is trained with other random numbers, repetition by repetition.
 */

import { unlessDiverged } from '../../learners/divergence.ts';
import { physicalUnits, picojoules } from '../../ledger/index.ts';
import type { Random } from '../../numerics/random.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import { type Job, type JobContext, type JobStep, runJobs } from '../../protocol/jobs.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import { denseClassification } from '../../tasks/index.ts';
import { endOf, learnInSteps } from '../compose/learn.ts';
import { mlpTrainee } from '../compose/mlp.ts';
import type { Values as Composed } from '../compose/parameters.ts';
import { pixelPlaces } from '../compose/places.ts';
import type { Method } from '../compose/vocabulary.ts';
import { part } from '../plasticity/setup.ts';
import {
  type Contender,
  composedOf,
  drawCandidates,
  nameOf,
  type Planned,
  plannedOf,
} from './contenders.ts';
import { ranked, rungsOf, type Tried } from './halving.ts';
import type { Values } from './parameters.ts';
import type { FrontierRecord } from './records.ts';

type Context = JobContext<Values>;
type FrontierJob = Job<Values, FrontierRecord>;
type End = ReturnType<typeof endOf>;

export const tasksOf = (values: Values) => [taskRequest(values)];

/** Share of the training examples that the search learns; the rest judges. */
const LEARNED = 0.8;

/** The run of the study: see `Study.run`. */
export async function* run(
  context: RunContext<Values>,
): AsyncGenerator<Step<FrontierRecord>, NamedArrays> {
  const { parameters: values, random } = context;
  const [wanted] = tasksOf(values);
  const task = denseClassification(await context.task(wanted.name, wanted), 'study frontier');
  const places = pixelPlaces(task.shape) !== undefined;
  const candidates = values.experiments.includes('search')
    ? drawCandidates(values, random.split('space'), places)
    : [];
  const planned = plannedOf(values).filter(({ method }) => places || method.wiring !== 'local');
  const jobs = [
    ...searchJobs(values, task, candidates),
    ...Array.from({ length: values.replicates }, (_, replicate) => [
      ...planned.map((own) => plannedJob(values, task, own, replicate)),
      ...foundJobs(values, task, candidates, replicate),
    ]).flat(),
  ];
  const record: FrontierRecord = {
    ...{ kind: 'task', task: task.name },
    ...{ trainExamples: task.train.count, testExamples: task.test.count },
    candidates: candidates.map(nameOf),
    ...fileFacts(task),
  };
  return yield* runJobs(context, jobs, { record, line: task.title });
}

/** Rough cost of a training, for the progress line. */
const costOf = ({ method, density }: Contender, epochs: number): number =>
  epochs * (0.1 + (method.wiring === 'dense' ? 1 : density));

/** Bits that a state behind a weight takes. */
function stateBits({ budget, discretisation }: Method, { states }: Composed): number {
  if (discretisation === 'levels') return 32 - Math.clz32(states - 1);
  return budget === 'none' ? 0 : 32;
}

/** A training to its end. */
async function* trained<R>(
  { threads, arithmetic, resume }: Context,
  contender: Contender,
  { task, composed, random }: { task: ClassificationTask; composed: Composed; random: Random },
): AsyncGenerator<JobStep<R>, End & { readonly written: number }> {
  const { method } = contender;
  const trainee = await mlpTrainee({ method, values: composed, threads, arithmetic }, task, random);
  try {
    const course = yield* learnInSteps<R>(trainee, { name: nameOf(contender), resume });
    const end = endOf(trainee, method, composed, course);
    const written =
      end.totalChanges * end.weightBits + end.hiddenWrites * stateBits(method, composed);
    return { ...end, written };
  } finally {
    trainee.dispose();
  }
}

/** Where a training of the search leaves what it found. */
const keptName = (rung: number, place: number): string => `search.rung${rung}.${place}`;

/** What the trainings of a rung came to. */
function triedIn(kept: NamedArrays, rung: number, count: number): Tried[] {
  return Array.from({ length: count }, (_, place) => {
    const found = kept[keptName(rung, place)];
    if (!(found instanceof Float64Array)) throw new Error(`rung ${rung} has no ${place}`);
    const [candidate, accuracy, cost] = found;
    return { candidate, accuracy, cost };
  });
}

/** The trainings of the search, rung by rung: which candidate each is for, the rung before decides. */
function searchJobs(
  values: Values,
  task: ClassificationTask,
  candidates: readonly Contender[],
): FrontierJob[] {
  if (candidates.length === 0) return [];
  const cut = Math.floor(LEARNED * task.train.count);
  const held = {
    ...task,
    train: part(task.train, 0, cut),
    test: part(task.train, cut, task.train.count),
  };
  const rungs = rungsOf(candidates.length, values.survivors, values.epochs);
  const prices = physicalUnits(values.hardware);
  return rungs.flatMap(({ count, epochs }, rung) =>
    Array.from({ length: count }, (_, place) => ({
      name: `search ${rung + 1}, ${place + 1} of ${count}`,
      cost: costOf({ ...candidates[0], density: 0.5 }, epochs),
      async *run(context: Context): AsyncGenerator<JobStep<FrontierRecord>, NamedArrays> {
        const candidate =
          rung === 0
            ? place
            : ranked(triedIn(context.kept ?? {}, rung - 1, rungs[rung - 1].count))[place].candidate;
        const contender = candidates[candidate];
        const composed = composedOf(contender, values, epochs);
        const random = context.random.split('search').split(rung);
        const method = nameOf(contender);
        const record = { kind: 'trial', rung, candidate, method, epochs } as const;
        const end = yield* unlessDiverged(
          trained<FrontierRecord>(context, contender, { task: held, composed, random }),
        );
        // What diverges knows nothing, at a price that nobody would pay: every other candidate is ranked before it.
        if (end === undefined) {
          yield { record: { ...record, accuracy: 0 } };
          return { [keptName(rung, place)]: Float64Array.of(candidate, 0, Infinity) };
        }
        const { accuracy, arithmetic: multiplyAdds, written } = end;
        const spent = picojoules({ multiplyAdds, written }, prices);
        yield { record: { ...record, accuracy, picojoules: spent } };
        return { [keptName(rung, place)]: Float64Array.of(candidate, accuracy, spent) };
      },
    })),
  );
}

/** One network that is reported. */
async function* reported(
  context: Context,
  task: ClassificationTask,
  planned: Planned,
  replicate: number,
): AsyncGenerator<JobStep<FrontierRecord>, undefined> {
  const { method, density, experiment } = planned;
  const composed = composedOf(planned, context.parameters);
  const random = context.random.split('measured').split(replicate);
  const end = yield* trained<FrontierRecord>(context, planned, { task, composed, random });
  const { rule, wiring, rewiring, budget, discretisation } = method;
  const record: FrontierRecord = {
    ...{ kind: 'end', experiment, method: nameOf(planned), replicate },
    ...{ rule, wiring, rewiring, budget, discretisation },
    asked: wiring === 'dense' ? 1 : density,
    ...end,
  };
  yield { record, share: 1 };
  return undefined;
}

const plannedJob = (
  values: Values,
  task: ClassificationTask,
  planned: Planned,
  replicate: number,
): FrontierJob => ({
  name: `${planned.experiment} · ${nameOf(planned)} ${replicate + 1}`,
  cost: costOf(planned, values.epochs),
  run: (context) => reported(context, task, planned, replicate),
});

/** The survivors of the search, whoever they are. */
function foundJobs(
  values: Values,
  task: ClassificationTask,
  candidates: readonly Contender[],
  replicate: number,
): FrontierJob[] {
  if (candidates.length === 0) return [];
  const rungs = rungsOf(candidates.length, values.survivors, values.epochs);
  const last = rungs.length - 1;
  const count = Math.min(values.survivors, rungs[last].count);
  return Array.from({ length: count }, (_, place) => ({
    name: `found ${place + 1}, repetition ${replicate + 1}`,
    cost: costOf({ ...candidates[0], density: 0.5 }, values.epochs),
    run(context: Context) {
      const tried = ranked(triedIn(context.kept ?? {}, last, rungs[last].count));
      const planned = { ...candidates[tried[place].candidate], experiment: 'search' as const };
      return reported(context, task, planned, replicate);
    },
  }));
}
