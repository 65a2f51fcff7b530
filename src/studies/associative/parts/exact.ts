/**
 * Robustness that is left when connections are given up, at fixed load: exact solutions at small N, elimination at large
 * N, and the replica-symmetric bound. For free signs (`exact`) and, beyond the paper, for prescribed ones (`signs`).
 *
 * All margins are relative to those of the same associations without a constraint on connections: samples differ far
 * more than constraints do.
 */

import { type Estimate, estimate, grouped, ratio } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { inJob } from '../../../protocol/parts.ts';
import type { RecordOf, Row } from '../../../protocol/records.ts';
import { stagesOf } from '../../../protocol/stages.ts';
import { connectionsOf } from '../../../solvers/constraints.ts';
import { frontierInSteps } from '../../../theory/associative/frontier.ts';
import { maxRobustness } from '../../../theory/index.ts';
import { CONSTRAINTS, NAMES, type Signs } from '../names.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  instanceOf,
  modelOf,
  type Setting,
  type Solved,
  samplesAt,
  settingOf,
  solve,
} from '../samples.ts';

export type ExactRow = Row<Table, 'exact-solution'>;

/** Sparsest point of the theory. */
export const SPARSEST = 0.95;

type Which = 'exact' | 'signs';

const signsOf = (which: Which): Signs => (which === 'exact' ? 'free signs' : 'prescribed signs');
const loadOf = (which: Which, values: Values): number =>
  which === 'exact' ? values.load : values.signedLoad;

function curveJob(which: Which, values: Values, setting: Setting): AssociativeJob {
  return {
    ...{ name: 'theory', cost: 5 * values.points },
    async *run() {
      const question = { ...modelOf(setting), load: loadOf(which, values) };
      const { margin } = maxRobustness(question);
      for (const constraint of CONSTRAINTS) {
        const options = { by: constraint, points: values.points, sparsest: SPARSEST };
        for (const { solution } of yield* inJob(frontierInSteps(question, options))) {
          const share = Math.min(1, Math.max(0, solution.margin / margin));
          const { sparsity } = solution;
          yield { record: { kind: `${which}-theory`, constraint, sparsity, share } };
        }
      }
      return undefined;
    },
  };
}

/** What a solve is for. */
interface Question {
  readonly method: ExactRow['method'];
  readonly constraint: ExactRow['constraint'];
  readonly value: number;
}

/** What is kept of a solution inside a job. */
const outline = ({ status, margin, sparsity, weights }: Solved) => ({
  ...{ status, margin, sparsity, found: weights.length > 0 },
});

function sampleJob(
  which: Which,
  values: Values,
  setting: Setting,
  at: { inputs: number; sample: number; exact: boolean },
): AssociativeJob {
  const { inputs, sample, exact } = at;
  const cost = exact ? 700 * (inputs / 20) ** 5 : 300 * (inputs / 100) ** 2;
  return {
    name: `N ${inputs} ${exact ? 'exact' : 'elimination'} ${sample}`,
    cost,
    async *run(context) {
      const { random } = context;
      const data = instanceOf(setting, inputs, loadOf(which, values), random.split('data'));
      const stages = stagesOf(context);
      const ask = (
        constraints: Parameters<typeof solve>[2],
        options: Parameters<typeof solve>[3] = {},
      ) =>
        stages.whole(async function* () {
          return outline(yield* solve(data, setting, constraints, options));
        });
      const free = yield* ask({});
      if (free.margin <= 0) return undefined;
      const rows: RecordOf<Table>[] = [];
      const keep = (question: Question, { found: _, ...solved }: ReturnType<typeof outline>) => {
        const unconstrained = free.margin;
        rows.push({
          ...{ kind: `${which}-solution`, inputs, sample, ...question, ...solved, unconstrained },
        });
      };
      const options = { timeLimit: values.exactTime };
      for (const value of values.densities) {
        const methods = exact ? (['exact'] as const) : (['elimination', 'one-shot'] as const);
        for (const method of methods)
          keep(
            { method, constraint: 'l0', value },
            yield* ask({ density: value }, exact ? options : { method }),
          );
        const support = new Uint8Array(inputs);
        const chosen = random.split('support').split(Math.round(value * inputs));
        for (const i of chosen.distinct(inputs, connectionsOf(value, inputs))) support[i] = 1;
        keep({ method: 'exact', constraint: 'support', value }, yield* ask({ support }, options));
      }
      for (const value of values.gaps) {
        const method = exact ? ('exact' as const) : ('elimination' as const);
        const found = yield* ask({ gap: value }, { ...options, method });
        keep({ method, constraint: 'gap', value }, found);
        if (!exact || !found.found) continue;
        const density = Math.round((1 - found.sparsity) * inputs) / inputs;
        keep({ method: 'exact', constraint: 'matched', value }, yield* ask({ density }, options));
      }
      // All at the end: what was found before an interruption is told once.
      for (const record of rows) yield { record };
      return undefined;
    },
  };
}

/** Robustness relative to that of the same samples without a constraint on connections; nothing stored counts as 0. */
export const robustnessLeft = (rows: readonly ExactRow[]): Estimate =>
  ratio(
    rows.map(({ margin }) => Math.max(0, margin)),
    rows.map(({ unconstrained }) => unconstrained),
  );

/** Whether a result may be used: met by no time limit. A margin of 0 is a result. */
export const isSettled = ({ status, method }: ExactRow): boolean =>
  status !== 'time limit' && !(method === 'exact' && status === 'feasible');

function makePart(which: Which): AssociativePart {
  return {
    name: which,
    jobs(values) {
      const setting = settingOf(values, signsOf(which));
      const least = Math.min(...values.exactSizes);
      const exact = values.exactSizes.flatMap((inputs) =>
        Array.from({ length: samplesAt(values.exactSamples, least, inputs) }, (_, sample) =>
          sampleJob(which, values, setting, { inputs, sample, exact: true }),
        ),
      );
      const eliminated = Array.from({ length: values.eliminationSamples }, (_, sample) =>
        sampleJob(which, values, setting, { inputs: values.eliminationSize, sample, exact: false }),
      );
      return [curveJob(which, values, setting), ...exact, ...eliminated];
    },
    figures: (rows, values) =>
      figuresOf(
        which,
        { theory: rows(`${which}-theory`), solutions: rows(`${which}-solution`) },
        values,
      ),
  };
}

export const exactPart = makePart('exact');
export const signsPart = makePart('signs');

function figuresOf(
  which: Which,
  {
    theory,
    solutions,
  }: {
    readonly theory: readonly Row<Table, 'exact-theory'>[];
    readonly solutions: readonly ExactRow[];
  },
  values: Values,
): readonly Figure[] {
  if (theory.length === 0) return [];
  const lines = theory.map(({ constraint, sparsity, share }) => ({
    ...{ x: sparsity, y: 100 * share, series: 'theory, N → ∞', facet: NAMES[constraint] },
  }));
  const nameOf = ({ method, inputs, constraint }: ExactRow): string =>
    method === 'exact' && !(constraint === 'support' && inputs === values.eliminationSize)
      ? `exact, N = ${inputs}`
      : `${method === 'one-shot' ? 'one-shot' : 'elimination'}, N = ${inputs}`;
  const used = solutions.filter((row) => isSettled(row) && row.constraint !== 'matched');
  const found = grouped(
    used,
    (row) => `${row.constraint} ${row.inputs} ${row.method} ${row.value}`,
  ).flatMap((rows) => {
    const { mean, error } = robustnessLeft(rows);
    const { constraint } = rows[0];
    const stored = rows.filter((row) => row.margin > 0).map((row) => row.sparsity);
    // Where nothing could be stored there are no weights whose sparsity could be counted.
    if (stored.length === 0) return [];
    const sparsity = estimate(stored);
    return [
      {
        ...{ x: sparsity.mean, xError: sparsity.error, y: 100 * mean, yError: 100 * error },
        series: nameOf(rows[0]),
        facet: NAMES[constraint === 'matched' ? 'l0' : constraint],
      },
    ];
  });
  const signs = which === 'exact' ? '' : ', signs prescribed';
  const series = [
    'theory, N → ∞',
    ...values.exactSizes.map((inputs) => `exact, N = ${inputs}`),
    ...['elimination', 'one-shot'].map((method) => `${method}, N = ${values.eliminationSize}`),
  ];
  return [
    {
      id: which === 'exact' ? 'robustness-sparsity' : 'signed-sparsity',
      title:
        which === 'exact'
          ? 'Robustness that is left at a given sparsity'
          : 'The same with prescribed signs (beyond the paper)',
      caption: `Largest margin relative to that of the same associations without a constraint on connections, load α = ${loadOf(which, values)}${signs}; mean ± standard error over the samples that have a margin at all without it. Samples that cannot be stored count as 0, and their sparsity does not count; where none could be stored there is no point. Lines: replica-symmetric theory, for l0 and gap an upper bound that the exact solutions stay below; nothing was tuned towards it. Elimination and one-shot pruning give lower bounds; a random support needs neither and is solved exactly at both sizes.`,
      x: { label: 'sparsity S (share of zero weights)' },
      y: { label: 'robustness left (%)', domain: [0, 105] },
      series: [...new Set(series)],
      facet: 'facet',
      aspect: 1,
      marks: [line(lines), ...points(found)],
    },
  ];
}
