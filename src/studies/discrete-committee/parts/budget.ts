/** Synapses that may be silent: levels −1, 0, 1 with a budget of nonzero ones, against what theory allows it. */

import { grouped } from '../../../evidence/index.ts';
import { line, points } from '../../../figures/marks.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { solved } from '../../discrete/learners.ts';
import { type Job, rowsOf } from '../../discrete/part.ts';
import type { StudyRecord } from '../../study.ts';
import type { Values } from '../parameters.ts';
import { halfLoad, NAMES, type Part, sharePoints, sharesOf, type Trial } from '../part.ts';
import { LEVEL_COST, LEVEL_LEARNERS, type LevelLearner, paceOf } from './levels.ts';
import { budgetCapacity, FRONTIERS, type FrontierRow } from './theory.ts';

export interface BudgetRow extends Trial {
  readonly learner: LevelLearner;
  readonly inputs: number;
  /** Largest share of nonzero synapses allowed, and the share there was. */
  readonly nonzero: number;
  readonly density: number;
  readonly capacity: number;
  /** Load over capacity. */
  readonly share: number;
  readonly sample: number;
  readonly patterns: number;
  readonly errors: number;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
}

const TERNARY = [-1, 0, 1];

const jobsOf = (values: Values): Job[] =>
  LEVEL_LEARNERS.flatMap((learner) =>
    values.nonzero.flatMap((nonzero) =>
      values.shares.flatMap((share) =>
        Array.from({ length: values.levelSamples }, (_, sample) => ({
          cost: LEVEL_COST[learner] * (values.levelInputs / 501) ** 2,
          line: `${learner} budget ${nonzero} ${share} ${sample}`,
          async run(random, shared) {
            const inputs = values.levelInputs;
            const capacity = budgetCapacity(nonzero);
            const patterns = Math.max(1, Math.round(share * capacity * inputs));
            const spec = { inputs, patterns, levels: TERNARY };
            const problem = drawDiscrete(spec, shared.split(sample));
            const settings = { nonzero, ...paceOf(learner, values) };
            const { weights, seconds, ...end } = await solved(
              ...([learner, problem, settings, random] as const),
            );
            const density = weights.filter((weight) => weight !== 0).length / inputs;
            const row: BudgetRow = {
              ...{ learner, inputs, nonzero, density, capacity, share },
              ...{ load: share * capacity, sample, patterns, ...end },
            };
            return { records: [{ kind: 'budget', ...row }], timing: { seconds } };
          },
        })),
      ),
    ),
  );

export const budgetRows = (records: readonly StudyRecord[]): BudgetRow[] =>
  rowsOf<BudgetRow>('budget', records);

export const budgetShares = (rows: readonly BudgetRow[]) =>
  sharesOf(rows, ({ learner, nonzero, share }) => `${learner} ${nonzero} ${share}`);

export const budget: Part = {
  name: 'budget',
  jobs: jobsOf,
  figures(records, { levelInputs, levelSamples }) {
    const rows = budgetRows(records);
    const frontiers = rowsOf<FrontierRow>('frontier-theory', records);
    if (rows.length === 0) return [];
    const shares = budgetShares(rows);
    const halves = grouped(shares, ({ first }) => `${first.learner} ${first.nonzero}`)
      .map((group) => ({ first: group[0].first, half: halfLoad(group) }))
      .filter(({ half }) => half.bound !== 'at most')
      .map(({ first, half }) => ({
        ...{ x: first.nonzero, y: half.load, series: NAMES[first.learner] },
      }));
    const curves = frontiers.map(({ frontier, nonzero, load }) => ({
      ...{ x: nonzero, y: load, series: frontier },
    }));
    const facet = ({ nonzero }: BudgetRow) => `at most ${Number((100 * nonzero).toFixed(1))} %`;
    const found = sharePoints(shares, ({ share }) => share, facet);
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
      {
        id: 'budget-success',
        title: 'How near to the capacity a budget is used',
        caption: `Share of problems solved against the load in units of the capacity that theory allows the budget, N = ${levelInputs}; 95 % Wilson intervals of ${levelSamples} problems.`,
        x: { label: 'load over capacity α/α_c' },
        y: { label: 'share solved', domain: [0, 1] },
        series,
        ...{ facet: 'facet', facetColumns: 3 },
        marks: [line(found), ...points(found)],
      },
    ];
  },
};
