/** How often, how fast and at what cost the learners solve random problems, against load. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { median, wilsonInterval } from '../../../numerics/summary.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import type { StudyRecord } from '../../study.ts';
import { settingsOf, solved } from '../learners.ts';
import type { LearnerName, Values } from '../parameters.ts';
import { LEARNER_NAMES, type Part, rowsOf } from '../part.ts';

export interface SolveRow {
  readonly learner: LearnerName;
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly patterns: number;
  readonly solved: boolean;
  readonly errors: number;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
}

export const solveRows = (records: readonly StudyRecord[]): SolveRow[] =>
  rowsOf<SolveRow>('solve', records);

/** Share that was solved at a point, with its 95 % interval. */
export interface Share {
  readonly learner: LearnerName;
  readonly inputs: number;
  readonly load: number;
  readonly solved: number;
  readonly trials: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export const sharesOf = (rows: readonly SolveRow[]): Share[] =>
  grouped(rows, ({ learner, inputs, load }) => `${learner} ${inputs} ${load}`).map((group) => {
    const [{ learner, inputs, load }] = group;
    const count = group.filter((row) => row.solved).length;
    const { estimate: share, low, high } = wilsonInterval(count, group.length);
    return { learner, inputs, load, solved: count, trials: group.length, share, low, high };
  });

/** Rough ms of a run at N = 1001. */
const COST: Readonly<Record<LearnerName, number>> = {
  ...{ sbpi: 60, bpi: 100, cp: 150, rbp: 150, fbp: 150, rms: 5000 },
};

const sizeName = (inputs: number): string => `N = ${inputs}`;

function successFigure(rows: readonly SolveRow[]): Figure {
  const shares = sharesOf(rows).sort((a, b) => a.load - b.load);
  const marks = shares.map(({ learner, inputs, load, share, low, high }) => ({
    ...{ x: load, y: share, low, high },
    ...{ series: LEARNER_NAMES[learner], facet: sizeName(inputs) },
  }));
  const trials = Math.max(...shares.map((share) => share.trials));
  return {
    id: 'success',
    title: 'Simple learners with two-valued synapses come near the capacity',
    caption: `Share of random problems solved; bars are 95 % Wilson intervals of up to ${trials} problems a point, the same for all learners. The capacity is 0.833.`,
    x: { label: 'load α (patterns per synapse)' },
    y: { label: 'share solved', domain: [0, 1] },
    series: Object.values(LEARNER_NAMES),
    facet: 'facet',
    marks: [line(marks), ...points(marks)],
  };
}

function costFigure(
  rows: readonly SolveRow[],
  id: string,
  title: string,
  caption: string,
  label: string,
  value: (row: SolveRow) => number,
): Figure[] {
  const marks = grouped(
    rows.filter((row) => row.solved),
    ({ learner, inputs, load }) => `${learner} ${inputs} ${load}`,
  )
    .map((group) => {
      const [{ learner, inputs, load }] = group;
      const y = id === 'sweeps' ? median(group.map(value)) : estimate(group.map(value)).mean;
      return { x: load, y, series: LEARNER_NAMES[learner], facet: sizeName(inputs) };
    })
    .filter(({ y }) => y > 0)
    .sort((a, b) => a.x - b.x);
  if (marks.length === 0) return [];
  return [
    {
      ...{ id, title, caption },
      x: { label: 'load α (patterns per synapse)' },
      y: { label, type: 'log' },
      series: Object.values(LEARNER_NAMES),
      facet: 'facet',
      marks: [line(marks), ...points(marks)],
    },
  ];
}

/** Sizes that a learner is run at: max-sum sorts every pattern, which takes long. */
export const sizesOf = (learner: LearnerName, { sizes, maxSumSize }: Values): readonly number[] =>
  learner === 'rms' ? sizes.filter((inputs) => inputs <= maxSumSize) : sizes;

export const success: Part = {
  name: 'success',
  jobs: (values) =>
    values.learners.flatMap((learner) =>
      sizesOf(learner, values).flatMap((inputs) =>
        values.loads.flatMap((load) =>
          Array.from({ length: values.samples }, (_, sample) => ({
            cost: COST[learner] * (inputs / 1001) ** 2,
            line: `${learner} N ${inputs} α ${load} ${sample}`,
            async run(random, shared) {
              const patterns = Math.round(load * inputs);
              const stream = shared.split(inputs).split(`${load}`).split(sample);
              const problem = drawDiscrete({ inputs, patterns }, stream);
              const { weights, seconds, ...end } = await solved(
                ...([learner, problem, settingsOf(learner, values)] as const),
                random,
              );
              void weights;
              const row = { kind: 'solve', learner, inputs, load, sample, patterns, ...end };
              return { records: [row], timing: { seconds } };
            },
          })),
        ),
      ),
    ),
  figures(records) {
    const rows = solveRows(records);
    if (rows.length === 0) return [];
    return [
      successFigure(rows),
      ...costFigure(
        rows,
        'sweeps',
        'Sweeps to a solution',
        'Median number of sweeps over the patterns (of belief propagation: over all messages) where a solution was found.',
        'sweeps',
        ({ iterations }) => iterations,
      ),
      ...costFigure(
        rows,
        'flips',
        'What learning a pattern costs',
        'Mean number of synapses that changed their weight, for each stored pattern, where a solution was found; of message passing the flips of the read-out. Hidden states and messages are counted apart.',
        'flips per stored pattern',
        ({ flips, patterns }) => flips / patterns,
      ),
      ...costFigure(
        rows,
        'hidden-writes',
        'What it costs behind the weights',
        'Mean number of changes of hidden states, or of messages, for each stored pattern, where a solution was found.',
        'hidden changes per stored pattern',
        ({ hiddenWrites, patterns }) => hiddenWrites / patterns,
      ),
    ];
  },
};
