/** Capacity and natural sparsity against robustness, free and prescribed signs: linear programs on the theory's curves. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { capacity, maxRobustness } from '../../../theory/index.ts';
import type { StudyRecord } from '../../study.ts';
import type { Values } from '../parameters.ts';
import { type Job, job, type Part, rowsOf, samplesAt } from '../part.ts';
import { instanceOf, modelOf, type Setting, solve } from '../samples.ts';

export const SIGNS = ['free signs', 'prescribed signs'] as const;
export type Signs = (typeof SIGNS)[number];

/** A point of the theory; `inputs` is 0 for N → ∞. */
export interface CurveRow {
  readonly signs: Signs;
  readonly inputs: number;
  readonly load: number;
  readonly margin: number;
  readonly sparsity: number;
  /** α P_tight / p: 1 where as many associations are tight as weights are nonzero. */
  readonly isostaticity: number;
}

/** A linear program solved. */
export interface ProgramRow {
  readonly signs: Signs;
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly status: string;
  readonly margin: number;
  readonly sparsity: number;
  readonly tight: number;
  readonly nonzero: number;
  /** κ̃ of the theory at this load: for N → ∞, and with the bias of the mean input at this N. */
  readonly limit: number;
  readonly corrected: number;
}

export const settingOf = (values: Values, signs: Signs): Setting => ({
  inputActivity: values.inputActivity,
  outputActivity: values.outputActivity,
  threshold: values.threshold,
  inhibitory: signs === 'free signs' ? 0 : values.inhibitory,
});

export const curvesOf = (records: readonly StudyRecord[]): CurveRow[] =>
  rowsOf<CurveRow>('capacity-theory', records);
/** The programs that have an optimum: with free signs there is none where nothing separates the associations. */
export const programsOf = (records: readonly StudyRecord[]): ProgramRow[] =>
  rowsOf<ProgramRow>('capacity-program', records).filter(({ status }) => status === 'optimal');

/** Largest margin of the curves; the programs at the smallest loads set it. */
const WIDEST = 2.5;

function theoryJob(values: Values, signs: Signs, inputs: number): Job {
  const name = inputs === 0 ? 'theory' : `theory N ${inputs}`;
  return job(`${name} ${signs}`, values.points, () =>
    Array.from({ length: values.points }, (_, k) => {
      const margin = (WIDEST * k) / (values.points - 1);
      const question = { ...modelOf(settingOf(values, signs)), margin };
      const found = capacity(inputs === 0 ? question : { ...question, inputs });
      const { load, sparsity, tight } = found;
      const isostaticity = (load * tight) / (1 - sparsity);
      return { kind: 'capacity-theory', signs, inputs, load, margin, sparsity, isostaticity };
    }),
  );
}

function programJobs(values: Values, signs: Signs): Job[] {
  const setting = settingOf(values, signs);
  const loads = signs === 'free signs' ? values.loads : values.signedLoads;
  const theoryAt = memoised((load: number, inputs: number) => {
    const question = { ...modelOf(setting), load };
    const limit = maxRobustness(question).margin;
    return { limit, corrected: maxRobustness({ ...question, inputs }).margin };
  });
  return values.sizes.flatMap((inputs) =>
    loads.flatMap((load) =>
      Array.from({ length: samplesAt(values.samples, 100, inputs) }, (_, sample) =>
        job(
          `N ${inputs} α ${load} ${signs} ${sample}`,
          10 * (inputs / 100) ** 3,
          async (_c, random) => {
            const found = await solve(instanceOf(setting, inputs, load, random), setting);
            const { weights, ...rest } = found;
            const nonzero = Math.round((1 - found.sparsity) * inputs);
            return [
              {
                kind: 'capacity-program',
                signs,
                inputs,
                load,
                sample,
                ...rest,
                nonzero,
                ...theoryAt(load, inputs),
              },
            ];
          },
        ),
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
  records: readonly StudyRecord[],
  values: Values,
  of: 'load' | 'sparsity',
): Omit<Figure, 'id' | 'title' | 'caption' | 'y'> {
  const found = grouped(
    programsOf(records),
    ({ signs, inputs, load }) => `${signs} ${inputs} ${load}`,
  ).map((rows) => {
    const [{ signs, inputs, load }] = rows;
    const [margin, sparsity] = [
      estimate(rows.map((row) => row.margin)),
      estimate(rows.map((row) => row.sparsity)),
    ];
    const y = of === 'load' ? { y: load } : { y: sparsity.mean, yError: sparsity.error };
    return { x: margin.mean, xError: margin.error, ...y, series: sizeName(inputs), facet: signs };
  });
  const curves = curvesOf(records).map((row) => ({
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
function agreement(records: readonly StudyRecord[]): Omit<Figure, 'id' | 'title' | 'caption'> {
  const loadName = (load: number): string => `α = ${load}`;
  const programs = programsOf(records);
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
  ).flatMap((rows) => {
    const [{ signs, inputs, load, limit }] = rows;
    const { mean, error } = estimate(rows.map((row) => 100 * (row.margin / limit - 1)));
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

export const capacityPart: Part = {
  name: 'capacity',
  jobs: (values) =>
    SIGNS.flatMap((signs) => [
      theoryJob(values, signs, 0),
      theoryJob(values, signs, Math.min(...values.sizes)),
      ...programJobs(values, signs),
    ]),
  figures(records, values) {
    if (curvesOf(records).length === 0) return [];
    const least = Math.min(...values.sizes);
    const how = `Points: linear programs, mean ± standard error. Solid: theory for N → ∞, exact here; dashed: the same with the bias of the mean input at N = ${least}, the largest finite-size effect but not the only one.`;
    return [
      {
        ...figure(records, values, 'load'),
        id: 'capacity',
        title: 'Capacity falls with robustness',
        caption: `The more noise associations have to withstand, the fewer can be stored. ${how}`,
        y: { label: 'load α (associations per input)' },
      },
      {
        ...figure(records, values, 'sparsity'),
        id: 'natural-sparsity',
        title: 'Sparsity grows with robustness',
        caption: `The most robust weights are sparse by themselves: the l1 norm alone, without a wish for few connections. ${how}`,
        y: { label: 'sparsity S (share of zero weights)' },
      },
      {
        ...agreement(records),
        id: 'finite-size',
        title: 'Linear programs and theory, size by size',
        caption:
          'Mean of the largest robustness over samples, relative to the theory for N → ∞; ± standard error (points of one size stand side by side). Dashed: the theory with the bias of the mean input, the largest of the finite-size effects. It is not all of them, and nothing was fitted.',
      },
    ];
  },
};
