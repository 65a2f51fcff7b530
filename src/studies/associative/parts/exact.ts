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
import { connectionsOf } from '../../../solvers/constraints.ts';
import { frontier, maxRobustness } from '../../../theory/index.ts';
import type { StudyRecord } from '../../study.ts';
import type { Values } from '../parameters.ts';
import { type Job, job, type Part, rowsOf, samplesAt } from '../part.ts';
import { instanceOf, modelOf, type Setting, type Solved, solve } from '../samples.ts';
import { type Signs, settingOf } from './capacity.ts';
import { CONSTRAINTS, NAMES } from './frontier.ts';

export interface ExactRow {
  readonly inputs: number;
  readonly sample: number;
  readonly method: 'exact' | 'elimination' | 'one-shot';
  /** `matched`: l0 with as many connections as the gap of this value has left in this sample. */
  readonly constraint: 'l0' | 'gap' | 'support' | 'matched';
  readonly value: number;
  readonly status: string;
  readonly margin: number;
  readonly sparsity: number;
  /** Margin of the same sample without a constraint on connections. */
  readonly unconstrained: number;
}

interface TheoryRow {
  readonly constraint: 'l0' | 'gap' | 'support';
  readonly sparsity: number;
  /** κ̃ with the constraint over κ̃ without. */
  readonly share: number;
}

/** Sparsest point of the theory. */
export const SPARSEST = 0.95;

type Which = 'exact' | 'signs';

const signsOf = (which: Which): Signs => (which === 'exact' ? 'free signs' : 'prescribed signs');
const loadOf = (which: Which, values: Values): number =>
  which === 'exact' ? values.load : values.signedLoad;

export const exactRows = (which: Which, records: readonly StudyRecord[]): ExactRow[] =>
  rowsOf<ExactRow>(`${which}-solution`, records);

function theoryJob(which: Which, values: Values, setting: Setting): Job {
  return job('theory', 5 * values.points, () => {
    const question = { ...modelOf(setting), load: loadOf(which, values) };
    const { margin } = maxRobustness(question);
    return CONSTRAINTS.flatMap((by) =>
      frontier(question, { by, points: values.points, sparsest: SPARSEST }).map(({ solution }) => ({
        ...{ kind: `${which}-theory`, constraint: by },
        ...{ sparsity: solution.sparsity, share: Math.max(0, solution.margin / margin) },
      })),
    );
  });
}

function sampleJob(
  which: Which,
  values: Values,
  setting: Setting,
  at: { inputs: number; sample: number; exact: boolean },
): Job {
  const { inputs, sample, exact } = at;
  const cost = exact ? 700 * (inputs / 20) ** 5 : 300 * (inputs / 100) ** 2;
  return {
    line: `N ${inputs} ${exact ? 'exact' : 'elimination'} ${sample}`,
    cost,
    async *run(_context, random) {
      const data = instanceOf(setting, inputs, loadOf(which, values), random.split('data'));
      const free = await solve(data, setting);
      if (free.margin <= 0) return;
      const row = (
        method: ExactRow['method'],
        constraint: ExactRow['constraint'],
        value: number,
        { status, margin, sparsity }: Solved,
      ): StudyRecord => ({
        ...{ kind: `${which}-solution`, inputs, sample, method, constraint, value },
        ...{ status, margin, sparsity, unconstrained: free.margin },
      });
      const options = { timeLimit: values.exactTime };
      for (const density of values.densities) {
        const constraints = { density };
        if (exact)
          yield row('exact', 'l0', density, await solve(data, setting, constraints, options));
        else
          for (const method of ['elimination', 'one-shot'] as const)
            yield row(method, 'l0', density, await solve(data, setting, constraints, { method }));
        const support = new Uint8Array(inputs);
        const chosen = random.split('support').split(Math.round(density * inputs));
        for (const i of chosen.distinct(inputs, connectionsOf(density, inputs))) support[i] = 1;
        yield row('exact', 'support', density, await solve(data, setting, { support }, options));
      }
      for (const gap of values.gaps) {
        const method = exact ? ('exact' as const) : ('elimination' as const);
        const found = await solve(data, setting, { gap }, { ...options, method });
        yield row(method, 'gap', gap, found);
        if (!exact || found.weights.length === 0) continue;
        const density = Math.round((1 - found.sparsity) * inputs) / inputs;
        const matched = await solve(data, setting, { density }, options);
        yield row('exact', 'matched', gap, matched);
      }
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

function makePart(which: Which): Part {
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
      return [theoryJob(which, values, setting), ...exact, ...eliminated];
    },
    figures: (records, values) => figuresOf(which, records, values),
  };
}

export const exactPart = makePart('exact');
export const signsPart = makePart('signs');

function figuresOf(
  which: Which,
  records: readonly StudyRecord[],
  values: Values,
): readonly Figure[] {
  const theory = rowsOf<TheoryRow>(`${which}-theory`, records);
  if (theory.length === 0) return [];
  const lines = theory.map(({ constraint, sparsity, share }) => ({
    ...{ x: sparsity, y: 100 * share, series: 'theory, N → ∞', facet: NAMES[constraint] },
  }));
  const nameOf = ({ method, inputs, constraint }: ExactRow): string =>
    method === 'exact' && !(constraint === 'support' && inputs === values.eliminationSize)
      ? `exact, N = ${inputs}`
      : `${method === 'one-shot' ? 'one-shot' : 'elimination'}, N = ${inputs}`;
  const used = exactRows(which, records).filter(
    (row) => isSettled(row) && row.constraint !== 'matched',
  );
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
