/** Learners that see a teacher's answers: how well they generalise, when they find the teacher itself, and what it costs. */

import { acos } from '../../../numerics/arc.ts';
import type { AsyncWork } from '../../../numerics/pace.ts';
import { tanh } from '../../../numerics/portable.ts';
import type { Random } from '../../../numerics/random.ts';
import { inJob, type Part, type PartJob } from '../../../protocol/parts.ts';
import type { RecordOf } from '../../../protocol/records.ts';
import { stagesOf } from '../../../protocol/stages.ts';
import { createApproximateInSteps } from '../../../solvers/discrete/approximate.ts';
import { overlap } from '../../../tasks/discrete/evaluate.ts';
import { COST, settingsOf, solving } from '../../problems/learners.ts';
import { upTo } from '../../problems/solve.ts';
import type { LearnerName, Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import { ofTeacher, type Place, type TeacherProblem, teacherProblem } from '../teachers.ts';
import { learningFigures } from './learning-figures.ts';

type Job = PartJob<Values, RecordOf<Table>>;

/** Half of every message stays: at the teacher, where all fields are strong, belief propagation would swing without end. */
const BAYES = { damping: 0.5, tolerance: 1e-6, sweeps: 1000 };

/** Sizes that a learner is run at: max-sum takes long. */
function sizesOf(learner: LearnerName, { sizes, maxSumSize }: Values): readonly number[] {
  if (learner !== 'rms') return sizes;
  const small = sizes.filter((inputs) => inputs <= maxSumSize);
  return small.length > 0 ? small : [maxSumSize];
}

const wordsOf = ({ inputs, load, sample }: Place): string => `N ${inputs} α ${load} ${sample}`;

const learnJob = (learner: LearnerName, at: Place, values: Values): Job => ({
  cost: COST[learner] * (at.inputs / 1001) ** 2 * (0.3 + at.load),
  name: `${learner} ${wordsOf(at)}`,
  async *run(context) {
    const { random, shared } = context;
    const problem = yield* inJob(teacherProblem(shared, at), 0, 0);
    const solver = { solver: learner, settings: settingsOf(learner, values), random };
    const found = yield* stagesOf(context).next((state) => solving(problem, solver, state));
    const { weights, seconds, end } = found;
    const { patterns } = problem;
    const outcome = ofTeacher(problem, weights);
    const record = { kind: 'learn', learner, ...at, patterns, ...end, ...outcome } as const;
    yield { record, timing: { seconds } };
    return undefined;
  },
});

/** The means of plain message passing: how often they are wrong, and the entropy. */
async function* means(problem: TeacherProblem, random: Random): AsyncWork<Means> {
  const passing = yield* createApproximateInSteps(problem, { random, damping: BAYES.damping });
  try {
    const { converged } = yield* passing.converge(BAYES);
    const cosine = overlap(passing.fields.map(tanh), problem.teacher);
    const entropy = (yield* passing.logPartition()) / problem.inputs;
    return { converged, entropy, error: acos(Math.min(1, cosine)) / Math.PI };
  } finally {
    passing.dispose();
  }
}

interface Means {
  readonly converged: boolean;
  readonly entropy: number;
  readonly error: number;
}

const meansJob = (at: Place): Job => ({
  ...{ cost: 60 * (at.inputs / 1001) ** 2, name: `means ${wordsOf(at)}` },
  async *run({ random, shared }) {
    const problem = yield* inJob(teacherProblem(shared, at), 0, 0);
    const found = yield* inJob(means(problem, random));
    yield { record: { kind: 'bayes', ...at, ...found } };
    return undefined;
  },
});

export const learning: Part<Values, Table> = {
  name: 'learning',
  jobs(values) {
    const { learners, loads, samples, sizes } = values;
    const places = (of: readonly number[]): Place[] =>
      of.flatMap((inputs) =>
        loads.flatMap((load) => upTo(samples).map((sample) => ({ inputs, load, sample }))),
      );
    return [
      ...learners.flatMap((learner) =>
        places(sizesOf(learner, values)).map((at) => learnJob(learner, at, values)),
      ),
      ...places(sizes).map(meansJob),
    ];
  },
  figures: learningFigures,
};
