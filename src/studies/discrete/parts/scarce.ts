/** Synapses that may be silent: levels −1, 0, 1 with a budget of nonzero ones. How few are enough? */

import { estimate } from '../../../evidence/index.ts';
import { shareFigure, sharePoints } from '../../../figures/shares.ts';
import type { Part } from '../../../protocol/parts.ts';
import { NAMES, settingsOf } from '../../problems/learners.ts';
import { densityOf, drawnFrom, solveJob, upTo } from '../../problems/solve.ts';
import { isSolved } from '../../problems/trials.ts';
import { SCARCE_LEARNERS, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';

export const scarce: Part<Values, Table> = {
  name: 'scarce',
  jobs: (values) =>
    SCARCE_LEARNERS.flatMap((learner) =>
      values.nonzero.flatMap((nonzero) =>
        upTo(Math.max(2, Math.ceil(values.samples / 2))).map((sample) => {
          const inputs = Math.min(1001, Math.max(...values.sizes));
          const load = values.scarceLoad;
          const patterns = Math.round(load * inputs);
          return solveJob({
            ...{ name: `${learner} budget ${nonzero} ${sample}`, cost: 150 },
            ...{ solver: learner, settings: { nonzero, ...settingsOf(learner, values) } },
            draw: drawnFrom({ inputs, patterns, levels: [-1, 0, 1] }, (shared) =>
              shared.split(sample),
            ),
            record: ({ end, weights }) => ({
              ...{ kind: 'scarce' as const, learner, inputs, load, nonzero },
              ...{ density: densityOf(weights), sample, patterns, ...end },
            }),
          });
        }),
      ),
    ),
  figures(rows) {
    const found = rows('scarce');
    if (found.length === 0) return [];
    const [{ inputs, load }] = found;
    const used = estimate(
      found.filter((row) => row.solved).map((row) => row.density / row.nonzero),
    );
    return [
      shareFigure(
        {
          id: 'scarce',
          title: 'A few nonzero synapses of three levels are enough',
          caption: `Levels −1, 0, 1 with a budget on nonzero synapses, N = ${inputs}, α = ${load}: share of problems solved, with 95 % Wilson intervals.${used.count === 0 ? '' : ` Solutions use ${(100 * used.mean).toFixed(0)} % of their budget.`}`,
          x: { label: 'budget: share of nonzero synapses', domain: [0, 1] },
          series: SCARCE_LEARNERS.map((learner) => NAMES[learner]),
        },
        sharePoints(
          found,
          ({ nonzero, learner }) => ({ x: nonzero, series: NAMES[learner] }),
          isSolved,
        ),
      ),
    ];
  },
};
