/** Synapses of several levels: how near to the capacity of the theory they are taught. */

import { line, points } from '../../../figures/marks.ts';
import type { SolverSettings } from '../../../solvers/discrete/catalogue.ts';
import { type DiscreteSpec, drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { solved } from '../../discrete/learners.ts';
import { type Job, rowsOf } from '../../discrete/part.ts';
import type { StudyRecord } from '../../study.ts';
import type { Values } from '../parameters.ts';
import { NAMES, type Part, sharePoints, sharesOf, type Trial } from '../part.ts';
import { capacityOf } from './theory.ts';

/** Signed synapses see ±1 patterns, excitatory ones 0/1 patterns with the best threshold. */
export const MODELS = {
  'levels ±1': { levels: [-1, 1], signed: true },
  'levels −1, 0, 1': { levels: [-1, 0, 1], signed: true },
  'levels −2 … 2': { levels: [-2, -1, 0, 1, 2], signed: true },
  'levels 0, 1': { levels: [0, 1], signed: false },
  'levels 0, 1, 2': { levels: [0, 1, 2], signed: false },
  'levels 0 … 3': { levels: [0, 1, 2, 3], signed: false },
} as const;
export type ModelName = keyof typeof MODELS;

export const LEVEL_LEARNERS = ['sbpi', 'rbp'] as const;
export type LevelLearner = (typeof LEVEL_LEARNERS)[number];

export interface LevelRow extends Trial {
  readonly learner: LevelLearner;
  readonly model: ModelName;
  readonly capacity: number;
  readonly inputs: number;
  /** Load over capacity. */
  readonly share: number;
  readonly sample: number;
  readonly patterns: number;
  readonly errors: number;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
}

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

export const paceOf = (learner: LevelLearner, { sweeps, decay }: Values): SolverSettings =>
  learner === 'sbpi' ? { sweeps } : { decay };

/** Rough ms at N = 501. */
export const LEVEL_COST: Readonly<Record<LevelLearner, number>> = { sbpi: 30, rbp: 90 };

const jobsOf = (values: Values): Job[] =>
  LEVEL_LEARNERS.flatMap((learner) =>
    (Object.keys(MODELS) as ModelName[]).flatMap((model) =>
      values.shares.flatMap((share) =>
        Array.from({ length: values.levelSamples }, (_, sample) => ({
          cost: LEVEL_COST[learner] * (values.levelInputs / 501) ** 2,
          line: `${learner} ${model} ${share} ${sample}`,
          async run(random, shared) {
            const { load: capacity, meanWeight } = capacityOf(MODELS[model].levels);
            const inputs = values.levelInputs;
            const patterns = Math.max(1, Math.round(share * capacity * inputs));
            const spec = { ...specOf(model, inputs, meanWeight), patterns };
            const problem = drawDiscrete(spec, shared.split(model).split(sample));
            const { weights, seconds, ...end } = await solved(
              ...([learner, problem, paceOf(learner, values), random] as const),
            );
            void weights;
            const row: LevelRow = {
              ...{ learner, model, capacity, inputs, share, load: share * capacity },
              ...{ sample, patterns, ...end },
            };
            return { records: [{ kind: 'level', ...row }], timing: { seconds } };
          },
        })),
      ),
    ),
  );

export const levelRows = (records: readonly StudyRecord[]): LevelRow[] =>
  rowsOf<LevelRow>('level', records);

export const levelShares = (rows: readonly LevelRow[]) =>
  sharesOf(rows, ({ learner, model, share }) => `${learner} ${model} ${share}`);

export const levels: Part = {
  name: 'levels',
  jobs: jobsOf,
  figures(records, { levelInputs, levelSamples }) {
    const rows = levelRows(records);
    if (rows.length === 0) return [];
    const facet = ({ model, capacity }: LevelRow) => `${model} (α_c = ${capacity.toFixed(3)})`;
    const found = sharePoints(levelShares(rows), ({ load }) => load, facet);
    const rules = [...new Map(rows.map((row) => [facet(row), row.capacity]))].map(([name, x]) => ({
      x,
      facet: name,
    }));
    const most = Math.max(...rules.map(({ x }) => x), ...found.map(({ x }) => x));
    return [
      {
        id: 'levels',
        title: 'More levels store more, and learners make use of it',
        caption: `Share of random problems solved with synapses of several levels, N = ${levelInputs}, 95 % Wilson intervals of ${levelSamples} problems; dashed the capacity (replica-symmetric). Synapses of both signs see ±1 patterns, those of one sign 0/1 patterns of coding level ½ with the threshold that is best in theory.`,
        x: { label: 'load α (patterns per synapse)', domain: [0, 1.05 * most] },
        y: { label: 'share solved', domain: [0, 1] },
        series: LEVEL_LEARNERS.map((learner) => NAMES[learner]),
        ...{ facet: 'facet', facetColumns: 3 },
        marks: [
          { type: 'ruleX', data: rules, x: 'x', dashed: true },
          line(found),
          ...points(found),
        ],
      },
    ];
  },
};
