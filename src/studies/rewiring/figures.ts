/** The figures of `rewiring`: accuracy against what is there, what it cost, and how it was learned. */

import type { Figure, Row } from '../../figures/figure.ts';
import { learningCurves, summarise } from '../../figures/index.ts';
import type { StudyResult } from '../../protocol/study.ts';
import { METHODS } from './methods.ts';
import type { Values } from './parameters.ts';
import { records as kinds, type RewiringRow } from './records.ts';
import { sparsityText } from './results.ts';

type End = RewiringRow<'end'>;

/** A point a method and sparsity: the mean of its networks, with the range of their accuracies. */
function points(ends: readonly End[], along: (end: End) => number): Row[] {
  const groups = new Map<string, End[]>();
  for (const end of ends) {
    const key = `${end.method} ${end.sparsity}`;
    groups.set(key, [...(groups.get(key) ?? []), end]);
  }
  return [...groups.values()]
    .map((group): Row => {
      const { mean, low, high, count } = summarise(
        group.map(({ accuracy }) => 100 * accuracy),
        'range',
      );
      const [{ method, sparsity }] = group;
      const place = summarise(group.map(along), 'range').mean;
      return { method, sparsity: sparsityText(sparsity), place, mean, low, high, count };
    })
    .sort((a, b) => Number(a.place) - Number(b.place));
}

function against(
  ends: readonly End[],
  along: (end: End) => number,
  words: Pick<Figure, 'id' | 'title' | 'caption'> & { readonly label: string },
): Figure {
  const { label, ...head } = words;
  const data = points(ends, along);
  const channels = { x: 'place', series: 'method' };
  const networks = Math.max(0, ...data.map(({ count }) => Number(count)));
  const bars = networks > 1 ? ` Bars: the range over ${networks} repetitions.` : '';
  return {
    ...head,
    caption: `${head.caption}${bars}`,
    x: { label, type: 'log' },
    y: { label: 'test accuracy (%)' },
    series: METHODS,
    marks: [
      { type: 'line', data, ...channels, y: 'mean', opacity: 0.7 },
      {
        type: 'linkY',
        data: data.filter(({ count }) => Number(count) > 1),
        ...{ ...channels, y1: 'low', y2: 'high' },
      },
      { type: 'dot', data, ...channels, y: 'mean', title: 'sparsity' },
    ],
  };
}

/** From the records of finished or growing runs. */
export function figures(results: readonly StudyResult<Values>[]): readonly Figure[] {
  const records = results.flatMap((result) => result.records);
  const ends = kinds.rows('end', records);
  const epochs = kinds.rows('epoch', records);
  if (epochs.length === 0) return [];
  const most = Math.max(...epochs.map(({ sparsity }) => sparsity));
  const found: Figure[] = [];
  if (ends.length > 0)
    found.push(
      against(ends, ({ density }) => 100 * density, {
        id: 'accuracy-density',
        title: 'Accuracy against sparsity',
        caption:
          'One line a rule, one point a sparsity: test accuracy at the end, over the share of connections that is left.',
        label: 'connections that exist (%)',
      }),
      against(ends, ({ totalEnergy }) => totalEnergy, {
        id: 'accuracy-energy',
        title: 'Accuracy against learning energy',
        caption:
          'M₁ = Σ|Δw| over all synapses and steps, creations and deletions included; of rules that train several times, of all trainings.',
        label: 'M₁ (weight units)',
      }),
      against(ends, ({ multiplyAdds, choosing }) => multiplyAdds + choosing, {
        id: 'accuracy-arithmetic',
        title: 'Accuracy against arithmetic',
        caption:
          'Multiply-adds of all forward and backward passes while learning, and of what rules took to choose connections.',
        label: 'multiply-adds',
      }),
    );
  found.push(
    learningCurves(
      epochs.filter(({ sparsity }) => sparsity === most || sparsity === 0),
      {
        id: 'learning',
        title: `Learning with ${sparsityText(most)}`,
        caption:
          'Test accuracy after each epoch, before the next rewiring, and that of all connections.',
        measure: 'testAccuracy',
        scale: 100,
        label: 'test accuracy (%)',
        order: METHODS,
      },
    ),
    learningCurves(
      epochs.filter(({ sparsity }) => sparsity === most || sparsity === 0),
      {
        id: 'connections',
        title: 'Connections',
        caption: 'What exists at the end of each epoch: memory and time follow this number.',
        measure: 'connections',
        label: 'connections',
        y: { type: 'log' },
        order: METHODS,
      },
    ),
  );
  return found;
}
