/** Figures of `se-rnn`. A method has the same colour in all of them. */

import type { Figure, Row } from '../../figures/figure.ts';
import { bars, learningCurves, networkMap, type PlacedNetwork } from '../../figures/index.ts';
import { mean } from '../../numerics/summary.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { variantsOf } from '../../protocol/variants.ts';
import { isPriced, METHODS, type Method } from './methods.ts';
import { middlePrice, parameters, type Values } from './parameters.ts';
import { type EndRow, records as kinds, type SpatialRow } from './records.ts';

/** Runs of one setting: its parameters, and the records of all, whose methods keep their bare names. */
interface Pool extends Pick<StudyResult<Values>, 'parameters' | 'records'> {
  /** What tells it from the others; empty where there is one. */
  readonly label: string;
}

const shown = (rows: readonly { readonly method: Method }[]): Method[] =>
  METHODS.filter((method) => rows.some((row) => row.method === method));

const atPrice = <T extends { readonly method: Method; readonly price: number }>(
  rows: readonly T[],
  price: number,
): T[] => rows.filter((row) => !isPriced(row.method) || row.price === price);

/** Of all runs: those of one setting are pooled, settings stand in panels beside each other. */
export function figures(results: readonly StudyResult<Values>[]): Figure[] {
  const settings = results.map((result) => ({ ...result, arithmetic: '' }));
  const pools = variantsOf(parameters, settings)
    .map(({ label, runs }): Pool => {
      return { label, parameters: runs[0].parameters, records: runs.flatMap((run) => run.records) };
    })
    .filter(({ records }) => kinds.rows('end', records).length > 0);
  if (pools.length === 0) return [];
  return [
    curves(pools),
    ...structure(pools),
    frontier(pools),
    ...(pools.some(({ parameters: { prices } }) => prices.length > 1) ? byPrice(pools) : []),
    lengthFigure(pools),
    ...maps(pools),
  ];
}

/** Rows of every setting at its middle price, each with the name of its panel. */
const placed = <T extends { readonly method: Method; readonly price: number }>(
  pools: readonly Pool[],
  rowsOf: (records: readonly StudyRecord[]) => readonly T[],
): (T & { readonly setting: string })[] =>
  pools.flatMap(({ label, parameters: values, records }) =>
    atPrice(rowsOf(records), middlePrice(values)).map((row) => ({ ...row, setting: label })),
  );

/** The panels of several settings. */
const panelled = (pools: readonly Pool[]) => (pools.length > 1 ? { panel: 'setting' } : {});
const facetted = (pools: readonly Pool[]) =>
  pools.length > 1 ? { facet: 'setting', aspect: 1.2 } : {};

/** What a caption says of the prices. */
function pricesOf(pools: readonly Pool[]): string {
  const prices = [...new Set(pools.map(({ parameters: values }) => middlePrice(values)))];
  return `prices at ${prices.join(', ')} nats`;
}

/** Rows as records, which the shared builders take. */
const plainRows = <T extends object>(rows: readonly T[]): StudyRecord[] =>
  rows.map((row) => ({ ...row }) as StudyRecord);

function curves(pools: readonly Pool[]): Figure {
  const rows = placed(pools, (records) => kinds.rows('check', records));
  return learningCurves(plainRows(rows), {
    id: 'learning',
    title: 'Learning one-choice inference',
    caption: `Right answers at the last step of fresh noisy trials; ${pricesOf(pools)}. Dashed: a guess between the two ways that are offered.`,
    measure: 'accuracy',
    label: 'accuracy (%)',
    scale: 100,
    along: 'update',
    alongLabel: 'updates',
    order: shown(rows),
    references: [{ value: 50, label: 'guess' }],
    y: { domain: [0, 100] },
    ...panelled(pools),
  });
}

/** Q above chance and small-worldness, method beside method. */
function structure(pools: readonly Pool[]): Figure[] {
  const rows = placed(pools, (records) => kinds.rows('end', records)).map((row) => ({
    ...row,
    excess: row.modularity - row.modularityByChance,
  }));
  const order = shown(rows);
  const [{ parameters: values }] = pools;
  const common = `Binary graph of the strongest ${100 * values.strongest} % of all pairs of units; ${pricesOf(pools)}.`;
  const group = pools.length > 1 ? { group: 'setting' } : {};
  return [
    bars(plainRows(rows), {
      id: 'modularity',
      title: 'Modularity',
      caption: `Louvain modularity above that of random graphs with the same degrees. ${common} The mask is modular by itself: neighbours of neighbours are neighbours.`,
      measure: 'excess',
      label: 'Q above random graphs',
      order,
      ...group,
    }),
    bars(plainRows(rows), {
      id: 'small-world',
      title: 'Small-worldness',
      caption: `Clustering over that of random graphs with as many edges, divided by the same ratio of the (harmonic) path lengths. ${common}`,
      measure: 'smallWorldness',
      label: 'small-worldness σ',
      order,
      ...group,
    }),
  ];
}

/** Networks pruned ever further: what accuracy is left with how much wire. */
function frontier(pools: readonly Pool[]): Figure {
  const boxes = pools.flatMap(({ records }) => kinds.rows('box', records));
  const radii = [...new Set(boxes.map((box) => `${box.radius.toFixed(2)} has (${box.synapses})`))];
  const rows = placed(pools, (records) => kinds.rows('pruned', records));
  const order = shown(rows);
  const levels = [...new Set(rows.map((row) => row.left))].sort((a, b) => b - a);
  const places = pools.flatMap(({ label }) => order.map((method) => ({ setting: label, method })));
  const data: Row[] = places.flatMap(({ setting, method }) =>
    levels.flatMap((left) => {
      const own = rows.filter(
        (row) => row.method === method && row.left === left && row.setting === setting,
      );
      if (own.length === 0) return [];
      const accuracy = 100 * mean(own.map((row) => row.accuracy));
      const wire = Math.max(1, mean(own.map((row) => row.wire)));
      return [{ method, setting, left, wire, accuracy, title: `${method}, ${left} connections` }];
    }),
  );
  const axes = { x: 'wire', y: 'accuracy', series: 'method' } as const;
  return {
    id: 'frontier',
    title: 'Accuracy against wire',
    caption: `Networks reduced to their strongest recurrent connections: as many as the mask of radius ${radii.join(', or ')}, half of them, a quarter … (dots; from right to left). Wire: sum of their lengths in lattice spacings. Below 1 it is drawn at 1. Means over seeds, ${pricesOf(pools)}, no learning after pruning.`,
    x: { label: 'wire (lattice spacings)', type: 'log' },
    y: { label: 'accuracy (%)', domain: [0, 102] },
    series: order,
    ...facetted(pools),
    marks: [
      { type: 'line', data, ...axes },
      { type: 'dot', data, ...axes, title: 'title' },
    ],
  };
}

/** Measures against the price, for methods that have one. */
function byPrice(pools: readonly Pool[]): Figure[] {
  const ends = pools.flatMap(({ label, records }) =>
    kinds.rows('end', records).map((row) => ({ ...row, setting: label })),
  );
  const priced = ends.filter((row) => isPriced(row.method));
  const order = shown(ends);
  const measures = [
    {
      id: 'price-modularity',
      title: 'Modularity against the price',
      label: 'Q above random graphs',
      of: (row: EndRow) => row.modularity - row.modularityByChance,
    },
    {
      id: 'price-small-world',
      title: 'Small-worldness against the price',
      label: 'small-worldness σ',
      of: (row: EndRow) => row.smallWorldness ?? Number.NaN,
    },
    {
      id: 'price-accuracy',
      title: 'Accuracy against the price',
      label: 'accuracy (%)',
      of: (row: EndRow) => 100 * row.accuracy,
    },
  ];
  return measures.map(({ id, title, label, of }) => {
    const rows = plainRows(priced.map((row) => ({ ...row, value: of(row) })));
    return {
      ...learningCurves(rows, {
        ...{ id, title, label, order, measure: 'value', along: 'price' },
        caption: 'Penalty of the first weights on the axis.',
        ...panelled(pools),
      }),
      x: { label: 'price (nats)', type: 'log' },
    };
  });
}

function lengthFigure(pools: readonly Pool[]): Figure {
  const rows = placed(pools, (records) => kinds.rows('lengths', records));
  const relative = rows.flatMap(({ method, setting, lengths, sizes }) => {
    const middle = mean(sizes);
    return lengths.map((length, k) => ({ method, setting, length, size: sizes[k] / middle }));
  });
  return {
    ...learningCurves(relative, {
      id: 'lengths',
      title: 'Weights against distance',
      caption: `Mean |w| of all connections at a distance, rounded to whole spacings, relative to the mean over distances; ${pricesOf(pools)}. At 0 stand self-connections.`,
      measure: 'size',
      label: 'mean |w| (relative)',
      along: 'length',
      alongLabel: 'distance (lattice spacings)',
      order: shown(rows),
      ...panelled(pools),
    }),
    y: { label: 'mean |w| (relative)', type: 'log' },
  };
}

/** Panels of the map, in this order. */
const MAPPED: readonly Method[] = ['plain', 'l1', 'wire', 'se-rnn', 'bimt', 'local'];

/** The box seen from a corner: the third axis goes back, to the right and up. */
function seen(coordinates: readonly number[], axes: number, unit: number): [number, number] {
  const [x = 0, y = 0, z = 0] = coordinates.slice(unit * axes, unit * axes + axes);
  return [x + 0.38 * z, y + 0.27 * z];
}

function maps(pools: readonly Pool[]): Figure[] {
  const [{ parameters: values }] = pools;
  const networks = pools.flatMap((pool) => {
    const rows = placed([pool], (records) => kinds.rows('map', records));
    return MAPPED.flatMap((method) => {
      const row = rows.find((each) => each.method === method);
      const name = pool.label === '' ? method : `${method}, ${pool.label}`;
      return row === undefined ? [] : [panel(row, name, pool.parameters.sides.length)];
    });
  });
  if (networks.length === 0) return [];
  return [
    networkMap(networks, {
      id: 'map',
      title: 'Communities in space',
      caption: `The strongest ${100 * values.strongest} % of connections of the first seed, ${pricesOf(pools)}; every unit where it lies at the end, coloured by its community in this network (Louvain). The box is seen from a corner.`,
      chords: 220,
      order: Array.from({ length: COLOURED }, (_, k) => `community ${k + 1}`),
      unclustered: 'in none of these',
      columns: 3,
    }),
  ];
}

/** Communities with a colour of their own, the largest. */
const COLOURED = 6;

function panel(row: SpatialRow<'map'>, name: string, axes: number): PlacedNetwork {
  const units = row.communities.length;
  const sizes = new Map<number, number>();
  for (const own of row.communities) sizes.set(own, (sizes.get(own) ?? 0) + 1);
  const ranked = [...sizes.keys()].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  return {
    name,
    units,
    edges: row.edges.map(([a, b, weight]) => ({ a, b, weight })),
    // A unit without a strong connection is a community of its own.
    clusters: row.communities.map((own) => {
      const rank = ranked.indexOf(own);
      return rank < COLOURED && (sizes.get(own) ?? 0) > 1 ? `community ${rank + 1}` : '';
    }),
    positions: Array.from({ length: units }, (_, unit) => seen(row.coordinates, axes, unit)),
  };
}
