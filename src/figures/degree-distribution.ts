/**
 * Degree distributions: how many neurons have how many connections, against what theory expects,
 * either as shares or as the complementary cumulative distribution on logarithmic axes, where a power law is straight.
 */

import type { Figure, Row } from './figure.ts';

export interface DegreeHistogram {
  /** Method, and side where both are shown: the series. */
  readonly name: string;
  /** Panel that it stands in, e.g. its layer; given for all or for none. */
  readonly panel?: string;
  /** `histogram[k]`: number of neurons of degree k. */
  readonly histogram: readonly number[];
}

export interface DegreeTheory {
  /** What the line stands for, e.g. `binomial (random graph)`. */
  readonly name: string;
  /** `probabilities[k]`: expected share of neurons of degree k. */
  readonly probabilities: readonly number[];
}

export interface DegreeOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly order?: readonly string[];
  /** `shares`: P(k), linear axes. `tail`: P(degree ≥ k), logarithmic axes. Default `shares`. */
  readonly form?: 'shares' | 'tail';
  readonly theory?: readonly DegreeTheory[];
  /** Default `degree k`. */
  readonly label?: string;
}

/** Shares or tail of a distribution given by weights, as rows. Degrees without weight are left out. */
function rowsOf(
  { name, panel }: Pick<DegreeHistogram, 'name' | 'panel'>,
  weights: readonly number[],
  form: 'shares' | 'tail',
): Row[] {
  const total = weights.reduce((sum, n) => sum + n, 0);
  if (!(total > 0)) return [];
  const rows: Row[] = [];
  let atLeast = total;
  for (const [degree, weight] of weights.entries()) {
    const share = form === 'tail' ? atLeast / total : weight / total;
    atLeast -= weight;
    if (form === 'shares' ? weight > 0 : weight > 0 && degree > 0)
      rows.push({ network: name, ...(panel !== undefined && { panel }), degree, share });
  }
  return rows;
}

/** Points for what was found, dashed lines for what theory expects. */
export function degreeDistribution(
  found: readonly DegreeHistogram[],
  options: DegreeOptions,
): Figure {
  const { form = 'shares', theory = [] } = options;
  const points = found.flatMap((each) => rowsOf(each, each.histogram, form));
  const least = { share: 1, degree: Number.POSITIVE_INFINITY };
  for (const row of points) {
    least.share = Math.min(least.share, Number(row.share));
    least.degree = Math.min(least.degree, Number(row.degree));
  }
  // Beyond the degrees that were found, and below the shares that so few neurons can show, theory would only
  // squeeze the axes.
  const lines = theory
    .flatMap((each) => rowsOf(each, each.probabilities, form))
    .filter(
      (row) => points.length === 0 || Number(row.share) >= least.share / (form === 'tail' ? 1 : 20),
    )
    .filter(
      (row) => form === 'shares' || points.length === 0 || Number(row.degree) >= least.degree,
    );
  const type = form === 'tail' ? ('log' as const) : ('linear' as const);
  const channels = { x: 'degree', y: 'share', series: 'network' };
  return {
    id: options.id,
    title: options.title,
    caption: options.caption,
    x: { label: options.label ?? 'degree k', type },
    y: {
      label: form === 'tail' ? 'share of neurons with degree ≥ k' : 'share of neurons',
      type,
      zero: true,
    },
    series: options.order ?? [...new Set(found.map(({ name }) => name))],
    ...(found.some(({ panel }) => panel !== undefined) && { facet: 'panel' }),
    marks: [
      { type: 'dot', data: points, ...channels, opacity: 0.8 },
      { type: 'line', data: lines, ...channels, dashed: true },
    ],
  };
}
