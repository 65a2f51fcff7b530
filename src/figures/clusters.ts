/**
 * Clusters of units in pictures: the map of task variances, how the number of clusters was chosen, what lesions do, and
 * fractional variances.
 */

import {
  type FractionalVariance,
  fractionHistogram,
  type Lesions,
  type UnitClusters,
  type VarianceMap,
} from '../analyses/index.ts';
import type { Figure, Row } from './figure.ts';
import { heatMap } from './heat-map.ts';
import { weightHistogram } from './weight-histogram.ts';

interface Words {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
}

/** Number of units of each cluster. */
function sizesOf(labels: ArrayLike<number>, k: number): number[] {
  const sizes = new Array<number>(k).fill(0);
  for (let row = 0; row < labels.length; row++) sizes[labels[row]]++;
  return sizes;
}

/** Task variances: a row a task, a column a unit, units in the order of their clusters. */
export function varianceFigure(
  { tasks, units, values }: VarianceMap,
  { labels, k, order }: UnitClusters,
  words: Words,
): Figure {
  const turned = new Float64Array(values.length);
  tasks.forEach((_, task) => {
    order.forEach((row, column) => {
      turned[task * units.length + column] = values[row * tasks.length + task];
    });
  });
  return heatMap({
    ...words,
    values: turned,
    rows: tasks,
    groups: sizesOf(labels, k).map((size, c) => ({ name: String(c + 1), size })),
    columnLabel: `${units.length} active units by cluster`,
    colour: {
      label: 'task variance, share of the unit’s largest',
      scheme: 'sequential',
      domain: [0, 1],
    },
  });
}

/** Mean silhouette against the number of clusters, one line a network. */
export function silhouetteFigure(
  networks: readonly {
    readonly name: string;
    /** Panel that it stands in, where there are several. */
    readonly panel?: string;
    readonly tried: readonly { readonly k: number; readonly silhouette: number }[];
  }[],
  words: Words & { readonly order?: readonly string[] },
): Figure {
  const { order, ...text } = words;
  const rows: Row[] = networks.flatMap(({ name, panel, tried }) =>
    tried.map(({ k, silhouette }) => ({ network: name, ...(panel && { panel }), k, silhouette })),
  );
  const best: Row[] = networks.flatMap(({ name, panel, tried }) => {
    if (tried.length === 0) return [];
    const { k, silhouette } = tried.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
    return [{ network: name, ...(panel && { panel }), k, silhouette }];
  });
  const several = new Set(rows.map(({ panel }) => panel)).size > 1;
  const channels = { x: 'k', y: 'silhouette', series: 'network' };
  return {
    ...text,
    x: { label: 'number of clusters k' },
    y: { label: 'mean silhouette' },
    series: order ?? networks.map(({ name }) => name),
    ...(several && { facet: 'panel', aspect: 1.2 }),
    marks: [
      { type: 'line', data: rows, ...channels },
      { type: 'dot', data: best, ...channels },
    ],
  };
}

/** Change of performance in every task (rows) by the lesion of every cluster (columns). */
export function lesionFigure(
  { change, intact }: Lesions,
  tasks: readonly string[],
  words: Words & { readonly label?: string; readonly names?: readonly string[] },
): Figure {
  const { label = 'change of accuracy', names, ...text } = words;
  const clusters = intact.length > 0 ? change.length / intact.length : 0;
  const turned = new Float64Array(change.length);
  for (let c = 0; c < clusters; c++)
    for (let t = 0; t < tasks.length; t++) turned[t * clusters + c] = change[c * tasks.length + t];
  return heatMap({
    ...text,
    values: turned,
    rows: tasks,
    groups: Array.from({ length: clusters }, (_, c) => ({
      name: names?.[c] ?? String(c + 1),
      size: 1,
    })),
    columnLabel: 'lesioned cluster',
    colour: { label, scheme: 'diverging', domain: [-1, 1] },
  });
}

/** Fractional task variances of one or more pairs of tasks, a histogram each. */
export function fractionFigure(
  pairs: readonly { readonly name: string; readonly fractions: FractionalVariance }[],
  words: Words,
): Figure {
  const figure = weightHistogram(
    pairs.map(({ name, fractions }) => ({ name, ...fractionHistogram(fractions.values) })),
    { ...words, label: 'fractional task variance', height: 'counts' },
  );
  return {
    ...figure,
    x: { ...figure.x, domain: [-1, 1] },
    y: { label: 'units' },
    // One colour: the panels have their names above them.
    series: [],
    marks: figure.marks.map(({ series: _, ...mark }) => mark),
  };
}
