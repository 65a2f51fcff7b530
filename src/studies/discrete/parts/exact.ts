/**
 * Small problems, all of whose solutions are listed: how crowded solutions are around the one that a learner finds, around a
 * solution drawn at random, and around the densest.
 */

import { crowdingInSteps } from '../../../analyses/landscape.ts';
import { estimate } from '../../../evidence/index.ts';
import { points } from '../../../figures/marks.ts';
import { inJob, type Part } from '../../../protocol/parts.ts';
import { codeOfWeights, enumerateInSteps } from '../../../solvers/discrete/enumerate.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { solutionsOf, upTo } from '../../problems/solve.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';

/** Runs of SBPI on each problem. */
const RUNS = 5;
/** More solutions than this are not compared with each other one by one. */
const MOST = 20_000;

export const exact: Part<Values, Table> = {
  name: 'exact',
  jobs: ({ exactSize: inputs, exactLoad, exactSamples, radius }) =>
    upTo(exactSamples).map((sample) => ({
      ...{ cost: 200, name: `all solutions ${sample}` },
      async *run({ random }) {
        const patterns = Math.round(exactLoad * inputs);
        const problem = drawDiscrete({ inputs, patterns }, random.split('problem'));
        const { codes, count } = yield* inJob(enumerateInSteps(problem, { keep: MOST }), 0, 0.3);
        if (codes === undefined || count === 0) return undefined;
        const crowd = yield* inJob(crowdingInSteps(codes, radius), 0.3, 0.6);
        const at = new Map(Array.from(codes, (code, k) => [code, k]));
        const solver = { solver: 'sbpi', settings: { sweeps: 1000 }, random };
        const found = yield* solutionsOf(RUNS, problem, solver);
        if (found.length === 0) return undefined;
        const counts = found.map(
          ({ weights }) => crowd.within[at.get(codeOfWeights(problem, weights)) ?? 0],
        );
        const row = {
          ...{ inputs, patterns, sample, solutions: count, isolated: crowd.isolated / count },
          ...{ typical: crowd.mean, densest: crowd.densest.within },
          found: estimate(counts).mean,
        };
        yield { record: { kind: 'exact', ...row } };
        return undefined;
      },
    })),
  figures(rows, { radius }) {
    const found = rows('exact');
    if (found.length === 0) return [];
    const [{ inputs, patterns }] = found;
    const data = found.flatMap(({ typical, found: y, densest }) => [
      { x: typical, y, series: 'found by SBPI' },
      { x: typical, y: densest, series: 'densest' },
      { x: typical, y: typical, series: 'drawn at random' },
    ]);
    const ends = found.flatMap(({ typical, densest }) => [typical, densest]);
    const diagonal = [Math.min(...ends), Math.max(...ends)].map((x) => ({ x, y: x }));
    return [
      {
        id: 'exact',
        title: 'Learners find crowded solutions, counted one by one',
        caption: `All solutions of ${found.length} problems with N = ${inputs} and ${patterns} patterns, listed: how many lie within distance ${radius} of a solution. Across: the mean over all solutions, which is what a solution drawn at random has. Points above the dashed diagonal are more crowded.`,
        x: { label: `solutions within ${radius} of a typical one`, type: 'log' },
        y: { label: `solutions within ${radius}`, type: 'log' },
        series: ['drawn at random', 'found by SBPI', 'densest'],
        marks: [{ type: 'line', data: diagonal, x: 'x', y: 'y', dashed: true }, ...points(data)],
      },
    ];
  },
};
