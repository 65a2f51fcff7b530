/** Small problems, all of whose students are listed: what a student drawn at random does, and what learners find. */

import { flipRobustness } from '../../../analyses/landscape.ts';
import { points } from '../../../figures/marks.ts';
import { createPace, tick, type Work } from '../../../numerics/pace.ts';
import { log } from '../../../numerics/portable.ts';
import type { Random } from '../../../numerics/random.ts';
import { mean } from '../../../numerics/summary.ts';
import { inJob, type Part } from '../../../protocol/parts.ts';
import { enumerateInSteps, weightsOfCode } from '../../../solvers/discrete/enumerate.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { distance } from '../../../tasks/discrete/evaluate.ts';
import { disagreement } from '../../../theory/discrete/disagreement.ts';
import { NAMES, settingsOf } from '../../problems/learners.ts';
import { solutionsOf, upTo } from '../../problems/solve.ts';
import { EXACT_LEARNERS, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import { ofTeacher, type TeacherProblem, withTeacher } from '../teachers.ts';

/** Runs of a learner on each problem, and solutions whose flips are tried. */
const [RUNS, TRIED] = [5, 100];
/** More solutions than this are not listed. */
const MOST = 200_000;

/** Share of patterns lost by a flip: one at each synapse in turn would be exact; ten at random have the same mean. */
const lossOf = (problem: TeacherProblem, weights: Int8Array, random: Random): number =>
  flipRobustness(problem, weights, { shares: [1 / problem.inputs], repeats: 10, random })[0].errors;

/** Means over all solutions: generalisation error, and loss by a flip (of some of them). */
function* typicalOf(
  problem: TeacherProblem,
  codes: Uint32Array,
  random: Random,
): Work<{ typical: number; typicalLoss: number }> {
  const { inputs, teacher } = problem;
  const errorAt = Float64Array.from({ length: inputs + 1 }, (_, d) => disagreement(inputs, d));
  const pace = createPace();
  let errors = 0;
  for (const [k, code] of codes.entries()) {
    if (pace.due()) yield tick(k / codes.length);
    errors += errorAt[distance(weightsOfCode(problem, code), teacher)];
  }
  const draw = random.split('drawn');
  const losses: number[] = [];
  for (const k of upTo(TRIED)) {
    if (pace.due()) yield tick();
    const weights = weightsOfCode(problem, codes[draw.integer(codes.length)]);
    losses.push(lossOf(problem, weights, random.split('typical flips').split(k)));
  }
  return { typical: errors / codes.length, typicalLoss: mean(losses) };
}

export const exact: Part<Values, Table> = {
  name: 'exact',
  jobs: (values) =>
    upTo(values.exactSamples).map((sample) => ({
      ...{ cost: 150, name: `all students ${sample}` },
      async *run({ random }) {
        const { exactSize: inputs, exactLoad } = values;
        const patterns = Math.round(exactLoad * inputs);
        const spec = { inputs, patterns, goal: 'teacher' } as const;
        const problem = withTeacher(drawDiscrete(spec, random.split('problem')));
        const { codes, count } = yield* inJob(enumerateInSteps(problem, { keep: MOST }), 0, 0.3);
        if (codes === undefined) return undefined;
        const typical = yield* inJob(typicalOf(problem, codes, random), 0.3, 0.5);
        const solutions = { solutions: count, entropy: log(count) / inputs };
        for (const learner of EXACT_LEARNERS) {
          const stream = random.split(learner);
          const settings = settingsOf(learner, values);
          const found = yield* solutionsOf(RUNS, problem, {
            ...{ solver: learner, settings, random: stream },
          });
          if (found.length === 0) continue;
          const losses = found.map(({ run, weights }) =>
            lossOf(problem, weights, stream.split(run).split('flips')),
          );
          const errors = found.map(({ weights }) => ofTeacher(problem, weights).error);
          const at = { kind: 'exact', learner, inputs, patterns, sample } as const;
          const means = { found: mean(errors), foundLoss: mean(losses) };
          yield { record: { ...at, ...solutions, ...typical, ...means } };
        }
        return undefined;
      },
    })),
  figures(rows) {
    const all = rows('exact');
    if (all.length === 0) return [];
    const [{ inputs, patterns }] = all;
    const found = all.map(({ learner, typical, found: y }) => ({
      ...{ x: typical, y, series: NAMES[learner] },
    }));
    const across = found.map(({ x }) => x);
    const ends = [Math.min(...across) - 0.01, Math.max(...across) + 0.01];
    const series = 'drawn at random';
    return [
      {
        id: 'exact',
        title: 'The same in small problems, against all students',
        caption: `Generalisation errors in ${new Set(all.map(({ unit }) => unit)).size} problems with N = ${inputs} and ${patterns} patterns: mean over all solutions, listed one by one, across; mean over ${RUNS} solutions that a learner found, up. Points below the line generalise better than a solution drawn at random.`,
        x: { label: 'generalisation error of a typical solution' },
        y: { label: 'generalisation error of those found' },
        series: [series, ...EXACT_LEARNERS.map((learner) => NAMES[learner])],
        marks: [
          {
            ...{ type: 'line', x: 'x', y: 'y', series: 'series', dashed: true },
            data: ends.map((x) => ({ x, y: x, series })),
          },
          ...points(found),
        ],
      },
    ];
  },
};
