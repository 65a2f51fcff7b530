/** The online rule: how often it succeeds, how sparse it ends, how it gets there; and what its parts do alone. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { createPerceptronLearner, type PerceptronRecord } from '../../../learners/index.ts';
import { initialWeights } from '../../../networks/index.ts';
import { withoutTicks } from '../../../numerics/pace.ts';
import type { Random } from '../../../numerics/random.ts';
import { wilsonInterval } from '../../../numerics/summary.ts';
import { sparseRule } from '../../../plasticity/index.ts';
import { reportWeights } from '../../../tasks/patterns.ts';
import { capacity, maxRobustness } from '../../../theory/index.ts';
import type { StudyRecord } from '../../study.ts';
import type { Values } from '../parameters.ts';
import { type Job, job, type Part, rowsOf, samplesAt } from '../part.ts';
import { instanceOf, modelOf } from '../samples.ts';
import { settingOf } from './capacity.ts';

/** The whole rule; without gap elimination; and without learning, where no association ever asks for a change. */
export const RULES = ['full', 'no gap', 'no learning'] as const;
export type RuleName = (typeof RULES)[number];

export interface TrialRow {
  readonly rule: RuleName;
  readonly inputs: number;
  readonly load: number;
  readonly trial: number;
  readonly solved: boolean;
  readonly steps: number;
  readonly sparsity: number;
  readonly changes: number;
  readonly energy: number;
}

interface CurveRow {
  readonly inputs: number;
  readonly load: number;
  readonly trial: number;
  readonly steps: readonly number[];
  readonly errors: readonly number[];
  readonly connected: readonly number[];
  /** Share of the inputs whose weight has the forbidden sign. */
  readonly forbidden: readonly number[];
  readonly excess: readonly number[];
}

/** What theory says of the rule's task. */
export interface OnlineTheoryRow {
  readonly criticalLoad: number;
  readonly criticalSparsity: number;
  readonly loads: readonly number[];
  /** Of the most robust weights at each load. */
  readonly sparsities: readonly number[];
}

export const trialRows = (records: readonly StudyRecord[]): TrialRow[] =>
  rowsOf<TrialRow>('online', records);
export const onlineTheory = (records: readonly StudyRecord[]): OnlineTheoryRow | undefined =>
  rowsOf<OnlineTheoryRow>('online-theory', records)[0];

const modelAt = (values: Values) => ({
  ...modelOf(settingOf(values, 'prescribed signs')),
  gap: values.onlineGap,
});

/** Steps after which the rule without learning is at rest: weights are at 0 or parked on the edge. */
const REST = 1000;
/** Of a margin that is computed in another order. */
const ROUNDING = 1e-9;
/** Steps of a learning curve and between two of its points. */
const CURVE = { steps: 1000, interval: 10, trials: 10 } as const;

async function* learn(
  values: Values,
  rule: RuleName,
  at: { inputs: number; load: number },
  stream: { readonly data: Random; readonly own: Random },
  limits: { readonly maxSteps: number; readonly interval: number },
): AsyncGenerator<PerceptronRecord, { changes: number; energy: number; margin: number }> {
  const setting = settingOf(values, 'prescribed signs');
  const data = instanceOf(setting, at.inputs, at.load, stream.data);
  const gap = rule === 'no gap' ? 0 : values.onlineGap;
  const { signs } = data;
  const { rate, homeostasis, promotion, mode, threshold } = values;
  const learner = await createPerceptronLearner({
    data,
    rule: sparseRule({ signs, gap, rate, homeostasis, promotion }),
    weights: initialWeights(at.inputs, { signs, gap }, stream.own.split('weights')),
    // Without learning every association counts as stored, whatever its field.
    margin: rule === 'no learning' ? -at.inputs * at.inputs : values.onlineMargin,
    ...{ threshold, gap, mode, ...limits, random: stream.own },
  });
  try {
    yield* withoutTicks(learner.learn());
    const { changes, energy } = learner.totals();
    const { margin } = reportWeights(data, learner.weights(), threshold);
    return { changes, energy, margin };
  } finally {
    learner.dispose();
  }
}

function trialJob(
  values: Values,
  rule: RuleName,
  at: { inputs: number; load: number; trial: number },
): Job {
  const { inputs, load, trial } = at;
  return {
    line: `N ${inputs} α ${load} ${rule} ${trial}`,
    // A failed trial takes all the steps, and near capacity most fail.
    cost: 5 + values.maxSteps * (0.008 + 4e-5 * inputs) * Math.min(1, (load / 0.24) ** 6),
    async *run(context, random) {
      // The associations do not depend on the rule, so that rules can be compared in pairs.
      const data = context.random
        .split('associations')
        .split(inputs)
        .split(load * 1e9)
        .split(trial);
      const maxSteps = rule === 'no learning' ? Math.min(REST, values.maxSteps) : values.maxSteps;
      const learning = learn(
        values,
        rule,
        at,
        { data, own: random },
        {
          maxSteps,
          interval: Math.min(maxSteps, 5000),
        },
      );
      let last: PerceptronRecord | undefined;
      for (;;) {
        const next = await learning.next();
        if (!next.done) {
          last = next.value;
          yield undefined;
          continue;
        }
        if (last === undefined) return;
        const { step: steps, connections } = last;
        const { margin, ...cost } = next.value;
        // A stream ends on what it has seen; whether all associations are stored is for the experimenter to test.
        const stored = rule === 'no learning' || margin > values.onlineMargin - ROUNDING;
        const solved = last.solved && stored;
        yield {
          ...{ kind: 'online', rule, inputs, load, trial, solved, steps },
          ...{ sparsity: 1 - connections / inputs, ...cost },
        };
        return;
      }
    },
  };
}

function curveJob(values: Values, inputs: number, load: number, trial: number): Job {
  return {
    line: `learning curve ${trial}`,
    cost: CURVE.steps * 0.03 * (inputs / 100),
    async *run(_context, random) {
      const data = random.split('data');
      const limits = { maxSteps: CURVE.steps, interval: CURVE.interval };
      const learning = learn(values, 'full', { inputs, load }, { data, own: random }, limits);
      const rows: PerceptronRecord[] = [];
      for await (const record of learning) rows.push(record);
      yield {
        ...{ kind: 'online-curve', inputs, load, trial },
        steps: rows.map(({ step }) => step),
        errors: rows.map(({ errors }) => errors),
        connected: rows.map(({ connections }) => connections / inputs),
        forbidden: rows.map(({ signViolations }) => signViolations / inputs),
        excess: rows.map(({ meanAbsolute }) => Math.abs(meanAbsolute - 1)),
      };
    },
  };
}

export const onlinePart: Part = {
  name: 'online',
  jobs(values) {
    const { onlineSizes, onlineLoads, trials } = values;
    const least = Math.min(...onlineSizes);
    const theory = job('theory', 300, () => {
      const critical = capacity({ ...modelAt(values), margin: values.onlineMargin });
      const loads = Array.from(
        { length: values.points },
        (_, k) => ((k + 1) / values.points) * 1.2 * critical.load,
      );
      return [
        {
          kind: 'online-theory',
          ...{ criticalLoad: critical.load, criticalSparsity: critical.sparsity, loads },
          sparsities: loads.map((load) => maxRobustness({ ...modelAt(values), load }).sparsity),
        },
      ];
    });
    const curves = Array.from({ length: Math.min(trials, CURVE.trials) }, (_, trial) =>
      curveJob(values, least, onlineLoads[Math.floor(onlineLoads.length / 2)], trial),
    );
    const each = RULES.flatMap((rule) =>
      onlineSizes
        .filter((inputs) => rule === 'full' || inputs === least)
        .flatMap((inputs) =>
          // Without learning the load is of no importance.
          (rule === 'no learning' ? onlineLoads.slice(0, 1) : onlineLoads).flatMap((load) =>
            Array.from({ length: samplesAt(trials, 100, Math.max(100, inputs)) }, (_, trial) =>
              trialJob(values, rule, { inputs, load, trial }),
            ),
          ),
        ),
    );
    return [theory, ...curves, ...each];
  },
  figures(records, values): readonly Figure[] {
    const theory = onlineTheory(records);
    const trials = trialRows(records);
    if (theory === undefined || trials.length === 0) return [];
    const { criticalLoad } = theory;
    const full = grouped(
      trials.filter(({ rule }) => rule === 'full'),
      ({ inputs, load }) => `${inputs} ${load}`,
    );
    const sizeName = (inputs: number): string => `N = ${inputs}`;
    const sizes = values.onlineSizes.map(sizeName);
    const success = full.map((rows) => {
      const {
        estimate: y,
        low,
        high,
      } = wilsonInterval(rows.filter(({ solved }) => solved).length, rows.length);
      const [{ inputs, load }] = rows;
      return {
        x: load / criticalLoad,
        y: 100 * y,
        low: 100 * low,
        high: 100 * high,
        series: sizeName(inputs),
      };
    });
    const ends = (rule: RuleName) =>
      grouped(
        trials.filter((row) => row.rule === rule && (row.solved || rule === 'no learning')),
        ({ inputs, load }) => `${inputs} ${load}`,
      ).map((rows) => {
        const { mean, error } = estimate(rows.map(({ sparsity }) => sparsity));
        const [{ inputs, load }] = rows;
        const series = rule === 'full' ? sizeName(inputs) : `${rule}, ${sizeName(inputs)}`;
        const x = rule === 'no learning' ? 0 : load / criticalLoad;
        return { x, y: mean, yError: error, series };
      });
    const least = sizeName(Math.min(...values.onlineSizes));
    const task = `κ̃ = ${values.onlineMargin}, δ̃ = ${values.onlineGap}, ${Math.round(100 * values.inhibitory)} % inhibitory inputs`;
    const atLoad = { label: 'load over capacity, α/α_c' };
    return [
      {
        id: 'online-success',
        title: 'How often the online rule succeeds',
        caption: `Share of the trials that store every association with the wanted robustness and keep all constraints within ${values.maxSteps} steps, with 95 % Wilson intervals; ${task}. α_c = ${criticalLoad.toFixed(4)}: replica-symmetric capacity, N → ∞, an upper bound with a gap.`,
        x: { ...atLoad, domain: [0, 1.1] },
        y: { label: 'success (%)', domain: [0, 102] },
        series: sizes,
        marks: [line(success), ...points(success)],
      },
      {
        id: 'online-sparsity',
        title: 'The gap makes the online sparsity',
        caption: `Sparsity of successful trials, mean ± standard error; ${task}. "No learning": homeostasis and gap elimination alone, until nothing moves. "No gap": the same rule without elimination. Line: the most robust weights with this gap, N → ∞; below α_c the rule stops earlier, and need not meet it.`,
        x: { ...atLoad, domain: [0, 1.1] },
        y: { label: 'sparsity S (share of zero weights)', domain: [0, 1] },
        series: ['theory, N → ∞', ...sizes, `no gap, ${least}`, `no learning, ${least}`],
        marks: [
          line(
            theory.loads.map((load, k) => ({
              ...{ x: load / criticalLoad, y: theory.sparsities[k], series: 'theory, N → ∞' },
            })),
          ),
          ...points(RULES.flatMap(ends)),
        ],
      },
      ...curveFigure(records, task),
    ];
  },
};

/** Means over trials; one that has ended stays as it ended. */
function curveFigure(records: readonly StudyRecord[], task: string): Figure[] {
  const curves = rowsOf<CurveRow>('online-curve', records);
  if (curves.length === 0) return [];
  const measures = [
    ['errors', 'associations not stored'],
    ['connected', 'connected inputs'],
    ['forbidden', 'weights of the wrong sign'],
    ['excess', 'mean size off w'],
  ] as const;
  const steps = Array.from(
    { length: 1 + CURVE.steps / CURVE.interval },
    (_, k) => k * CURVE.interval,
  );
  const rows = measures.flatMap(([column, series]) =>
    steps.map((x, k) => {
      const values = curves.map((curve) => curve[column][Math.min(k, curve[column].length - 1)]);
      const { mean: y, error } = estimate(values);
      return { x, y, low: Math.max(0, y - error), high: y + error, series };
    }),
  );
  const [{ inputs, load }] = curves;
  return [
    {
      id: 'online-learning',
      title: 'How the online rule gets there',
      caption: `Means over ${curves.length} trials ± standard error, at N = ${inputs}, α = ${load}; ${task}. All inputs are connected at first, and too strongly: homeostasis presses their weights into the gap, where most die within a step. No weight is ever inside the gap at the end of a step; one that was lifted to the wrong side is clipped at the next.`,
      x: { label: 'step' },
      y: { label: 'share (of associations, of inputs, of w)', domain: [0, 1] },
      series: measures.map(([, series]) => series),
      marks: [
        { type: 'areaY', data: rows, x: 'x', y1: 'low', y2: 'high', series: 'series' },
        line(rows),
      ],
    },
  ];
}
