/** The online rule: how often it succeeds, how sparse it ends, how it gets there; and what its parts do alone. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import {
  createPerceptronLearner,
  type LearnerState,
  type PerceptronRecord,
} from '../../../learners/index.ts';
import { initialWeights } from '../../../networks/index.ts';
import { isTick } from '../../../numerics/pace.ts';
import type { Random } from '../../../numerics/random.ts';
import { wilsonInterval } from '../../../numerics/summary.ts';
import { sparseRule } from '../../../plasticity/index.ts';
import type { Rows } from '../../../protocol/parts.ts';
import { type StageStep, stagesOf } from '../../../protocol/stages.ts';
import { reportWeights } from '../../../tasks/patterns.ts';
import { capacity, maxRobustness } from '../../../theory/index.ts';
import { ONLINE_RULES, type OnlineRule } from '../names.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  instanceOf,
  modelOf,
  samplesAt,
  settingOf,
} from '../samples.ts';
import { lawOf, lookAtWeights } from '../view.ts';

const modelAt = (values: Values) => ({
  ...modelOf(settingOf(values, 'prescribed signs')),
  gap: values.onlineGap,
});

/** Largest load at which weights of the rule's robustness and gap exist, for many inputs. */
export const criticalLoad = (values: Values): number =>
  capacity({ ...modelAt(values), margin: values.onlineMargin }).load;

/** Steps after which the rule without learning is at rest: weights are at 0 or parked on the edge. */
const REST = 1000;
/** Of a margin that is computed in another order. */
const ROUNDING = 1e-9;
/** Steps of a learning curve and between two of its points. */
const CURVE = { steps: 1000, interval: 10, trials: 10 } as const;

/** What a trial comes to. */
interface Outcome {
  readonly told: readonly PerceptronRecord[];
  readonly changes: number;
  readonly energy: number;
  readonly margin: number;
}

/** A trial of the rule; it can be left at every tick and record. */
async function* learn(
  values: Values,
  rule: OnlineRule,
  at: { readonly inputs: number; readonly load: number },
  stream: { readonly data: Random; readonly own: Random },
  limits: { readonly maxSteps: number; readonly interval: number },
  state: object | undefined,
): AsyncGenerator<StageStep, Outcome> {
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
    const saved = state as { learner: LearnerState; told: PerceptronRecord[] } | undefined;
    if (saved !== undefined) learner.restore(saved.learner);
    const told = [...(saved?.told ?? [])];
    const expected =
      rule === 'full' ? lawOf({ ...modelAt(values), load: at.load }) : () => undefined;
    const name = `${rule}, N = ${at.inputs}, α = ${at.load}`;
    const look = lookAtWeights(name, () => learner.weights(), expected, learner);
    yield { look };
    for (const step of learner.learn()) {
      if (!isTick(step)) told.push(step);
      const share = isTick(step) ? step.share : step.step / limits.maxSteps;
      yield { share, look, save: () => ({ learner: learner.save(), told: [...told] }) };
    }
    const { changes, energy } = learner.totals();
    const { margin } = reportWeights(data, learner.weights(), threshold);
    return { told, changes, energy, margin };
  } finally {
    learner.dispose();
  }
}

function trialJob(
  values: Values,
  rule: OnlineRule,
  at: { readonly inputs: number; readonly load: number; readonly sample: number },
): AssociativeJob {
  const { inputs, load, sample } = at;
  return {
    name: `N ${inputs} α ${load} ${rule} ${sample}`,
    // A failed trial takes all the steps, and near capacity most fail.
    cost: 5 + values.maxSteps * (0.008 + 4e-5 * inputs) * Math.min(1, (load / 0.24) ** 6),
    async *run(context) {
      // The associations do not depend on the rule, so that rules can be compared in pairs.
      const data = context.root
        .split('associations')
        .split(inputs)
        .split(load * 1e9)
        .split(sample);
      const maxSteps = rule === 'no learning' ? Math.min(REST, values.maxSteps) : values.maxSteps;
      const limits = { maxSteps, interval: Math.min(maxSteps, 5000) };
      const { told, margin, ...cost } = yield* stagesOf(context).next((state) =>
        learn(values, rule, at, { data, own: context.random }, limits, state),
      );
      const last = told[told.length - 1];
      // A stream ends on what it has seen; whether all associations are stored is for the experimenter to test.
      const stored = rule === 'no learning' || margin > values.onlineMargin - ROUNDING;
      const solved = last.solved && stored;
      const sparsity = 1 - last.connections / inputs;
      yield {
        record: { kind: 'online', rule, ...at, solved, steps: last.step, sparsity, ...cost },
      };
      return undefined;
    },
  };
}

function curveJob(values: Values, inputs: number, load: number, sample: number): AssociativeJob {
  return {
    name: `learning curve ${sample}`,
    cost: CURVE.steps * 0.03 * (inputs / 100),
    async *run(context) {
      const { random } = context;
      const limits = { maxSteps: CURVE.steps, interval: CURVE.interval };
      const stream = { data: random.split('data'), own: random };
      const { told } = yield* stagesOf(context).next((state) =>
        learn(values, 'full', { inputs, load }, stream, limits, state),
      );
      const record = {
        ...({ kind: 'online-curve', inputs, load, sample } as const),
        steps: told.map(({ step }) => step),
        errors: told.map(({ errors }) => errors),
        connected: told.map(({ connections }) => connections / inputs),
        forbidden: told.map(({ signViolations }) => signViolations / inputs),
        excess: told.map(({ meanAbsolute }) => Math.abs(meanAbsolute - 1)),
      };
      yield { record };
      return undefined;
    },
  };
}

/** What theory says of the task: its capacity, and the sparsity of the most robust weights. */
function limitsJob(values: Values): AssociativeJob {
  return {
    ...{ name: 'theory', cost: 300 },
    async *run() {
      const critical = capacity({ ...modelAt(values), margin: values.onlineMargin });
      const { points } = values;
      const loads: number[] = [];
      const sparsities: number[] = [];
      for (let k = 1; k <= points; k++) {
        const load = (k / points) * 1.2 * critical.load;
        loads.push(load);
        sparsities.push(maxRobustness({ ...modelAt(values), load }).sparsity);
        yield { share: k / points };
      }
      const { load: criticalLoad, sparsity: criticalSparsity } = critical;
      yield {
        record: { kind: 'online-theory', criticalLoad, criticalSparsity, loads, sparsities },
      };
      return undefined;
    },
  };
}

function jobs(values: Values): readonly AssociativeJob[] {
  const { onlineSizes, onlineLoads, trials } = values;
  const least = Math.min(...onlineSizes);
  const curves = Array.from({ length: Math.min(trials, CURVE.trials) }, (_, sample) =>
    curveJob(values, least, onlineLoads[Math.floor(onlineLoads.length / 2)], sample),
  );
  const each = ONLINE_RULES.flatMap((rule) =>
    onlineSizes
      .filter((inputs) => rule === 'full' || inputs === least)
      .flatMap((inputs) =>
        // Without learning the load is of no importance.
        (rule === 'no learning' ? onlineLoads.slice(0, 1) : onlineLoads).flatMap((load) =>
          Array.from({ length: samplesAt(trials, 100, Math.max(100, inputs)) }, (_, sample) =>
            trialJob(values, rule, { inputs, load, sample }),
          ),
        ),
      ),
  );
  return [limitsJob(values), ...curves, ...each];
}

const sizeName = (inputs: number): string => `N = ${inputs}`;

/** Shares of trials that succeed against load. */
function successFigure(rows: Rows<Table>, values: Values, task: string): Figure[] {
  const [theory] = rows('online-theory');
  const { criticalLoad } = theory;
  const full = grouped(
    rows('online').filter(({ rule }) => rule === 'full'),
    ({ inputs, load }) => `${inputs} ${load}`,
  );
  const success = full.map((own) => {
    const solved = own.filter((row) => row.solved).length;
    const { estimate: y, low, high } = wilsonInterval(solved, own.length);
    const [{ inputs, load }] = own;
    return {
      ...{ x: load / criticalLoad, y: 100 * y, low: 100 * low, high: 100 * high },
      series: sizeName(inputs),
    };
  });
  return [
    {
      id: 'online-success',
      title: 'How often the online rule succeeds',
      caption: `Share of the trials that store every association with the wanted robustness and keep all constraints within ${values.maxSteps} steps, with 95 % Wilson intervals; ${task}. α_c = ${criticalLoad.toFixed(4)}: replica-symmetric capacity, N → ∞, an upper bound with a gap.`,
      x: { ...AT_LOAD, domain: [0, 1.1] },
      y: { label: 'success (%)', domain: [0, 102] },
      series: values.onlineSizes.map(sizeName),
      marks: [line(success), ...points(success)],
    },
  ];
}

const AT_LOAD = { label: 'load over capacity, α/α_c' };

/** Sparsity of the rule and of its parts alone. */
function sparsityFigure(rows: Rows<Table>, values: Values, task: string): Figure[] {
  const [theory] = rows('online-theory');
  const { criticalLoad } = theory;
  const ends = (rule: OnlineRule) =>
    grouped(
      rows('online').filter((row) => row.rule === rule && (row.solved || rule === 'no learning')),
      ({ inputs, load }) => `${inputs} ${load}`,
    ).map((own) => {
      const { mean, error } = estimate(own.map(({ sparsity }) => sparsity));
      const [{ inputs, load }] = own;
      const series = rule === 'full' ? sizeName(inputs) : `${rule}, ${sizeName(inputs)}`;
      const x = rule === 'no learning' ? 0 : load / criticalLoad;
      return { x, y: mean, yError: error, series };
    });
  const least = sizeName(Math.min(...values.onlineSizes));
  const sizes = values.onlineSizes.map(sizeName);
  const limit = theory.loads.map((load, k) => ({
    ...{ x: load / criticalLoad, y: theory.sparsities[k], series: 'theory, N → ∞' },
  }));
  return [
    {
      id: 'online-sparsity',
      title: 'The gap makes the online sparsity',
      caption: `Sparsity of successful trials, mean ± standard error; ${task}. "No learning": homeostasis and gap elimination alone, until nothing moves. "No gap": the same rule without elimination. Line: the most robust weights with this gap, N → ∞; below α_c the rule stops earlier, and need not meet it.`,
      x: { ...AT_LOAD, domain: [0, 1.1] },
      y: { label: 'sparsity S (share of zero weights)', domain: [0, 1] },
      series: ['theory, N → ∞', ...sizes, `no gap, ${least}`, `no learning, ${least}`],
      marks: [line(limit), ...points(ONLINE_RULES.flatMap(ends))],
    },
  ];
}

export const onlinePart: AssociativePart = {
  name: 'online',
  jobs,
  figures(rows, values): readonly Figure[] {
    if (rows('online-theory').length === 0 || rows('online').length === 0) return [];
    const task = `κ̃ = ${values.onlineMargin}, δ̃ = ${values.onlineGap}, ${Math.round(100 * values.inhibitory)} % inhibitory inputs`;
    return [
      ...successFigure(rows, values, task),
      ...sparsityFigure(rows, values, task),
      ...curveFigure(rows, task),
    ];
  },
};

/** Means over trials; one that has ended stays as it ended. */
function curveFigure(all: Rows<Table>, task: string): Figure[] {
  const curves = all('online-curve');
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
