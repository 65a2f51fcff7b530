/** Figures of learning from a teacher: generalisation, entropy, recovery and cost against load. */

import { grouped } from '../../../evidence/index.ts';
import type { Figure, Mark } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { costFigure, meanPoints, sharePoints } from '../../../figures/shares.ts';
import type { Rows } from '../../../protocol/parts.ts';
import type { Row } from '../../../protocol/records.ts';
import type { Pooled } from '../../../protocol/study.ts';
import { NAMES } from '../../problems/learners.ts';
import { largest } from '../../problems/trials.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';

export type LearnRow = Pooled<Row<Table, 'learn'>>;
type CurveRow = Row<Table, 'curve-theory'>;

/** Of every learner the rows of the largest size that it was run at. */
export const atLargest = (rows: readonly LearnRow[]): LearnRow[] =>
  grouped(rows, ({ learner }) => learner).flatMap(largest);

/** Max-sum is run at a size of its own. */
const shownName = ({ learner, inputs }: LearnRow): string =>
  learner === 'rms' ? `${NAMES.rms}, N = ${inputs}` : NAMES[learner];

/** Names of the series of learners, in the order of the parameters. */
const seriesOf = (rows: readonly LearnRow[], { learners }: Values): string[] =>
  learners.flatMap((learner) => [
    ...new Set(rows.filter((row) => row.learner === learner).map(shownName)),
  ]);

const CURVES = { gibbs: 'typical (theory)', bayes: 'Bayes (theory)' } as const;
const MEANS = 'belief propagation';

const loadAxis = (values: Values) => ({
  label: 'load α (patterns per synapse)',
  domain: [0, Math.max(...values.loads) + 0.05],
});

/** The state that a random student is in: of all, or trapped (dashed) where only the teacher is left. */
const theoryLines = (
  rows: readonly CurveRow[],
  value: (row: CurveRow) => number,
  series: string,
): Mark[] =>
  (['equilibrium', 'metastable'] as const).map((branch) =>
    line(
      rows
        .filter((row) => row.branch === branch)
        .sort((a, b) => a.load - b.load)
        .map((row) => ({ x: row.load, y: value(row), series })),
      branch === 'metastable',
    ),
  );

function errorFigure(rows: Rows<Table>, values: Values): Figure[] {
  const found = atLargest(rows('learn')).filter((row) => row.solved);
  const means = largest(rows('bayes').filter((row) => row.converged));
  const curves = rows('curve-theory');
  if (found.length === 0 && curves.length === 0) return [];
  const marks = [
    ...meanPoints(
      found,
      (row) => ({ x: row.load, series: shownName(row) }),
      ({ error }) => error,
    ),
    ...meanPoints(
      means,
      ({ load }) => ({ x: load, series: NAMES.bayes }),
      ({ error }) => error,
    ),
  ];
  const most = Math.max(...found.map(({ inputs }) => inputs), 0);
  return [
    {
      id: 'generalisation',
      title: 'Solutions that learners find generalise better than typical ones',
      caption: `Probability of a wrong answer to a new pattern against load. Lines: a student drawn at random from all that agree with the teacher, and the majority of all of them, the best rule there is (replica-symmetric, N → ∞; dashed where only the teacher is left and algorithms do not see it). Points: means over the problems that were solved${most > 0 ? `, N = ${most}` : ''}, with standard errors; the means of belief propagation vote as all students together.`,
      x: loadAxis(values),
      y: { label: 'generalisation error', domain: [0, 0.5] },
      series: [...Object.values(CURVES), ...seriesOf(found, values), NAMES.bayes],
      marks: [
        ...theoryLines(curves, ({ gibbs }) => gibbs, CURVES.gibbs),
        ...theoryLines(curves, ({ bayes }) => bayes, CURVES.bayes),
        ...points(marks),
      ],
    },
  ];
}

function entropyFigure(rows: Rows<Table>, values: Values): Figure[] {
  const [thresholds] = rows('threshold-theory');
  if (thresholds === undefined) return [];
  const { perfect, spinodal } = thresholds;
  const means = largest(rows('bayes').filter((row) => row.converged));
  const series = 'theory';
  // One by one: near the last threshold some are with the phantom, some at the teacher.
  const found = means.map(({ load, entropy }) => ({ x: load, y: entropy, series: MEANS }));
  return [
    {
      id: 'entropy',
      title: 'The students die out before the teacher can be found',
      caption: `Entropy of the students that agree with the teacher on all patterns. Above α = ${perfect.toFixed(4)} the teacher is the only one, but up to ${spinodal.toFixed(4)} local algorithms see a phantom of others (dashed, negative entropy). Points: belief propagation, a problem each${means.length === 0 ? '' : `, N = ${means[0].inputs}`}; where it has found the teacher, the entropy is 0.`,
      x: loadAxis(values),
      y: { label: 'entropy (nats per synapse)' },
      series: [series, MEANS],
      marks: [
        { type: 'ruleX', data: [{ x: perfect }, { x: spinodal }], x: 'x', dashed: true },
        ...theoryLines(rows('curve-theory'), ({ entropy }) => entropy, series),
        ...points(found),
      ],
    },
  ];
}

/** Below this load the teacher is one of very many. */
const FIRST_RECOVERY = 1;

function recoveryFigure(rows: Rows<Table>, values: Values): Figure[] {
  const tried = rows('learn').filter(({ load }) => load >= FIRST_RECOVERY);
  if (tried.length === 0) return [];
  const found = sharePoints(
    tried,
    ({ load, learner, inputs }) => ({ x: load, series: NAMES[learner], facet: `N = ${inputs}` }),
    ({ recovered }) => recovered,
  );
  const facets = [...new Set(found.map(({ facet }) => facet ?? ''))];
  const rules = rows('threshold-theory').flatMap(({ perfect, spinodal }) =>
    facets.flatMap((facet) => [perfect, spinodal].map((x) => ({ x, facet }))),
  );
  return [
    {
      id: 'recovery',
      title: 'The teacher itself is found above the end of the metastable branch',
      caption: `Share of problems in which the weights found are the teacher's, synapse by synapse, with 95 % Wilson intervals of ${new Set(tried.map(({ unit }) => unit)).size} problems. Dashed: α = 1.245, above which there is no other student, and α = 1.493, where the barrier between the others' phantom and the teacher vanishes (N → ∞).`,
      x: { label: 'load α (patterns per synapse)' },
      y: { label: 'share of teachers found', domain: [0, 1] },
      series: values.learners.map((learner) => NAMES[learner]),
      facet: 'facet',
      marks: [{ type: 'ruleX', data: rules, x: 'x', dashed: true }, line(found), ...points(found)],
    },
  ];
}

export function learningFigures(rows: Rows<Table>, values: Values): Figure[] {
  const found = atLargest(rows('learn'));
  return [
    ...errorFigure(rows, values),
    ...entropyFigure(rows, values),
    ...recoveryFigure(rows, values),
    ...costFigure(
      {
        id: 'flips',
        title: 'What learning from a teacher costs',
        caption:
          'Median number of synapses that changed their weight, for each pattern, where all patterns were learned; of message passing the flips of the read-out.',
        x: { label: 'load α (patterns per synapse)' },
        y: { label: 'flips per pattern' },
        series: seriesOf(found, values),
      },
      {
        ...{ rows: found, way: 'median' },
        place: (row) => ({ x: row.load, series: shownName(row) }),
        value: ({ flips, patterns }) => flips / patterns,
      },
    ),
  ];
}
