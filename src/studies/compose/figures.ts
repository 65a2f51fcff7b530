/** The figures of `compose`: learning, and accuracy against every meter that was asked for. */

import type { Figure, Row } from '../../figures/figure.ts';
import { learningCurves, summarise } from '../../figures/index.ts';
import { pooled, type StudyResult } from '../../protocol/study.ts';
import type { Values } from './parameters.ts';
import { type ComposeRow, records } from './records.ts';
import type { MeterName } from './vocabulary.ts';

type End = ComposeRow<'end'>;

/** What each meter reads from a network, and how its axis is called. */
const METERS: Readonly<
  Record<MeterName, { readonly label: string; readonly of: (end: End) => number | undefined }>
> = {
  connections: { label: 'connections', of: ({ connections }) => connections },
  bits: { label: 'memory (bits)', of: ({ bits }) => bits },
  changes: { label: 'M₀ (changes of synapses)', of: ({ totalChanges }) => totalChanges },
  energy: { label: 'M₁ (weight units)', of: ({ totalEnergy }) => totalEnergy },
  upkeep: { label: 'upkeep (connections × steps)', of: ({ upkeep }) => upkeep },
  arithmetic: { label: 'multiply-adds', of: ({ arithmetic }) => arithmetic },
  wire: { label: 'wire (lengths)', of: ({ wire }) => wire },
};

const TITLES: Readonly<Record<MeterName, string>> = {
  connections: 'connections',
  bits: 'memory',
  changes: 'changes',
  energy: 'energy of learning',
  upkeep: 'upkeep',
  arithmetic: 'arithmetic',
  wire: 'wire',
};

/** Accuracy against one meter: a dot a method, with its range over repetitions. */
function against(ends: readonly End[], meter: MeterName, order: readonly string[]): Figure[] {
  const { label, of } = METERS[meter];
  const rows = order.flatMap((method): Row[] => {
    const own = ends.filter((end) => end.method === method);
    const costs = own.flatMap((end) => of(end) ?? []);
    if (costs.length === 0) return [];
    const { mean, low, high, count } = summarise(
      own.map(({ accuracy }) => 100 * accuracy),
      'range',
    );
    return [{ method, cost: summarise(costs, 'range').mean, mean, low, high, count }];
  });
  if (rows.length === 0) return [];
  const several = rows.some(({ count }) => Number(count) > 1);
  const least = rows.every(({ cost }) => Number(cost) > 0);
  return [
    {
      id: `accuracy-${meter}`,
      title: `Accuracy against ${TITLES[meter]}`,
      caption: `One dot a method: up and to the left is better.${several ? ' Bars: the range over repetitions.' : ''}`,
      x: { label, type: least ? 'log' : 'linear' },
      y: { label: 'test accuracy (%)' },
      series: order,
      marks: [
        { type: 'linkY', data: rows, x: 'cost', y1: 'low', y2: 'high', series: 'method' },
        { type: 'dot', data: rows, x: 'cost', y: 'mean', series: 'method', title: 'method' },
      ],
    },
  ];
}

/** From the records of finished or growing runs. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  const curves = pooled(records, 'curve', results);
  if (curves.length === 0) return [];
  const order = [...new Set(pooled(records, 'task', results).flatMap(({ methods }) => methods))];
  const { network, meters } = results[0].parameters;
  const along = { mlp: 'epochs', rnn: 'updates', perceptron: 'presentations' }[network];
  const ends = pooled(records, 'end', results);
  return [
    learningCurves(curves, {
      id: 'learning',
      title: 'Learning',
      caption: 'Accuracy on what the networks were not shown, after each pass.',
      ...{ measure: 'accuracy', scale: 100, label: 'test accuracy (%)', order },
      ...{ along: 'step', alongLabel: along },
    }),
    ...meters.flatMap((meter) => against(ends, meter, order)),
  ];
}
