/** Synapses that may be silent: levels −1, 0, 1 with a budget of nonzero ones. How few are enough? */

import { estimate, grouped } from '../../../evidence/index.ts';
import { line, points } from '../../../figures/marks.ts';
import { wilsonInterval } from '../../../numerics/summary.ts';
import type { SolverSettings } from '../../../solvers/discrete/catalogue.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { solved } from '../learners.ts';
import { LEARNER_NAMES, type Part, rowsOf } from '../part.ts';

export interface ScarceRow {
  readonly learner: 'sbpi' | 'rbp';
  readonly inputs: number;
  readonly load: number;
  /** Largest share of nonzero synapses allowed, and the share there was. */
  readonly nonzero: number;
  readonly density: number;
  readonly sample: number;
  readonly solved: boolean;
  readonly iterations: number;
  readonly flips: number;
  readonly patterns: number;
}

export const scarce: Part = {
  name: 'scarce',
  jobs: (values) =>
    (['sbpi', 'rbp'] as const).flatMap((learner) =>
      values.nonzero.flatMap((nonzero) =>
        Array.from({ length: Math.max(2, Math.ceil(values.samples / 2)) }, (_, sample) => ({
          cost: 150,
          line: `${learner} budget ${nonzero} ${sample}`,
          async run(random, shared) {
            const inputs = Math.min(1001, Math.max(...values.sizes));
            const load = values.scarceLoad;
            const patterns = Math.round(load * inputs);
            const problem = drawDiscrete(
              { inputs, patterns, levels: [-1, 0, 1] },
              shared.split(sample),
            );
            const pace: SolverSettings =
              learner === 'sbpi' ? { sweeps: values.sweeps } : { decay: values.decay };
            const settings = { nonzero, ...pace };
            const { weights, seconds, ...end } = await solved(learner, problem, settings, random);
            const density = weights.filter((weight) => weight !== 0).length / inputs;
            const { iterations, flips } = end;
            const found = { solved: end.solved, iterations, flips, patterns };
            const row = { learner, inputs, load, nonzero, density, sample, ...found };
            return { records: [{ kind: 'scarce', ...row }], timing: { seconds } };
          },
        })),
      ),
    ),
  figures(records) {
    const rows = rowsOf<ScarceRow>('scarce', records);
    if (rows.length === 0) return [];
    const groups = grouped(rows, ({ learner, nonzero }) => `${learner} ${nonzero}`);
    const marks = groups
      .map((group) => {
        const [{ learner, nonzero }] = group;
        const { low, high } = wilsonInterval(
          group.filter((row) => row.solved).length,
          group.length,
        );
        const y = group.filter((row) => row.solved).length / group.length;
        return { x: nonzero, y, low, high, series: LEARNER_NAMES[learner] };
      })
      .sort((a, b) => a.x - b.x);
    const [{ inputs, load }] = rows;
    const used = estimate(rows.filter((row) => row.solved).map((row) => row.density / row.nonzero));
    return [
      {
        id: 'scarce',
        title: 'A few nonzero synapses of three levels are enough',
        caption: `Levels −1, 0, 1 with a budget on nonzero synapses, N = ${inputs}, α = ${load}: share of problems solved, with 95 % Wilson intervals. Solutions use ${(100 * used.mean).toFixed(0)} % of their budget.`,
        x: { label: 'budget: share of nonzero synapses', domain: [0, 1] },
        y: { label: 'share solved', domain: [0, 1] },
        series: [LEARNER_NAMES.sbpi, LEARNER_NAMES.rbp],
        marks: [line(marks), ...points(marks)],
      },
    ];
  },
};
