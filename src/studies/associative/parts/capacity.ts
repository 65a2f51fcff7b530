/** Capacity and natural sparsity against robustness, free and prescribed signs: linear programs on the theory's curves. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { inJob, type Rows } from '../../../protocol/parts.ts';
import { capacity, maxRobustness } from '../../../theory/index.ts';
import { SIGNS, type Signs } from '../names.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  instanceOf,
  modelOf,
  samplesAt,
  settingOf,
  solve,
  theoryJob,
} from '../samples.ts';

/** The programs that have an optimum: with free signs there is none where nothing separates the associations. */
export const programsOf = (rows: Rows<Table>) =>
  rows('capacity-program').filter(({ status }) => status === 'optimal');

/** Largest margin of the curves; the programs at the smallest loads set it. */
const WIDEST = 2.5;

function curveJob(values: Values, signs: Signs, inputs: number): AssociativeJob {
  const name = inputs === 0 ? 'theory' : `theory N ${inputs}`;
  return theoryJob(`${name} ${signs}`, values.points, function* () {
    for (let k = 0; k < values.points; k++) {
      const margin = (WIDEST * k) / (values.points - 1);
      const question = { ...modelOf(settingOf(values, signs)), margin };
      const found = capacity(inputs === 0 ? question : { ...question, inputs });
      const { load, sparsity, tight } = found;
      const isostaticity = (load * tight) / (1 - sparsity);
      yield { kind: 'capacity-theory', signs, inputs, load, margin, sparsity, isostaticity };
    }
  });
}

function programJobs(values: Values, signs: Signs): AssociativeJob[] {
  const setting = settingOf(values, signs);
  const loads = signs === 'free signs' ? values.loads : values.signedLoads;
  const theoryAt = memoised((load: number, inputs: number) => {
    const question = { ...modelOf(setting), load };
    const limit = maxRobustness(question).margin;
    return { limit, corrected: maxRobustness({ ...question, inputs }).margin };
  });
  return values.sizes.flatMap((inputs) =>
    loads.flatMap((load) =>
      Array.from(
        { length: samplesAt(values.samples, 100, inputs) },
        (_, sample) =>
          ({
            name: `N ${inputs} α ${load} ${signs} ${sample}`,
            cost: 10 * (inputs / 100) ** 3,
            async *run({ random }) {
              const data = instanceOf(setting, inputs, load, random);
              const { weights: _, ...found } = yield* inJob(solve(data, setting));
              const nonzero = Math.round((1 - found.sparsity) * inputs);
              const labels = { kind: 'capacity-program', signs, inputs, load, sample } as const;
              yield { record: { ...labels, ...found, nonzero, ...theoryAt(load, inputs) } };
              return undefined;
            },
          }) satisfies AssociativeJob,
      ),
    ),
  );
}

/** The function with its results kept. */
function memoised<T>(compute: (load: number, inputs: number) => T): typeof compute {
  const known = new Map<string, T>();
  return (load, inputs) => {
    const key = `${load} ${inputs}`;
    const found = known.get(key) ?? compute(load, inputs);
    known.set(key, found);
    return found;
  };
}

const sizeName = (inputs: number): string => (inputs === 0 ? 'N → ∞' : `N = ${inputs}`);

function figure(
  rows: Rows<Table>,
  values: Values,
  of: 'load' | 'sparsity',
): Omit<Figure, 'id' | 'title' | 'caption' | 'y'> {
  const found = grouped(
    programsOf(rows),
    ({ signs, inputs, load }) => `${signs} ${inputs} ${load}`,
  ).map((own) => {
    const [{ signs, inputs, load }] = own;
    const [margin, sparsity] = [
      estimate(own.map((row) => row.margin)),
      estimate(own.map((row) => row.sparsity)),
    ];
    const y = of === 'load' ? { y: load } : { y: sparsity.mean, yError: sparsity.error };
    return { x: margin.mean, xError: margin.error, ...y, series: sizeName(inputs), facet: signs };
  });
  const curves = rows('capacity-theory').map((row) => ({
    inputs: row.inputs,
    ...{ x: row.margin, y: row[of], series: sizeName(row.inputs), facet: row.signs },
  }));
  return {
    x: { label: 'robustness κ/(w√N)', domain: [0, WIDEST] },
    series: ['N → ∞', ...values.sizes.map(sizeName)],
    facet: 'facet',
    marks: [
      line(curves.filter(({ inputs }) => inputs === 0)),
      line(
        curves.filter(({ inputs }) => inputs > 0),
        true,
      ),
      ...points(found),
    ],
  };
}

/** Measured robustness over that of the theory for N → ∞, size by size. */
function agreement(rows: Rows<Table>): Omit<Figure, 'id' | 'title' | 'caption'> {
  const loadName = (load: number): string => `α = ${load}`;
  const programs = programsOf(rows);
  const loads = [...new Set(programs.map(({ load }) => load))].sort((a, b) => a - b);
  // Points of one size stand side by side; nothing is measured along the axis.
  const aside = (signs: Signs, load: number): number => {
    const own = loads.filter((each) =>
      programs.some((row) => row.signs === signs && row.load === each),
    );
    return 1 + 0.03 * (own.indexOf(load) - (own.length - 1) / 2);
  };
  const found = grouped(
    programs,
    ({ signs, inputs, load }) => `${signs} ${inputs} ${load}`,
  ).flatMap((own) => {
    const [{ signs, inputs, load, limit }] = own;
    const { mean, error } = estimate(own.map((row) => 100 * (row.margin / limit - 1)));
    const x = inputs * aside(signs, load);
    return [{ x, y: mean, yError: error, series: loadName(load), facet: signs }];
  });
  const finite = grouped(programs, ({ signs, inputs, load }) => `${signs} ${load} ${inputs}`).map(
    ([{ signs, inputs, load, limit, corrected }]) => ({
      ...{ x: inputs, y: 100 * (corrected / limit - 1), series: loadName(load), facet: signs },
    }),
  );
  return {
    x: { label: 'inputs N', type: 'log' },
    y: { label: 'robustness beyond the theory for N → ∞ (%)' },
    series: loads.map(loadName),
    facet: 'facet',
    marks: [
      line(
        finite.sort((a, b) => a.x - b.x),
        true,
      ),
      ...points(found),
    ],
  };
}

export const capacityPart: AssociativePart = {
  name: 'capacity',
  jobs: (values) =>
    SIGNS.flatMap((signs) => [
      curveJob(values, signs, 0),
      curveJob(values, signs, Math.min(...values.sizes)),
      ...programJobs(values, signs),
    ]),
  figures(rows, values) {
    if (rows('capacity-theory').length === 0) return [];
    const least = Math.min(...values.sizes);
    const how = `Points: linear programs, mean ± standard error. Solid: theory for N → ∞, exact here; dashed: the same with the bias of the mean input at N = ${least}, the largest finite-size effect but not the only one.`;
    return [
      {
        ...figure(rows, values, 'load'),
        id: 'capacity',
        title: 'Capacity falls with robustness',
        caption: `The more noise associations have to withstand, the fewer can be stored. ${how}`,
        y: { label: 'load α (associations per input)' },
      },
      {
        ...figure(rows, values, 'sparsity'),
        id: 'natural-sparsity',
        title: 'Sparsity grows with robustness',
        caption: `The most robust weights are sparse by themselves: the l1 norm alone, without a wish for few connections. ${how}`,
        y: { label: 'sparsity S (share of zero weights)' },
      },
      {
        ...agreement(rows),
        id: 'finite-size',
        title: 'Linear programs and theory, size by size',
        caption:
          'Mean of the largest robustness over samples, relative to the theory for N → ∞; ± standard error (points of one size stand side by side). Dashed: the theory with the bias of the mean input, the largest of the finite-size effects. It is not all of them, and nothing was fitted.',
      },
    ];
  },
};
