/** What surrounds a solution: local entropy against distance, and patterns lost when synapses are flipped. */

import { estimate } from '../evidence/estimate.ts';
import { grouped } from '../evidence/units.ts';
import type { Figure } from './figure.ts';
import { line, type Point, points } from './marks.ts';
import { meanPoints } from './shares.ts';

/** A curve or a point of local entropy. */
export interface Entropy {
  readonly series: string;
  readonly distance: number;
  readonly entropy: number;
}

export interface Surroundings {
  /** Curves of theory. */
  readonly curves: readonly Entropy[];
  /** What was measured; rows of equal series and field are a point. */
  readonly found: readonly (Entropy & { readonly field: number })[];
  /** Lines beside those, dashed. */
  readonly bounds?: readonly Point[];
}

/** Largest distance that is drawn. */
const FARTHEST = 0.16;

/** Local entropy against distance; no figure where there is nothing to draw. */
export function entropyFigure(
  words: Pick<Figure, 'title' | 'caption' | 'series'>,
  { curves, found, bounds = [] }: Surroundings,
): Figure[] {
  if (curves.length + found.length === 0) return [];
  const theory = [...curves]
    .sort((a, b) => a.distance - b.distance)
    .map(({ series, distance, entropy }) => ({ x: distance, y: entropy, series }));
  const marks = grouped(found, ({ series, field }) => `${series} ${field}`)
    .map((group) => {
      const x = estimate(group.map((row) => row.distance));
      const y = estimate(group.map((row) => row.entropy));
      return { x: x.mean, xError: x.error, y: y.mean, yError: y.error, series: group[0].series };
    })
    .filter(({ x }) => x <= FARTHEST);
  return [
    {
      ...{ id: 'local-entropy', ...words },
      x: { label: 'distance d (share of the synapses)', domain: [0, FARTHEST] },
      y: { label: 'local entropy (nats per synapse)' },
      marks: [line(theory, false, true), line(bounds, true), ...points(marks)],
    },
  ];
}

/** A share of synapses flipped, and the share of patterns lost. */
export interface Loss {
  readonly series: string;
  readonly share: number;
  readonly errors: number;
}

/**
 * Patterns lost against synapses flipped, means with standard errors; no figure without rows.
 *
 * @param theory drawn as a line, as are rows but for those of `single`
 */
export function lossFigure(
  words: Pick<Figure, 'title' | 'caption'>,
  rows: readonly Loss[],
  theory: readonly Point[],
  single?: string,
): Figure[] {
  if (rows.length === 0) return [];
  const found = meanPoints(
    rows,
    ({ share, series }) => ({ x: share, series }),
    ({ errors }) => errors,
  );
  return [
    {
      ...{ id: 'robustness', ...words },
      x: { label: 'flipped share of the synapses' },
      y: { label: 'share of patterns in error' },
      series: [...new Set([...theory, ...found].map(({ series }) => series))],
      marks: [
        line(theory, false, true),
        line(found.filter(({ series }) => series !== single)),
        ...points(found),
      ],
    },
  ];
}
