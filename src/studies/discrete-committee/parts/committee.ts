/** Committees of ±1 synapses: how often a descent alone, replicas of it, message passing and hidden states solve them. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { wilsonInterval } from '../../../numerics/summary.ts';
import type { SolverSettings } from '../../../solvers/discrete/catalogue.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { solved } from '../../discrete/learners.ts';
import { type Job, rowsOf } from '../../discrete/part.ts';
import type { StudyRecord } from '../../study.ts';
import { LEARNERS, type LearnerName, type Values } from '../parameters.ts';
import { NAMES, type Part, sharePoints, sharesOf, type Trial } from '../part.ts';

export interface CommitteeRow extends Trial {
  readonly learner: LearnerName;
  readonly units: number;
  readonly wiring: 'full' | 'tree';
  /** Inputs of each unit. */
  readonly inputs: number;
  readonly sample: number;
  readonly patterns: number;
  readonly errors: number;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
}

/** The solver of a learner's name. */
const solverOf = (learner: LearnerName): string => (learner === 'sgd' ? 'rsgd' : learner);

function settingsOf(learner: LearnerName, values: Values): SolverSettings {
  const { replicas, epochs, coupling, growth, focusingStep, sweeps } = values;
  switch (learner) {
    case 'sgd':
      return { replicas: 1, epochs: replicas * epochs };
    case 'rsgd':
      return { replicas, epochs, coupling, growth };
    case 'fbp':
      return { step: focusingStep };
    case 'sbpi':
      return { sweeps };
  }
}

/** Rough ms for 505 synapses at the load ½. */
const COST: Readonly<Record<LearnerName, number>> = { sgd: 800, rsgd: 900, fbp: 700, sbpi: 30 };

export const nameOf = ({ units, wiring }: Pick<CommitteeRow, 'units' | 'wiring'>): string =>
  wiring === 'full' ? `K = ${units}, same inputs` : `K = ${units}, a tree`;

export const committeeShares = (rows: readonly CommitteeRow[]) =>
  sharesOf(rows, ({ learner, units, wiring, load }) => `${learner} ${units} ${wiring} ${load}`);

const jobsOf = (values: Values): Job[] => {
  const { units, wirings, loads, samples, learners, unitInputs: inputs } = values;
  const nets = wirings.flatMap((wiring) => units.map((count) => ({ units: count, wiring })));
  const trials = nets.flatMap((net) =>
    loads.flatMap((load) =>
      Array.from({ length: samples }, (_, sample) => ({ ...net, load, sample })),
    ),
  );
  return learners.flatMap((learner) =>
    trials.map((trial): Job => {
      const { load, sample, wiring } = trial;
      const synapses = inputs * trial.units;
      const patterns = Math.round(load * synapses);
      const words = `${trial.units} ${wiring} α ${load} ${sample}`;
      return {
        cost: COST[learner] * (synapses / 505) ** 2 * 2 * load,
        line: `${learner} ${words}`,
        async run(random, shared) {
          const stream = shared.split(`${trial.units} ${wiring} ${inputs}`).split(sample);
          const problem = drawDiscrete({ inputs, patterns, units: trial.units, wiring }, stream);
          const { weights, seconds, ...end } = await solved(
            ...([solverOf(learner), problem, settingsOf(learner, values), random] as const),
          );
          void weights;
          const row: CommitteeRow = { learner, ...trial, inputs, patterns, ...end };
          return { records: [{ kind: 'committee', ...row }], timing: { seconds } };
        },
      };
    }),
  );
};

function successFigure(rows: readonly CommitteeRow[], { unitInputs, samples }: Values): Figure {
  const found = sharePoints(committeeShares(rows), ({ load }) => load, nameOf);
  return {
    id: 'committee',
    title: 'Replicas of a failing descent succeed',
    caption: `Share of random problems solved by committees whose majority answers, ${unitInputs} inputs a unit; 95 % Wilson intervals of ${samples} problems. The descent alone has as many epochs as all replicas together.`,
    x: { label: 'load α (patterns per synapse)' },
    y: { label: 'share solved', domain: [0, 1] },
    series: LEARNERS.map((learner) => NAMES[learner]),
    ...{ facet: 'facet', facetColumns: 2 },
    marks: [line(found), ...points(found)],
  };
}

function costFigure(rows: readonly CommitteeRow[]): Figure[] {
  const found = grouped(
    rows.filter((row) => row.solved),
    ({ learner, units, wiring, load }) => `${learner} ${units} ${wiring} ${load}`,
  )
    .map((group) => {
      const y = estimate(group.map(({ flips, patterns }) => flips / patterns)).mean;
      return { x: group[0].load, y, series: NAMES[group[0].learner], facet: nameOf(group[0]) };
    })
    .filter(({ y }) => y > 0)
    .sort((a, b) => a.x - b.x);
  if (found.length === 0) return [];
  return [
    {
      id: 'committee-flips',
      title: 'What a stored pattern costs a committee',
      caption:
        'Mean number of synapses that changed their weight for each stored pattern, where a solution was found; of replicas all together, of message passing the flips of the read-out.',
      x: { label: 'load α (patterns per synapse)' },
      y: { label: 'flips per stored pattern', type: 'log' },
      series: LEARNERS.map((learner) => NAMES[learner]),
      ...{ facet: 'facet', facetColumns: 2 },
      marks: [line(found), ...points(found)],
    },
  ];
}

export const committeeRows = (records: readonly StudyRecord[]): CommitteeRow[] =>
  rowsOf<CommitteeRow>('committee', records);

export const committee: Part = {
  name: 'committee',
  jobs: jobsOf,
  figures(records, values) {
    const rows = committeeRows(records);
    return rows.length === 0 ? [] : [successFigure(rows, values), ...costFigure(rows)];
  },
};

/** Shares of the trials of several learners that are summed: for claims over all networks at a load. */
export const pooled = (rows: readonly CommitteeRow[]) => {
  const count = rows.filter((row) => row.solved).length;
  const { low, high } = wilsonInterval(count, Math.max(1, rows.length));
  return { solved: count, trials: rows.length, low, high };
};
