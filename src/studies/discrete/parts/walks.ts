/**
 * The central experiment: a walk that follows the local entropy, and annealing that follows the energy, on the same problems
 * and with the same arithmetic.
 */

import { grouped } from '../../../evidence/index.ts';
import { line, points } from '../../../figures/marks.ts';
import { withoutTicks } from '../../../numerics/pace.ts';
import { wilsonInterval } from '../../../numerics/summary.ts';
import { createDiscreteSolver } from '../../../solvers/discrete/catalogue.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { type Part, rowsOf } from '../part.ts';

export type Walker = 'edmc' | 'annealing';

export interface WalkRow {
  readonly learner: Walker;
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly solved: boolean;
  readonly errors: number;
  /** Flips that were tried; of annealing sweeps of N of them. */
  readonly iterations: number;
  /** Flips that were made. */
  readonly flips: number;
  /** Multiply-adds. */
  readonly operations: number;
}

export const WALKERS: Readonly<Record<Walker, string>> = {
  edmc: 'entropy-driven walk',
  annealing: 'simulated annealing',
};

export interface WalkShare {
  readonly learner: Walker;
  readonly load: number;
  readonly solved: number;
  readonly trials: number;
  readonly low: number;
  readonly high: number;
}

export const walkShares = (rows: readonly WalkRow[]): WalkShare[] =>
  grouped(rows, ({ learner, load }) => `${learner} ${load}`)
    .map((group) => {
      const [{ learner, load }] = group;
      const solved = group.filter((row) => row.solved).length;
      const { low, high } = wilsonInterval(solved, group.length);
      return { learner, load, solved, trials: group.length, low, high };
    })
    .sort((a, b) => a.load - b.load);

export const walks: Part = {
  name: 'walks',
  jobs: ({ walkSize: inputs, walkLoads, walkSamples }) =>
    walkLoads.flatMap((load) =>
      Array.from({ length: walkSamples }, (_, sample) => ({
        cost: 600 * (inputs / 201) ** 3,
        line: `α ${load} ${sample}`,
        async run(random) {
          const patterns = Math.round(load * inputs);
          const problem = drawDiscrete({ inputs, patterns }, random.split('problem'));
          const walk = async (
            learner: Walker,
            settings: Readonly<Record<string, number>>,
          ): Promise<WalkRow> => {
            const stream = random.split(learner);
            const solver = await createDiscreteSolver(learner, problem, {
              ...{ random: stream, settings },
            });
            let last = { iteration: 0, errors: patterns, solved: false };
            for (const record of withoutTicks(solver.learn())) last = record;
            const { flipped: flips, forward, backward } = solver.totals();
            solver.dispose();
            return {
              ...{ learner, inputs, load, sample, solved: last.solved, errors: last.errors },
              ...{ iterations: last.iteration, flips, operations: forward + backward },
            };
          };
          const entropic = await walk('edmc', {});
          // A sweep of annealing costs a little more than N P: what is rounded is in its favour.
          const sweeps = Math.max(10, Math.round(entropic.operations / (inputs * patterns)));
          const annealed = await walk('annealing', { sweeps });
          return {
            records: [
              { kind: 'walk', ...entropic },
              { kind: 'walk', ...annealed },
            ],
          };
        },
      })),
    ),
  figures(records) {
    const rows = rowsOf<WalkRow>('walk', records);
    if (rows.length === 0) return [];
    const marks = walkShares(rows).map(({ learner, load, solved, trials, low, high }) => ({
      ...{ x: load, y: solved / trials, low, high, series: WALKERS[learner] },
    }));
    return [
      {
        id: 'walks',
        title: 'Follow the entropy, not the energy',
        caption: `Share of problems solved, N = ${rows[0].inputs}, with 95 % Wilson intervals. On each problem annealing (E_flip, β from 0.1 to 5, geometric) gets as many sweeps as take the arithmetic that the entropy-driven walk has needed.`,
        x: { label: 'load α (patterns per synapse)' },
        y: { label: 'share solved', domain: [0, 1] },
        series: Object.values(WALKERS),
        marks: [line(marks), ...points(marks)],
      },
    ];
  },
};
