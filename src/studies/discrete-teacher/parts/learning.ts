/** Learners that see a teacher's answers: how well they generalise, when they find the teacher itself, and what it costs. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure, Mark } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { acos } from '../../../numerics/arc.ts';
import { finish } from '../../../numerics/pace.ts';
import { tanh } from '../../../numerics/portable.ts';
import type { Random } from '../../../numerics/random.ts';
import { median, wilsonInterval } from '../../../numerics/summary.ts';
import { createApproximate } from '../../../solvers/discrete/approximate.ts';
import type { SolverSettings } from '../../../solvers/discrete/catalogue.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import { distance, overlap } from '../../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../../tasks/discrete/problem.ts';
import { solved } from '../../discrete/learners.ts';
import { type Found, type Job, rowsOf } from '../../discrete/part.ts';
import type { StudyRecord } from '../../study.ts';
import { disagreement } from '../disagreement.ts';
import type { LearnerName, Values } from '../parameters.ts';
import { NAMES, type Part } from '../part.ts';
import { type CurveRow, isStudents, type ThresholdRow } from './theory.ts';

export interface LearnRow {
  readonly learner: LearnerName;
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly patterns: number;
  readonly solved: boolean;
  /** Patterns still in error. */
  readonly errors: number;
  /** Generalisation error: probability of a wrong answer to a new random pattern. */
  readonly error: number;
  /** Whether the weights are the teacher's. */
  readonly recovered: boolean;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
}

/** Plain message passing without decisions: its means vote as all students together would. */
export interface BayesRow {
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly converged: boolean;
  /** Entropy of the students by message passing, nats per synapse. */
  readonly entropy: number;
  /** Generalisation error of the sign of the field of the means. */
  readonly error: number;
}

/** Rough ms of a run at N = 1001. */
const COST: Readonly<Record<LearnerName, number>> = {
  ...{ sbpi: 60, rbp: 150, fbp: 120, decimation: 250, rms: 2000 },
};
/** Half of every message stays: at the teacher, where all fields are strong, belief propagation would swing without end. */
const BAYES = { damping: 0.5, tolerance: 1e-6, sweeps: 1000 };

export const settingsOf = (learner: LearnerName, values: Values): SolverSettings => {
  switch (learner) {
    case 'sbpi':
      return { sweeps: values.sweeps };
    case 'rbp':
      return { decay: values.decay };
    case 'fbp':
      return { step: values.focusingStep };
    case 'decimation':
      return {};
    case 'rms':
      return { sweeps: 300 };
  }
};

/** Sizes that a learner is run at: max-sum sorts every pattern, which takes long. */
export function sizesOf(learner: LearnerName, { sizes, maxSumSize }: Values): readonly number[] {
  if (learner !== 'rms') return sizes;
  const small = sizes.filter((inputs) => inputs <= maxSumSize);
  return small.length > 0 ? small : [maxSumSize];
}

/** The teacher of a sample: the same for all learners, and of more patterns the fewer ones are the beginning. */
export const teacherProblem = (
  shared: Random,
  { inputs, load, sample }: { inputs: number; load: number; sample: number },
): DiscreteProblem =>
  drawDiscrete(
    { inputs, patterns: Math.round(load * inputs), goal: 'teacher' },
    shared.split(inputs).split(sample),
  );

export const teacherOf = ({ teacher }: DiscreteProblem): Int8Array => teacher as Int8Array;

async function learn(
  learner: LearnerName,
  at: { inputs: number; load: number; sample: number },
  values: Values,
  random: Random,
  shared: Random,
): Promise<Found> {
  const problem = teacherProblem(shared, at);
  const { weights, seconds, ...end } = await solved(
    ...([learner, problem, settingsOf(learner, values), random] as const),
  );
  const apart = distance(weights, teacherOf(problem));
  const row: LearnRow = {
    ...{ learner, ...at, patterns: problem.patterns, ...end },
    ...{ error: disagreement(at.inputs, apart), recovered: apart === 0 },
  };
  return { records: [{ kind: 'learn', ...row }], timing: { seconds } };
}

async function bayes(
  at: { inputs: number; load: number; sample: number },
  random: Random,
  shared: Random,
): Promise<Found> {
  const problem = teacherProblem(shared, at);
  const passing = await createApproximate(problem, { random, damping: BAYES.damping });
  const { converged } = finish(passing.converge(BAYES));
  const cosine = overlap(passing.fields.map(tanh), teacherOf(problem));
  const entropy = finish(passing.logPartition()) / at.inputs;
  passing.dispose();
  const row: BayesRow = { ...at, converged, entropy, error: acos(Math.min(1, cosine)) / Math.PI };
  return { records: [{ kind: 'bayes', ...row }] };
}

function jobsOf(values: Values): Job[] {
  const { learners, loads, samples, sizes } = values;
  const points = (of: readonly number[]) =>
    of.flatMap((inputs) =>
      loads.flatMap((load) =>
        Array.from({ length: samples }, (_, sample) => ({ inputs, load, sample })),
      ),
    );
  const words = ({ inputs, load, sample }: ReturnType<typeof points>[number]) =>
    `N ${inputs} α ${load} ${sample}`;
  return [
    ...learners.flatMap((learner) =>
      points(sizesOf(learner, values)).map((at) => ({
        cost: COST[learner] * (at.inputs / 1001) ** 2 * (0.3 + at.load),
        line: `${learner} ${words(at)}`,
        run: (random: Random, shared: Random) => learn(learner, at, values, random, shared),
      })),
    ),
    ...points(sizes).map((at) => ({
      cost: 60 * (at.inputs / 1001) ** 2,
      line: `means ${words(at)}`,
      run: (random: Random, shared: Random) => bayes(at, random, shared),
    })),
  ];
}

const sizeName = (learner: string, inputs: number): string =>
  learner === 'rms' ? `${NAMES.rms}, N = ${inputs}` : NAMES[learner];

/** Names of the series of learners, in a fixed order. */
const seriesOf = (rows: readonly LearnRow[], values: Values): string[] =>
  values.learners.flatMap((learner) => [
    ...new Set(rows.filter((row) => row.learner === learner).map(shownName)),
  ]);
const shownName = ({ learner, inputs }: LearnRow): string => sizeName(learner, inputs);

const largest = <R extends { readonly inputs: number }>(rows: readonly R[]): R[] => {
  const most = Math.max(...rows.map(({ inputs }) => inputs));
  return rows.filter(({ inputs }) => inputs === most);
};

/** Of every learner the rows of the largest size that it was run at. */
export const atLargest = (rows: readonly LearnRow[]): LearnRow[] =>
  grouped(rows, ({ learner }) => learner).flatMap(largest);

const CURVES = { gibbs: 'typical (theory)', bayes: 'Bayes (theory)' } as const;

const theoryLine = (
  rows: readonly CurveRow[],
  value: (row: CurveRow) => number,
  series: string,
): Mark[] => {
  const branch = (name: string) =>
    line(
      rows
        .filter((row) => row.branch === name)
        .sort((a, b) => a.load - b.load)
        .map((row) => ({ x: row.load, y: value(row), series })),
      name === 'metastable',
    );
  return [branch('equilibrium'), branch('metastable')];
};

function errorFigure(records: readonly StudyRecord[], values: Values): Figure[] {
  const rows = atLargest(rowsOf<LearnRow>('learn', records)).filter((row) => row.solved);
  const means = rowsOf<BayesRow>('bayes', records).filter((row) => row.converged);
  const curves = rowsOf<CurveRow>('curve-theory', records).filter(isStudents);
  if (rows.length === 0 && curves.length === 0) return [];
  const found = [
    ...grouped(rows, (row) => `${row.learner} ${row.load}`).map((group) => ({
      ...{ group, series: shownName(group[0]) },
    })),
    ...grouped(means.length === 0 ? [] : largest(means), ({ load }) => `${load}`).map((group) => ({
      ...{ group, series: NAMES.bayes },
    })),
  ].map(({ group, series }) => {
    const { mean, error } = estimate((group as { error: number }[]).map((row) => row.error));
    return { x: group[0].load, y: mean, yError: error, series };
  });
  const most = Math.max(...rows.map(({ inputs }) => inputs), 0);
  return [
    {
      id: 'generalisation',
      title: 'Solutions that learners find generalise better than typical ones',
      caption: `Probability of a wrong answer to a new pattern against load. Lines: a student drawn at random from all that agree with the teacher, and the majority of all of them, the best rule there is (replica-symmetric, N → ∞; dashed where only the teacher is left and algorithms do not see it). Points: means over the problems that were solved${most > 0 ? `, N = ${most}` : ''}, with standard errors; the means of belief propagation vote as all students together.`,
      x: { label: 'load α (patterns per synapse)', domain: [0, Math.max(...values.loads) + 0.05] },
      y: { label: 'generalisation error', domain: [0, 0.5] },
      series: [...Object.values(CURVES), ...seriesOf(rows, values), NAMES.bayes],
      marks: [
        ...theoryLine(curves, ({ gibbs }) => gibbs, CURVES.gibbs),
        ...theoryLine(curves, ({ bayes }) => bayes, CURVES.bayes),
        ...points(found),
      ],
    },
  ];
}

function entropyFigure(records: readonly StudyRecord[], values: Values): Figure[] {
  const curves = rowsOf<CurveRow>('curve-theory', records).filter(isStudents);
  const means = rowsOf<BayesRow>('bayes', records).filter((row) => row.converged);
  if (curves.length === 0) return [];
  const [{ perfect, spinodal }] = rowsOf<ThresholdRow>('threshold-theory', records);
  const series = 'theory';
  // One by one: near the last threshold some are with the phantom, some at the teacher.
  const measured = (means.length === 0 ? [] : largest(means)).map(({ load, entropy }) => ({
    ...{ x: load, y: entropy, series: 'belief propagation' },
  }));
  return [
    {
      id: 'entropy',
      title: 'The students die out before the teacher can be found',
      caption: `Entropy of the students that agree with the teacher on all patterns. Above α = ${perfect.toFixed(4)} the teacher is the only one, but up to ${spinodal.toFixed(4)} local algorithms see a phantom of others (dashed, negative entropy). Points: belief propagation, a problem each${means.length === 0 ? '' : `, N = ${largest(means)[0].inputs}`}; where it has found the teacher, the entropy is 0.`,
      x: { label: 'load α (patterns per synapse)', domain: [0, Math.max(...values.loads) + 0.05] },
      y: { label: 'entropy (nats per synapse)' },
      series: [series, 'belief propagation'],
      marks: [
        { type: 'ruleX', data: [{ x: perfect }, { x: spinodal }], x: 'x', dashed: true },
        ...theoryLine(curves, ({ entropy }) => entropy, series),
        ...points(measured),
      ],
    },
  ];
}

/** Below this load the teacher is one of very many. */
const FIRST_RECOVERY = 1;

function recoveryFigure(records: readonly StudyRecord[], values: Values): Figure[] {
  const rows = rowsOf<LearnRow>('learn', records).filter(({ load }) => load >= FIRST_RECOVERY);
  if (rows.length === 0) return [];
  const [thresholds] = rowsOf<ThresholdRow>('threshold-theory', records);
  const found = grouped(rows, (row) => `${row.learner} ${row.inputs} ${row.load}`)
    .map((group) => {
      const count = group.filter(({ recovered }) => recovered).length;
      const { estimate: y, low, high } = wilsonInterval(count, group.length);
      const facet = `N = ${group[0].inputs}`;
      return { x: group[0].load, y, low, high, series: NAMES[group[0].learner], facet };
    })
    .sort((a, b) => a.x - b.x);
  const rules =
    thresholds === undefined
      ? []
      : [...new Set(found.map(({ facet }) => facet))].flatMap((facet) =>
          [thresholds.perfect, thresholds.spinodal].map((x) => ({ x, facet })),
        );
  return [
    {
      id: 'recovery',
      title: 'The teacher itself is found above the end of the metastable branch',
      caption: `Share of problems in which the weights found are the teacher's, synapse by synapse, with 95 % Wilson intervals of ${values.samples} problems. Dashed: α = 1.245, above which there is no other student, and α = 1.493, where the barrier between the others' phantom and the teacher vanishes (N → ∞).`,
      x: { label: 'load α (patterns per synapse)' },
      y: { label: 'share of teachers found', domain: [0, 1] },
      series: values.learners.map((learner) => NAMES[learner]),
      facet: 'facet',
      marks: [{ type: 'ruleX', data: rules, x: 'x', dashed: true }, line(found), ...points(found)],
    },
  ];
}

function costFigure(records: readonly StudyRecord[], values: Values): Figure[] {
  const rows = rowsOf<LearnRow>('learn', records).filter((row) => row.solved);
  const found = grouped(atLargest(rows), (row) => `${row.learner} ${row.load}`)
    .map((group) => ({
      x: group[0].load,
      y: median(group.map(({ flips, patterns }) => flips / patterns)),
      series: shownName(group[0]),
    }))
    .filter(({ y }) => y > 0)
    .sort((a, b) => a.x - b.x);
  if (found.length === 0) return [];
  return [
    {
      id: 'flips',
      title: 'What learning from a teacher costs',
      caption:
        'Median number of synapses that changed their weight, for each pattern, where all patterns were learned; of message passing the flips of the read-out.',
      x: { label: 'load α (patterns per synapse)' },
      y: { label: 'flips per pattern', type: 'log' },
      series: seriesOf(atLargest(rows), values),
      marks: [line(found), ...points(found)],
    },
  ];
}

export const learning: Part = {
  name: 'learning',
  jobs: jobsOf,
  figures: (records, values) => [
    ...errorFigure(records, values),
    ...entropyFigure(records, values),
    ...recoveryFigure(records, values),
    ...costFigure(records, values),
  ],
};
