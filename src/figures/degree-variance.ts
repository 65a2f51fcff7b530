/**
 * Degree of every input against the variance of that input over the data: whether a rewiring rule has found
 * the informative inputs.
 */

import type { Figure, Row } from './figure.ts';

export interface InputDegrees {
  /** Title of its panel. */
  readonly name: string;
  /** Which of the `order` gives its colour. Default: its name. */
  readonly series?: string;
  /** Connections of every input. */
  readonly degrees: readonly number[];
  /** Variance of every input over the examples, in the same order. */
  readonly variances: readonly number[];
}

export interface DegreeVarianceOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly order?: readonly string[];
  /** Default `variance of the input`. */
  readonly label?: string;
}

/** One panel a method, one point an input. Throws `RangeError` where the two lists differ in length. */
export function degreeVersusVariance(
  networks: readonly InputDegrees[],
  options: DegreeVarianceOptions,
): Figure {
  const rows: Row[] = networks.flatMap(({ name, series = name, degrees, variances }) => {
    if (degrees.length !== variances.length)
      throw new RangeError(
        `${degrees.length} degrees, ${variances.length} variances (network "${name}")`,
      );
    return degrees.map((degree, i) => ({
      network: name,
      series,
      degree,
      variance: variances[i],
    }));
  });
  return {
    id: options.id,
    title: options.title,
    caption: options.caption,
    x: { label: options.label ?? 'variance of the input' },
    y: { label: 'connections' },
    series: options.order ?? [...new Set(networks.map(({ name, series = name }) => series))],
    facet: 'network',
    aspect: 1,
    marks: [
      { type: 'dot', data: rows, x: 'variance', y: 'degree', series: 'series', opacity: 0.45 },
    ],
  };
}
