/**
 * A recurrent network in space: units where they stand (on a ring unless positions are given), coloured by cluster, their
 * strongest connections as bent chords.
 */

import type { Edge } from '../analyses/index.ts';
import { cos, sin } from '../numerics/portable.ts';
import type { Figure, Mark, Row } from './figure.ts';

export interface PlacedNetwork {
  /** Title of its panel. */
  readonly name: string;
  readonly units: number;
  /** Connections as edges without direction; weights are sizes. */
  readonly edges: readonly Edge[];
  /** Series of each unit, e.g. `cluster 2`; empty for units in none. */
  readonly clusters: readonly string[];
  /** x and y of every unit; default: on a circle, beginning at the top and going clockwise. */
  readonly positions?: readonly (readonly [number, number])[];
}

export interface NetworkMapOptions {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Most chords in a panel, the strongest; default 250. */
  readonly chords?: number;
  /** Fixed order of the clusters. */
  readonly order?: readonly string[];
  /** What units in none are called; default `in no cluster`. */
  readonly unclustered?: string;
  /** Most panels in a row; default as many as can be read. */
  readonly columns?: number;
}

const FULL_TURN = 6.283185307179586;

const onCircle = (units: number, i: number): readonly [number, number] => [
  sin((FULL_TURN * i) / units),
  cos((FULL_TURN * i) / units),
];

/** Points of a bent chord. */
const BENDS = 8;

/**
 * A chord bent towards the middle, the more the farther its ends are apart, so that short ones leave the circle too: a
 * parabola whose control point lies between the chord and the middle. Both ends lie on the unit circle.
 */
function bend(
  [x, y]: readonly [number, number],
  [u, v]: readonly [number, number],
): (readonly [number, number])[] {
  const apart = Math.sqrt((x - u) * (x - u) + (y - v) * (y - v)) / 2;
  const kept = 1 - Math.min(1, 0.15 + 1.2 * apart);
  const [cx, cy] = [(kept * (x + u)) / 2, (kept * (y + v)) / 2];
  return Array.from({ length: BENDS + 1 }, (_, k) => {
    const t = k / BENDS;
    const [first, middle, last] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    const round = (value: number): number => Math.round(1e4 * value) / 1e4;
    return [round(first * x + middle * cx + last * u), round(first * y + middle * cy + last * v)];
  });
}

/** Chords of three classes of strength, so that strong ones stand out. */
const OPACITIES = [0.65, 0.35, 0.16] as const;

/** The networks side by side. Throws `RangeError` where there is not one cluster a unit. */
export function networkMap(
  networks: readonly PlacedNetwork[],
  {
    id,
    title,
    caption,
    chords = 250,
    order,
    unclustered = 'in no cluster',
    columns,
  }: NetworkMapOptions,
): Figure {
  const lines: Row[][] = OPACITIES.map(() => []);
  const dots: Row[] = [];
  for (const { name, units, edges, clusters, positions } of networks) {
    if (clusters.length !== units)
      throw new RangeError(`${clusters.length} clusters for ${units} units (network "${name}")`);
    const place = (i: number) => positions?.[i] ?? onCircle(units, i);
    const strongest = [...edges].sort((a, b) => b.weight - a.weight).slice(0, chords);
    strongest.forEach(({ a, b }, rank) => {
      const rows = lines[Math.floor((rank * OPACITIES.length) / strongest.length)];
      const path = positions === undefined ? bend(place(a), place(b)) : [place(a), place(b)];
      for (const [x, y] of path) rows.push({ network: name, x, y });
      // A row without a place ends the line.
      rows.push({ network: name, x: null, y: null });
    });
    clusters.forEach((cluster, unit) => {
      const [x, y] = place(unit);
      dots.push({ network: name, x, y, cluster: cluster === '' ? unclustered : cluster, unit });
    });
  }
  const found = [...new Set(dots.map(({ cluster }) => String(cluster)))];
  const chordMarks: Mark[] = lines.map((data, k) => {
    return { type: 'line', data, x: 'x', y: 'y', opacity: OPACITIES[k] };
  });
  const reach = networks.some(({ positions }) => positions !== undefined)
    ? boundsOf(dots)
    : { x: [-1.08, 1.08], y: [-1.08, 1.08] };
  return {
    id,
    title,
    caption,
    x: { label: '', domain: reach.x, ticks: [] },
    y: { label: '', domain: reach.y, ticks: [] },
    series: (order ?? found).filter((cluster) => cluster !== unclustered),
    facet: 'network',
    ...(columns !== undefined && { facetColumns: columns }),
    aspect: (reach.x[1] - reach.x[0]) / (reach.y[1] - reach.y[0]),
    marks: [
      ...chordMarks.reverse(),
      { type: 'dot', data: dots, x: 'x', y: 'y', series: 'cluster' },
    ],
  };
}

/** The box of all units and half a place around it. */
function boundsOf(dots: readonly Row[]): { x: number[]; y: number[] } {
  const along = (axis: 'x' | 'y') => {
    const values = dots.map((dot) => Number(dot[axis]));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const air = Math.max(0.5, 0.04 * (high - low));
    return [low - air, high + air];
  };
  return { x: along('x'), y: along('y') };
}
