/**
 * Small problems, all of whose solutions are listed: how crowded solutions are around the one that a learner finds, around a
 * solution drawn at random, and around the densest.
 */

import { crowding } from '../../../analyses/landscape.ts';
import { estimate } from '../../../evidence/index.ts';
import { points } from '../../../figures/marks.ts';
import {
  codeOfWeights,
  enumerateSolutions,
  type Solutions,
} from '../../../solvers/discrete/enumerate.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { solved } from '../learners.ts';
import { type Part, rowsOf } from '../part.ts';

export interface ExactRow {
  readonly inputs: number;
  readonly patterns: number;
  readonly solutions: number;
  /** Share of the solutions without another one at distance 1. */
  readonly isolated: number;
  /** Solutions within the radius: mean over all solutions, the densest, and mean over those that SBPI found. */
  readonly typical: number;
  readonly densest: number;
  readonly found: number;
}

/** Runs of SBPI on each problem. */
const RUNS = 5;
/** More solutions than this are not compared with each other one by one. */
const MOST = 20_000;

export const exact: Part = {
  name: 'exact',
  jobs: ({ exactSize: inputs, exactLoad, exactSamples, radius }) =>
    Array.from({ length: exactSamples }, (_, sample) => ({
      cost: 200,
      line: `all solutions ${sample}`,
      async run(random) {
        const patterns = Math.round(exactLoad * inputs);
        const problem = drawDiscrete({ inputs, patterns }, random.split('problem'));
        const solutions: Solutions = await enumerateSolutions(problem, { keep: MOST });
        const { codes, count } = solutions;
        if (codes === undefined || count === 0) return { records: [] };
        const crowd = crowding(codes, radius);
        const at = new Map(Array.from(codes, (code, k) => [code, k]));
        const found: number[] = [];
        for (let run = 0; run < RUNS; run++) {
          const { weights, ...end } = await solved(
            ...(['sbpi', problem, { sweeps: 1000 }] as const),
            random.split(run),
          );
          if (end.solved) found.push(crowd.within[at.get(codeOfWeights(problem, weights)) ?? 0]);
        }
        if (found.length === 0) return { records: [] };
        const row = {
          ...{ inputs, patterns, solutions: count, isolated: crowd.isolated / count },
          ...{ typical: crowd.mean, densest: crowd.densest.within },
          found: estimate(found).mean,
        };
        return { records: [{ kind: 'exact', ...row }] };
      },
    })),
  figures(records, { radius }) {
    const rows = rowsOf<ExactRow>('exact', records);
    if (rows.length === 0) return [];
    const [{ inputs, patterns }] = rows;
    const data = rows.flatMap(({ typical, found, densest }) => [
      { x: typical, y: found, series: 'found by SBPI' },
      { x: typical, y: densest, series: 'densest' },
      { x: typical, y: typical, series: 'drawn at random' },
    ]);
    return [
      {
        id: 'exact',
        title: 'Learners find crowded solutions, counted one by one',
        caption: `All solutions of ${rows.length} problems with N = ${inputs} and ${patterns} patterns, listed: how many lie within distance ${radius} of a solution. Across: the mean over all solutions, which is what a solution drawn at random has. Points above the diagonal are more crowded.`,
        x: { label: `solutions within ${radius} of a typical one`, type: 'log' },
        y: { label: `solutions within ${radius}`, type: 'log' },
        series: ['drawn at random', 'found by SBPI', 'densest'],
        marks: points(data),
      },
    ];
  },
};
