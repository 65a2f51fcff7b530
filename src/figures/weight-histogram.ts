/**
 * Histograms of weights beside each other. The bins are taken as counted, so the gap that removal by magnitude
 * leaves around zero stays visible as long as zero lies inside or between narrow bins.
 */

import type { Figure, Row } from './figure.ts';

/** Counts of one population of weights. */
export interface CountedBins {
  /** Method, layer, or both: the title of its panel. */
  readonly name: string;
  /** Which of the `order` gives its colour. Default: its name. */
  readonly series?: string;
  /** Bounds of the bins, ascending; one more than there are counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface WeightHistogramOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly order?: readonly string[];
  /** Default `weight`. */
  readonly label?: string;
  /** Share of the connections per unit of weight, or connections per bin. Default `density`. */
  readonly height?: 'density' | 'counts';
}

/** One panel a population; a thin rule marks zero. Throws `RangeError` where edges and counts do not match. */
export function weightHistogram(
  populations: readonly CountedBins[],
  options: WeightHistogramOptions,
): Figure {
  const density = (options.height ?? 'density') === 'density';
  const rows: Row[] = populations.flatMap(({ name, series = name, edges, counts }) => {
    if (edges.length !== counts.length + 1)
      throw new RangeError(
        `${edges.length} edges do not bound ${counts.length} bins (histogram "${name}")`,
      );
    const total = counts.reduce((sum, n) => sum + n, 0);
    return counts.flatMap((count, i) => {
      if (count === 0) return [];
      const [from, to] = [edges[i], edges[i + 1]];
      const height = density ? count / total / (to - from) : count;
      return [{ population: name, series, from, to, height, count }];
    });
  });
  const bounds = populations.flatMap(({ edges }) => [edges[0], edges[edges.length - 1]]);
  const spans = bounds.some((b) => b < 0) && bounds.some((b) => b > 0);
  return {
    id: options.id,
    title: options.title,
    caption: options.caption,
    x: { label: options.label ?? 'weight' },
    y: { label: density ? 'density (share per unit of weight)' : 'connections per bin' },
    series: options.order ?? [...new Set(populations.map(({ name, series = name }) => series))],
    facet: 'population',
    // Zero lies behind the bars, so that its rule shows only where there is a gap.
    marks: [
      { type: 'ruleX', data: spans ? [{ zero: 0 }] : [], x: 'zero', opacity: 0.35 },
      {
        type: 'rectY',
        data: rows,
        x1: 'from',
        x2: 'to',
        y: 'height',
        series: 'series',
      },
    ],
  };
}
