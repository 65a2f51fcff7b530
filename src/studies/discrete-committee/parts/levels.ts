/** Synapses of several levels: how near to the capacity of the theory they are taught. */

import { shareFigure, sharePoints } from '../../../figures/shares.ts';
import type { Part } from '../../../protocol/parts.ts';
import type { DiscreteSpec } from '../../../tasks/discrete/draw.ts';
import { COST, NAMES, settingsOf } from '../../problems/learners.ts';
import { drawnFrom, solveJob, upTo } from '../../problems/solve.ts';
import { isSolved } from '../../problems/trials.ts';
import { LEVEL_LEARNERS, MODEL_NAMES, MODELS, type ModelName, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import { capacityOf } from './theory.ts';

/** Coding level of 0/1 patterns. */
const CODING = 0.5;

/** The problem of a model, with the threshold at which the mean weight is that of the capacity. */
function specOf(
  model: ModelName,
  inputs: number,
  meanWeight: number,
): Omit<DiscreteSpec, 'patterns'> {
  const { levels, signed } = MODELS[model];
  if (signed) return { inputs, levels };
  // Half a unit off the whole numbers: no sum lies on it.
  const threshold = Math.round(CODING * meanWeight * inputs) + 0.5;
  return { inputs, levels, code: 'zero-one', codingLevel: CODING, threshold };
}

export const levels: Part<Values, Table> = {
  name: 'levels',
  jobs: (values) =>
    LEVEL_LEARNERS.flatMap((learner) =>
      MODEL_NAMES.flatMap((model) =>
        values.shares.flatMap((share) =>
          upTo(values.levelSamples).map((sample) => {
            const { load: capacity, meanWeight } = capacityOf(MODELS[model].levels);
            const inputs = values.levelInputs;
            const load = share * capacity;
            const patterns = Math.max(1, Math.round(load * inputs));
            return solveJob({
              name: `${learner} ${model} ${share} ${sample}`,
              cost: COST[learner] * (inputs / 1001) ** 2,
              ...{ solver: learner, settings: settingsOf(learner, values) },
              draw: drawnFrom({ ...specOf(model, inputs, meanWeight), patterns }, (shared) =>
                shared.split(model).split(sample),
              ),
              record: ({ end }) => ({
                ...{ kind: 'level' as const, model, learner, inputs, capacity, share, load },
                ...{ sample, patterns, ...end },
              }),
            });
          }),
        ),
      ),
    ),
  figures(rows, { levelInputs }) {
    const found = rows('level');
    if (found.length === 0) return [];
    const facetOf = ({ model, capacity }: (typeof found)[number]) =>
      `${model} (α_c = ${capacity.toFixed(3)})`;
    const shares = sharePoints(
      found,
      (row) => ({ x: row.load, series: NAMES[row.learner], facet: facetOf(row) }),
      isSolved,
    );
    const rules = [...new Map(found.map((row) => [facetOf(row), row.capacity]))].map(
      ([facet, x]) => ({ x, facet }),
    );
    const most = Math.max(...rules.map(({ x }) => x), ...shares.map(({ x }) => x));
    const figure = shareFigure(
      {
        id: 'levels',
        title: 'More levels store more, and learners make use of it',
        caption: `Share of random problems solved with synapses of several levels, N = ${levelInputs}, 95 % Wilson intervals of ${new Set(found.map(({ unit }) => unit)).size} problems; dashed the capacity (replica-symmetric). Synapses of both signs see ±1 patterns, those of one sign 0/1 patterns of coding level ½ with the threshold that is best in theory.`,
        x: { label: 'load α (patterns per synapse)', domain: [0, 1.05 * most] },
        series: LEVEL_LEARNERS.map((learner) => NAMES[learner]),
        ...{ facet: 'facet', facetColumns: 3 },
      },
      shares,
      [{ type: 'ruleX', data: rules, x: 'x', dashed: true }],
    );
    return [figure];
  },
};
