/** Small problems, all of whose students are listed: what a student drawn at random does, and what learners find. */

import { flipRobustness } from '../../../analyses/landscape.ts';
import { estimate } from '../../../evidence/index.ts';
import { points } from '../../../figures/marks.ts';
import { log } from '../../../numerics/portable.ts';
import { enumerateSolutions, weightsOfCode } from '../../../solvers/discrete/enumerate.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { distance } from '../../../tasks/discrete/evaluate.ts';
import { solved } from '../../discrete/learners.ts';
import { rowsOf } from '../../discrete/part.ts';
import { disagreement } from '../disagreement.ts';
import { NAMES, type Part } from '../part.ts';
import { settingsOf, teacherOf } from './learning.ts';

export interface ExactRow {
  readonly learner: (typeof EXACT_LEARNERS)[number];
  readonly inputs: number;
  readonly patterns: number;
  readonly sample: number;
  readonly solutions: number;
  readonly entropy: number;
  /** Generalisation error: mean over all solutions, and over those found. */
  readonly typical: number;
  readonly found: number;
  /** Share of patterns lost when one synapse is flipped: the same means. */
  readonly typicalLoss: number;
  readonly foundLoss: number;
}

const EXACT_LEARNERS = ['sbpi', 'rbp', 'fbp'] as const;
/** Runs of a learner on each problem, and solutions whose flips are tried. */
const [RUNS, TRIED] = [5, 100];
/** More solutions than this are not listed. */
const MOST = 200_000;

export const exact: Part = {
  name: 'exact',
  jobs: (values) =>
    Array.from({ length: values.exactSamples }, (_, sample) => ({
      ...{ cost: 150, line: `all students ${sample}` },
      async run(random) {
        const { exactSize: inputs, exactLoad } = values;
        const patterns = Math.round(exactLoad * inputs);
        const spec = { inputs, patterns, goal: 'teacher' } as const;
        const problem = drawDiscrete(spec, random.split('problem'));
        const { codes, count } = await enumerateSolutions(problem, { keep: MOST });
        if (codes === undefined) return { records: [] };
        const teacher = teacherOf(problem);
        const errorAt = Float64Array.from({ length: inputs + 1 }, (_, d) =>
          disagreement(inputs, d),
        );
        const errorOf = (weights: Int8Array) => errorAt[distance(weights, teacher)];
        // One flip at each synapse in turn would be exact; ten at random have the same mean.
        const lossOf = (weights: Int8Array, stream: typeof random) =>
          flipRobustness(problem, weights, { shares: [1 / inputs], repeats: 10, random: stream })[0]
            .errors;
        const all = Array.from(codes, (code) => weightsOfCode(problem, code));
        const draw = random.split('drawn');
        const drawn = Array.from({ length: TRIED }, (_, k) =>
          lossOf(all[draw.integer(all.length)], random.split('typical flips').split(k)),
        );
        const row = {
          ...{ kind: 'exact', inputs, patterns, sample, solutions: count },
          entropy: log(count) / inputs,
          typical: estimate(all.map(errorOf)).mean,
          typicalLoss: estimate(drawn).mean,
        };
        const records = [];
        for (const learner of EXACT_LEARNERS) {
          const stream = random.split(learner);
          const found: { error: number; loss: number }[] = [];
          for (let run = 0; run < RUNS; run++) {
            const end = await solved(
              ...([learner, problem, settingsOf(learner, values)] as const),
              stream.split(run),
            );
            if (!end.solved) continue;
            const loss = lossOf(end.weights, stream.split(run).split('flips'));
            found.push({ error: errorOf(end.weights), loss });
          }
          if (found.length === 0) continue;
          records.push({
            ...{ ...row, learner },
            found: estimate(found.map(({ error }) => error)).mean,
            foundLoss: estimate(found.map(({ loss }) => loss)).mean,
          });
        }
        return { records };
      },
    })),
  figures(records) {
    const rows = rowsOf<ExactRow>('exact', records);
    if (rows.length === 0) return [];
    const [{ inputs, patterns }] = rows;
    const problems = new Set(rows.map(({ sample }) => sample)).size;
    const found = rows.map(({ learner, typical, found: y }) => ({
      ...{ x: typical, y, series: NAMES[learner] },
    }));
    const ends = [
      Math.min(...found.map(({ x }) => x)) - 0.01,
      Math.max(...found.map(({ x }) => x)) + 0.01,
    ];
    const series = 'drawn at random';
    return [
      {
        id: 'exact',
        title: 'The same in small problems, against all students',
        caption: `Generalisation errors in ${problems} problems with N = ${inputs} and ${patterns} patterns: mean over all solutions, listed one by one, across; mean over ${RUNS} solutions that a learner found, up. Points below the line generalise better than a solution drawn at random.`,
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
