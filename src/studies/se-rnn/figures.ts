/** Figures of `se-rnn`. A method has the same colour in all of them. */

import type { Figure, Row } from '../../figures/figure.ts';
import {
  bars,
  learningCurves,
  networkMap,
  type PlacedNetwork,
  spreadWords,
} from '../../figures/index.ts';
import { mean } from '../../numerics/summary.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { variantsOf } from '../../protocol/variants.ts';
import { isPriced, METHODS, type Method } from './methods.ts';
import { middlePrice, parameters, type Values } from './parameters.ts';
import { type EndRow, records as kinds, type SpatialRow } from './records.ts';

/** Runs of one setting: its parameters, and the records of all. */
type Pool = Pick<StudyResult<Values>, 'parameters' | 'records'>;

const shown = (rows: readonly { readonly method: Method }[]): Method[] =>
  METHODS.filter((method) => rows.some((row) => row.method === method));

const atPrice = <T extends { readonly method: Method; readonly price: number }>(
  rows: readonly T[],
  price: number,
): T[] => rows.filter((row) => !isPriced(row.method) || row.price === price);

/** Of all runs that have the parameters of the first. */
export function figures(results: readonly StudyResult<Values>[]): Figure[] {
  const settings = results.map((result) => ({ ...result, arithmetic: '' }));
  const [alike] = variantsOf(parameters, settings);
  if (alike === undefined) return [];
  const [{ parameters: values }] = alike.runs;
  const pool = { parameters: values, records: alike.runs.flatMap(({ records }) => records) };
  const ends = kinds.rows('end', pool.records);
  if (ends.length === 0) return [];
  return [
    curves(pool),
    ...structure(pool, ends),
    frontier(pool),
    ...(values.prices.length > 1 ? byPrice(ends) : []),
    lengthFigure(pool),
    ...maps(pool),
  ];
}

/** Rows as records, which the shared builders take. */
const plainRows = <T extends object>(rows: readonly T[]): StudyRecord[] =>
  rows.map((row) => ({ ...row }) as StudyRecord);

function curves(result: Pool): Figure {
  const price = middlePrice(result.parameters);
  const rows = atPrice(kinds.rows('check', result.records), price);
  return learningCurves(plainRows(rows), {
    id: 'learning',
    title: 'Learning one-choice inference',
    caption: `Right answers at the last step of fresh noisy trials; bands: ${spreadWords.range} seeds. Prices at ${price} nats. Dashed: a guess between the two ways that are offered.`,
    measure: 'accuracy',
    label: 'accuracy (%)',
    scale: 100,
    along: 'update',
    alongLabel: 'updates',
    order: shown(rows),
    references: [{ value: 50, label: 'guess' }],
  });
}

/** Q above chance and small-worldness, method beside method. */
function structure(result: Pool, ends: readonly EndRow[]): Figure[] {
  const price = middlePrice(result.parameters);
  const rows = atPrice(ends, price).map((row) => ({
    ...row,
    excess: row.modularity - row.modularityByChance,
  }));
  const order = shown(rows);
  const share = 100 * result.parameters.strongest;
  const common = `Binary graph of the strongest ${share} % of all pairs of units. Bars: means over seeds, ${spreadWords.deviation} seeds. Prices at ${price} nats.`;
  return [
    bars(plainRows(rows), {
      id: 'modularity',
      title: 'Modularity',
      caption: `Louvain modularity above that of random graphs with the same degrees. ${common} The mask is modular by itself: neighbours of neighbours are neighbours.`,
      measure: 'excess',
      label: 'Q above random graphs',
      order,
    }),
    bars(plainRows(rows), {
      id: 'small-world',
      title: 'Small-worldness',
      caption: `Clustering over that of random graphs with as many edges, divided by the same ratio of the (harmonic) path lengths. ${common}`,
      measure: 'smallWorldness',
      label: 'small-worldness σ',
      order,
    }),
  ];
}

/** Networks pruned ever further: what accuracy is left with how much wire. */
function frontier(result: Pool): Figure {
  const price = middlePrice(result.parameters);
  const [box] = kinds.rows('box', result.records);
  const rows = atPrice(kinds.rows('pruned', result.records), price);
  const order = shown(rows);
  const levels = [...new Set(rows.map((row) => row.left))].sort((a, b) => b - a);
  const data: Row[] = order.flatMap((method) =>
    levels.flatMap((left) => {
      const own = rows.filter((row) => row.method === method && row.left === left);
      if (own.length === 0) return [];
      const accuracy = 100 * mean(own.map((row) => row.accuracy));
      const wire = Math.max(1, mean(own.map((row) => row.wire)));
      return [{ method, left, wire, accuracy, title: `${method}, ${left} connections` }];
    }),
  );
  const axes = { x: 'wire', y: 'accuracy', series: 'method' } as const;
  return {
    id: 'frontier',
    title: 'Accuracy against wire',
    caption: `Networks reduced to their strongest recurrent connections: as many as the mask of radius ${box.radius.toFixed(2)} has (${box.synapses}), half of them, a quarter … (dots; from right to left). Wire: sum of their lengths in lattice spacings. Below 1 it is drawn at 1. Means over seeds, prices at ${price} nats, no learning after pruning.`,
    x: { label: 'wire (lattice spacings)', type: 'log' },
    y: { label: 'accuracy (%)', domain: [0, 102] },
    series: order,
    marks: [
      { type: 'line', data, ...axes },
      { type: 'dot', data, ...axes, title: 'title' },
    ],
  };
}

/** Measures against the price, for methods that have one. */
function byPrice(ends: readonly EndRow[]): Figure[] {
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
        caption: `Penalty of the first weights on the axis; means and ${spreadWords.range} seeds.`,
      }),
      x: { label: 'price (nats)', type: 'log' },
    };
  });
}

function lengthFigure(result: Pool): Figure {
  const price = middlePrice(result.parameters);
  const rows = atPrice(kinds.rows('lengths', result.records), price);
  const relative = rows.flatMap(({ method, lengths, sizes }) => {
    const middle = mean(sizes);
    return lengths.map((length, k) => ({ method, length, size: sizes[k] / middle }));
  });
  return {
    ...learningCurves(relative, {
      id: 'lengths',
      title: 'Weights against distance',
      caption: `Mean |w| of all connections at a distance, rounded to whole spacings, relative to the mean over distances; bands: ${spreadWords.range} seeds. At 0 stand self-connections. Prices at ${price} nats.`,
      measure: 'size',
      label: 'mean |w| (relative)',
      along: 'length',
      alongLabel: 'distance (lattice spacings)',
      order: shown(rows),
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

function maps(result: Pool): Figure[] {
  const price = middlePrice(result.parameters);
  const rows = atPrice(kinds.rows('map', result.records), price);
  const axes = result.parameters.sides.length;
  const networks = MAPPED.flatMap((method) => {
    const row = rows.find((each) => each.method === method);
    return row === undefined ? [] : [panel(row, axes)];
  });
  if (networks.length === 0) return [];
  return [
    networkMap(networks, {
      id: 'map',
      title: 'Communities in space',
      caption: `The strongest ${100 * result.parameters.strongest} % of connections of the first seed, prices at ${price} nats; every unit where it lies at the end, coloured by its community in this network (Louvain). The box is seen from a corner.`,
      chords: 220,
      order: Array.from({ length: COLOURED }, (_, k) => `community ${k + 1}`),
    }),
  ];
}

/** Communities with a colour of their own, the largest. */
const COLOURED = 6;

function panel(row: SpatialRow<'map'>, axes: number): PlacedNetwork {
  const units = row.communities.length;
  const sizes = new Map<number, number>();
  for (const own of row.communities) sizes.set(own, (sizes.get(own) ?? 0) + 1);
  const ranked = [...sizes.keys()].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  return {
    name: row.method,
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
