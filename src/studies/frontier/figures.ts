/** The figures of `frontier`: accuracy against every cost with the front, what ingredients cost, locality, and the search. */

import {
  grouped,
  judgeDifference,
  judgeMean,
  type Pair,
  paired,
  percent,
  perUnit,
  valuesOf,
} from '../../evidence/index.ts';
import type { Figure, Mark, Row } from '../../figures/figure.ts';
import { PHYSICAL_UNITS } from '../../ledger/index.ts';
import { mean } from '../../numerics/summary.ts';
import { pooled } from '../../protocol/study.ts';
import {
  atDensity,
  BOUNDS,
  cell,
  densitiesOf,
  type End,
  endsOf,
  type Results,
  spentBy,
  WIRINGS,
  type Wired,
  wiredOf,
} from './cells.ts';
import { loadFigures } from './figures-of-loads.ts';
import { frontOf } from './halving.ts';
import { KINDS, type Kind } from './networks.ts';
import type { Values } from './parameters.ts';
import { records } from './records.ts';

const FOUND = 'found by the search';
const FRONT = 'front of the means';

/** Names of what has no ingredient of another paper but its wiring, or its bounds. */
const wiredIn = ({ network }: Values): readonly Wired[] =>
  network === 'perceptron' ? BOUNDS : WIRINGS;

/** A cost of a network, and how its axis and figure are called. */
interface Cost {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly of: (end: End) => number | undefined;
}

const costsOf = ({ places = '' }: Kind): readonly Cost[] => [
  {
    ...{ id: 'connections', title: 'connections', label: 'connections' },
    // What a gap has taken away is there in name only.
    of: ({ constraint, connections, silent }) =>
      constraint === undefined ? connections : connections - silent,
  },
  { ...{ id: 'bits', title: 'memory', label: 'memory (bits)' }, of: (end) => end.bits },
  {
    ...{ id: 'changes', title: 'changes', label: 'M₀ (changes of synapses)' },
    of: (end) => end.totalChanges,
  },
  {
    ...{ id: 'energy', title: 'energy of learning', label: 'M₁ (weight units)' },
    of: (end) => end.totalEnergy,
  },
  { ...{ id: 'wire', title: 'wire', label: `wire (${places})` }, of: (end) => end.wire },
  {
    ...{ id: 'arithmetic', title: 'arithmetic', label: 'multiply-adds' },
    of: (end) => end.arithmetic,
  },
  {
    ...{ id: 'upkeep', title: 'upkeep', label: 'upkeep (connections × steps)' },
    of: (end) => end.upkeep,
  },
  ...PHYSICAL_UNITS.map(
    (hardware): Cost => ({
      ...{ id: hardware, title: `joules, ${hardware}`, label: `energy under ${hardware} (pJ)` },
      of: (end) => spentBy(end, hardware),
    }),
  ),
];

const inPercent = (share: number | undefined): number | null =>
  share === undefined ? null : 100 * share;

/** Methods as dots: mean cost, mean accuracy with its interval. */
function dotsOf(ends: readonly End[], { of }: Cost): Row[] {
  return grouped(ends, ({ experiment, method }) => `${experiment === 'search'} ${method}`).flatMap(
    (own): Row[] => {
      const costs = own.flatMap((end) => of(end) ?? []);
      const cost = costs.length === 0 ? 0 : mean(costs);
      if (!(cost > 0)) return [];
      const { estimate, low, high } = judgeMean(
        valuesOf(own, (end) => end.accuracy),
        { range: [0, 1] },
      );
      const kind = own[0].experiment === 'search' ? FOUND : wiredOf(own[0]);
      const [accuracy, least, most] = [estimate, low, high].map(inPercent);
      return [{ kind, method: own[0].method, cost, accuracy, low: least, high: most }];
    },
  );
}

/** Accuracy against one cost: a dot a method, and the front. */
function against(ends: readonly End[], cost: Cost, values: Values): Figure[] {
  const rows = dotsOf(ends, cost);
  if (rows.length === 0) return [];
  const front = frontOf(
    rows.map((row) => ({ ...row, cost: Number(row.cost), accuracy: Number(row.accuracy) })),
  )
    .toSorted((a, b) => a.cost - b.cost)
    .map((row): Row => ({ ...row, kind: FRONT }));
  const bars = rows.filter(({ low }) => low !== null);
  const marks: Mark[] = [
    { type: 'line', data: front, x: 'cost', y: 'accuracy', series: 'kind', dashed: true },
    { type: 'linkY', data: bars, x: 'cost', y1: 'low', y2: 'high', series: 'kind' },
    { type: 'dot', data: rows, x: 'cost', y: 'accuracy', series: 'kind', title: 'method' },
  ];
  const words =
    bars.length > 0 ? ' Bars: 95 % intervals of the mean over seeds and repetitions.' : '';
  return [
    {
      id: `accuracy-${cost.id}`,
      title: `Accuracy against ${cost.title}`,
      caption: `One dot a method, all ingredients and what the search has found: up and to the left is better, and no method lies beyond the dashed line by its means.${words}`,
      x: { label: cost.label, type: 'log' },
      y: { label: KINDS[values.network].accuracy },
      series: [...wiredIn(values), FOUND],
      marks,
    },
  ];
}

/** Paired differences as a row: the estimate and its interval, in points. */
function gapRow(pairs: readonly Pair[], more: Row): Row[] {
  const { estimate, low, high } = judgeDifference(pairs);
  if (estimate === undefined) return [];
  const [gap, least, most] = [estimate, low, high].map(inPercent);
  return [{ ...more, gap, low: least, high: most }];
}

/** What a caption says of the bars, where there are any: one seed has none. */
const withIntervals = (rows: readonly Row[]): string =>
  rows.some(({ low }) => low !== null) ? ', with 95 % intervals' : '';

/** Losses of accuracy by ingredient, wiring by wiring, beside the sum of their parts. */
function ablations(ends: readonly End[], wirings: readonly Wired[]): Figure[] {
  const data = wirings.flatMap((wired): Row[] => {
    const plain = cell(ends, wired);
    const loss = (beside: Parameters<typeof cell>[2]): Map<string, number> => {
      const theirs = perUnit(cell(ends, wired, beside), ({ accuracy }) => accuracy);
      const own = perUnit(plain, ({ accuracy }) => accuracy);
      return new Map(
        [...own].map(([unit, value]) => [unit, value - (theirs.get(unit) ?? Number.NaN)]),
      );
    };
    const rare = loss({ rare: true });
    const coarse = loss({ coarse: true });
    const both = loss({ rare: true, coarse: true });
    const of = (what: string, losses: Iterable<number>): Row[] => {
      const pairs = [...losses].filter(Number.isFinite).map((own): Pair => [own, 0]);
      return gapRow(pairs, { wired, what });
    };
    return [
      ...of('rare', rare.values()),
      ...of('coarse', coarse.values()),
      ...of('rare and coarse', both.values()),
      ...of(
        'sum of the two',
        [...rare].map(([unit, value]) => value + (coarse.get(unit) ?? Number.NaN)),
      ),
    ];
  });
  if (data.length === 0) return [];
  return [
    {
      id: 'ingredients',
      title: 'What rare and coarse changes cost',
      caption: `Accuracy lost against the same without them, paired by seed${withIntervals(data)}. Where “rare and coarse” lies above “sum of the two”, they lose more together than apart.`,
      x: {
        label: '',
        type: 'band',
        domain: ['rare', 'coarse', 'rare and coarse', 'sum of the two'],
      },
      y: { label: 'loss of accuracy (points)' },
      series: wirings,
      facet: 'wired',
      marks: [
        { type: 'ruleY', data: [{ gap: 0 }], y: 'gap' },
        { type: 'linkY', data, x: 'what', y1: 'low', y2: 'high', series: 'wired' },
        { type: 'dot', data, x: 'what', y: 'gap', series: 'wired' },
      ],
    },
  ];
}

/** Local less random wirings, density by density. */
function localities(ends: readonly End[]): Figure[] {
  const data = densitiesOf(ends).flatMap((density) =>
    gapRow(
      paired(
        atDensity(ends, 'local', density),
        atDensity(ends, 'random', density),
        ({ accuracy }) => accuracy,
      ),
      { density: 100 * density, name: percent(density, density < 0.1 ? 1 : 0) },
    ),
  );
  if (data.length === 0) return [];
  return [
    {
      id: 'locality',
      title: 'What locality costs',
      caption: `Accuracy of local wirings less that of random ones of equal in-degree, paired by seed${withIntervals(data)}.`,
      x: { label: 'connections (% of all)', type: 'log' },
      y: { label: 'local − random (points)' },
      marks: [
        { type: 'ruleY', data: [{ gap: 0 }], y: 'gap' },
        { type: 'linkY', data, x: 'density', y1: 'low', y2: 'high' },
        { type: 'dot', data, x: 'density', y: 'gap', title: 'name' },
      ],
    },
  ];
}

/** The search: held-out accuracy against joules, rung by rung. */
function searched(results: Results): Figure[] {
  const trials = pooled(records, 'trial', results).flatMap(({ picojoules: spent, ...trial }) =>
    spent === undefined ? [] : [{ ...trial, spent }],
  );
  if (trials.length === 0) return [];
  const name = (rung: number): string => `rung ${rung + 1}`;
  const { length } = KINDS[results[0].parameters.network];
  const data = trials.map(
    ({ rung, method, accuracy, spent, ...trial }): Row => ({
      ...{ rung: name(rung), spent, accuracy: 100 * accuracy },
      method: `${method}, ${trial[length]} ${length}`,
    }),
  );
  return [
    {
      id: 'search',
      title: 'The search',
      caption:
        results[0].parameters.network === 'mlp'
          ? 'Every training of successive halving, on four fifths of the training examples: right answers on the last fifth. Each rung keeps half and trains it twice as long.'
          : 'Every training of successive halving, on draws of its own. Each rung keeps half and trains it twice as long.',
      x: { label: `energy under ${results[0].parameters.hardware} (pJ)`, type: 'log' },
      y: { label: 'held-out accuracy (%)' },
      series: [...new Set(trials.map(({ rung }) => rung))].toSorted((a, b) => a - b).map(name),
      marks: [{ type: 'dot', data, x: 'spent', y: 'accuracy', series: 'rung', title: 'method' }],
    },
  ];
}

/** From the records of finished or growing runs. */
export function figures(results: Results): readonly Figure[] {
  const ends = endsOf(results);
  const [first] = results;
  if (first === undefined) return [];
  const { parameters: values } = first;
  // Locality and loads have axes of their own: their networks would crowd the others out.
  const compared = ends.filter(
    ({ experiment }) => experiment === 'ingredients' || experiment === 'search',
  );
  const costs = costsOf(KINDS[values.network]);
  const joules = costs.filter(({ id }) => id === values.hardware);
  const others = costs.filter(({ id }) => id !== values.hardware);
  return [
    ...[...joules, ...others].flatMap((cost) => against(compared, cost, values)),
    ...ablations(ends, wiredIn(values)),
    ...localities(ends),
    ...loadFigures(results),
    ...searched(results),
  ];
}
