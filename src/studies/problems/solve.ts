/** One problem, drawn and solved by one learner, one record: the job that the studies of discrete problems have most of. */

import type { Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import { inJob, type PartJob } from '../../protocol/parts.ts';
import { flag, whole } from '../../protocol/records.ts';
import { stagesOf } from '../../protocol/stages.ts';
import type { SolverSettings } from '../../solvers/discrete/catalogue.ts';
import { type DiscreteSpec, drawDiscreteInSteps } from '../../tasks/discrete/draw.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { type Solved, type Solver, solving } from './learners.ts';

/** What every record of a solved problem, or of one that was not, tells. */
export const END = {
  solved: flag('whether all patterns were learned'),
  errors: whole('still in error at the end', 'patterns'),
  iterations: whole('sweeps over the patterns; of walks flips that were tried'),
  flips: whole('moves of weights to another level'),
  hiddenWrites: whole('changes of what lies behind the weights: hidden states, messages'),
};

/** What is solved, and what is told of it. */
export interface SolveJob<R> {
  readonly name: string;
  /** Rough time in ms. */
  readonly cost: number;
  /** A name of the catalogue of solvers. */
  readonly solver: string;
  readonly settings: SolverSettings;
  /** The problem, from the stream of the part. */
  draw(shared: Random): Work<DiscreteProblem>;
  record(found: Solved, problem: DiscreteProblem): R;
}

/** The job of one problem. */
export const solveJob = <V, R>({
  name,
  cost,
  solver,
  settings,
  draw,
  record,
}: SolveJob<R>): PartJob<V, R> => ({
  name,
  cost,
  async *run(context) {
    const { random, shared } = context;
    const problem = yield* inJob(draw(shared), 0, 0);
    const found = yield* stagesOf(context).next((state) =>
      solving(problem, { solver, settings, random }, state),
    );
    yield { record: record(found, problem), timing: { seconds: found.seconds } };
    return undefined;
  },
});

/** Random labels on random patterns. */
export const drawnFrom =
  (spec: DiscreteSpec, stream: (shared: Random) => Random) =>
  (shared: Random): Work<DiscreteProblem> =>
    drawDiscreteInSteps(spec, stream(shared));

/** Share of the synapses that are not 0. */
export const densityOf = (weights: Int8Array): number =>
  weights.filter((weight) => weight !== 0).length / weights.length;

/** 0, … `count − 1`: the numbers of repeated problems. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** The solutions that several runs of a learner find, each with a stream of its own; for problems that take moments. */
export async function* solutionsOf(
  runs: number,
  problem: DiscreteProblem,
  { random, ...solver }: Solver,
): AsyncGenerator<JobStep<never>, { readonly run: number; readonly weights: Int8Array }[]> {
  const found: { run: number; weights: Int8Array }[] = [];
  for (const run of upTo(runs)) {
    const work = solving(problem, { ...solver, random: random.split(run) });
    const { end, weights } = yield* inJob(work, run / runs, (run + 1) / runs);
    if (end.solved) found.push({ run, weights });
  }
  return found;
}
