/** The figures of `million-neurons`: time and memory a connection against size, and learning. */

import type { Figure, Mark } from '../../figures/figure.ts';
import { learningCurves } from '../../figures/index.ts';
import { line, type Point, points } from '../../figures/marks.ts';
import type { StudyResult } from '../../protocol/study.ts';
import type { Values } from './parameters.ts';
import { type MillionRow, records } from './records.ts';

type Result = StudyResult<Values>;

/** A network, and the seconds of its birth and epochs where the store has them. */
interface Timed {
  readonly row: MillionRow<'network'>;
  readonly trainExamples: number;
  readonly birth?: number;
  readonly epochs: readonly number[];
}

/** All networks of all runs. Records of an epoch follow those of their network's birth. */
function networksOf(results: readonly Result[]): Timed[] {
  return results.flatMap(({ records: found, timing = [] }) => {
    const [task] = records.rows('task', found);
    const networks: (Timed & { epochs: number[] })[] = [];
    found.forEach((record, k) => {
      const seconds = timing[k]?.seconds;
      if (record.kind === 'network') {
        const [row] = records.rows('network', [record]);
        const birth = seconds === undefined ? {} : { birth: seconds };
        networks.push({ row, trainExamples: task?.trainExamples ?? 1, ...birth, epochs: [] });
      }
      if (record.kind === 'epoch' && seconds !== undefined) networks.at(-1)?.epochs.push(seconds);
    });
    return networks;
  });
}

/** Points and the line through their means, by connections. */
function against(found: readonly Point[]): Mark[] {
  const bySeries = new Map<string, Map<number, number[]>>();
  for (const { series, x, y } of found) {
    const own = bySeries.get(series) ?? new Map<number, number[]>();
    bySeries.set(series, own.set(x, [...(own.get(x) ?? []), y]));
  }
  const lines = [...bySeries].flatMap(([series, own]) =>
    [...own]
      .sort(([a], [b]) => a - b)
      .map(([x, ys]) => ({ series, x, y: ys.reduce((sum, y) => sum + y) / ys.length })),
  );
  return [line(lines), ...points(found)];
}

function memory(networks: readonly Timed[]): Figure {
  const found = networks.flatMap(({ row }): Point[] => [
    { x: row.connections, y: row.bytes / row.connections, series: 'with all that learning needs' },
    { x: row.connections, y: row.networkBytes / row.connections, series: 'network and activities' },
  ]);
  return {
    id: 'memory',
    title: 'Memory a connection',
    caption:
      'Bytes of the engine’s memory over connections. Of each connection there are an index, a weight, a velocity and a gradient; the rest is activities, which follow the units and the batch.',
    x: { label: 'connections', type: 'log' },
    y: { label: 'bytes a connection', domain: [0, 1.1 * Math.max(...found.map(({ y }) => y))] },
    series: ['with all that learning needs', 'network and activities'],
    marks: against(found),
  };
}

/** The least of an epoch's times; those after the first hold a rewiring too. */
function time(networks: readonly Timed[]): Figure[] {
  const found = networks.flatMap(({ row, trainExamples, birth, epochs }): Point[] => {
    const at = (seconds: number, series: string): Point => ({
      ...{ x: row.connections, series },
      y: (1e9 * seconds) / row.connections,
    });
    const [, ...later] = epochs;
    return [
      ...(birth === undefined ? [] : [at(birth, 'birth')]),
      ...(later.length === 0
        ? []
        : [at(Math.min(...later) / trainExamples, 'epoch with rewiring, an example')]),
    ];
  });
  if (found.length === 0) return [];
  return [
    {
      id: 'time',
      title: 'Time a connection',
      caption:
        'Nanoseconds over connections, on the machine of the run: of the birth of the network, and of its fastest epoch with rewiring and evaluation, over its training examples too. Wider layers reach less of what they need in a cache.',
      x: { label: 'connections', type: 'log' },
      y: { label: 'ns a connection', type: 'log' },
      series: ['birth', 'epoch with rewiring, an example'],
      marks: against(found),
    },
  ];
}

export function figures(results: readonly Result[]): readonly Figure[] {
  const networks = networksOf(results);
  if (networks.length === 0) return [];
  const epochs = results.flatMap(({ records: found }) =>
    records.rows('epoch', found).map((row) => ({
      ...row,
      kind: 'epoch',
      size: `${row.width.toLocaleString('en-US')} units a layer`,
    })),
  );
  return [
    memory(networks),
    ...time(networks),
    ...(epochs.length === 0
      ? []
      : [
          learningCurves(epochs, {
            id: 'test-accuracy',
            title: 'Test accuracy',
            caption: 'Share of right answers on the test set after each epoch, before rewiring.',
            ...{ measure: 'testAccuracy', scale: 100, label: 'test accuracy (%)', series: 'size' },
          }),
        ]),
  ];
}
