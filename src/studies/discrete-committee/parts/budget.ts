/** Synapses that may be silent: levels −1, 0, 1 with a budget of nonzero ones, against what theory allows it. */

import { grouped } from '../../../evidence/index.ts';
import { line, points } from '../../../figures/marks.ts';
import { shareFigure, sharePoints } from '../../../figures/shares.ts';
import type { Part } from '../../../protocol/parts.ts';
import { COST, NAMES, settingsOf } from '../../problems/learners.ts';
import { densityOf, drawnFrom, solveJob, upTo } from '../../problems/solve.ts';
import { halfLoad, isSolved } from '../../problems/trials.ts';
import { FRONTIERS, LEVEL_LEARNERS, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import { budgetCapacity } from './theory.ts';

const TERNARY = [-1, 0, 1];

export const budget: Part<Values, Table> = {
  name: 'budget',
  jobs: (values) =>
    LEVEL_LEARNERS.flatMap((learner) =>
      values.nonzero.flatMap((nonzero) =>
        values.shares.flatMap((share) =>
          upTo(values.levelSamples).map((sample) => {
            const inputs = values.levelInputs;
            const capacity = budgetCapacity(nonzero);
            const load = share * capacity;
            const patterns = Math.max(1, Math.round(load * inputs));
            return solveJob({
              name: `${learner} budget ${nonzero} ${share} ${sample}`,
              cost: COST[learner] * (inputs / 1001) ** 2,
              ...{ solver: learner, settings: { nonzero, ...settingsOf(learner, values) } },
              draw: drawnFrom({ inputs, patterns, levels: TERNARY }, (shared) =>
                shared.split(sample),
              ),
              record: ({ end, weights }) => ({
                ...{ kind: 'budget' as const, learner, inputs, capacity, share, load },
                ...{ sample, patterns, ...end, nonzero, density: densityOf(weights) },
              }),
            });
          }),
        ),
      ),
    ),
  figures(rows, { levelInputs }) {
    const found = rows('budget');
    if (found.length === 0) return [];
    const halves = grouped(found, ({ learner, nonzero }) => `${learner} ${nonzero}`).flatMap(
      (group) => {
        const [{ learner, nonzero }] = group;
        const { load, bound } = halfLoad(group);
        return bound === 'at most' ? [] : [{ x: nonzero, y: load, series: NAMES[learner] }];
      },
    );
    const curves = rows('frontier-theory').map(({ frontier, nonzero, load }) => ({
      ...{ x: nonzero, y: load, series: frontier },
    }));
    const series = LEVEL_LEARNERS.map((learner) => NAMES[learner]);
    return [
      {
        id: 'budget',
        title: 'A quarter of the synapses, with a sign each, store as much as all',
        caption: `Lines: capacity of synapses −1, 0, 1 of which only a share may be nonzero, of real-valued weights under the same constraint, and of ±1 synapses, all of them there (replica-symmetric, N → ∞). Points: load at which half of the problems are solved, or the largest tried where more are, N = ${levelInputs}.`,
        x: { label: 'budget: share of nonzero synapses', domain: [0, 1] },
        y: { label: 'load α (patterns per input)', domain: [0, 2.1] },
        series: [...FRONTIERS, ...series],
        marks: [line(curves), ...points(halves)],
      },
      shareFigure(
        {
          id: 'budget-success',
          title: 'How near to the capacity a budget is used',
          caption: `Share of problems solved against the load in units of the capacity that theory allows the budget, N = ${levelInputs}; 95 % Wilson intervals of ${new Set(found.map(({ unit }) => unit)).size} problems.`,
          x: { label: 'load over capacity α/α_c' },
          series,
          ...{ facet: 'facet', facetColumns: 3 },
        },
        sharePoints(
          found,
          ({ share, learner, nonzero }) => ({
            ...{ x: share, series: NAMES[learner] },
            facet: `at most ${Number((100 * nonzero).toFixed(1))} %`,
          }),
          isSolved,
        ),
      ),
    ];
  },
};
