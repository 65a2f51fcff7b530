/** Figures that the studies of recurrent networks on cognitive tasks share: learning curves with ceilings, tasks × networks. */

import type { Figure } from '../../figures/figure.ts';
import { heatMap, learningCurves } from '../../figures/index.ts';
import { mean } from '../../numerics/summary.ts';
import type { StudyRecord } from '../../protocol/study.ts';
import { type BatteryRow, type CurveRow, type EndRow, records as kinds } from './records.ts';
import { placeOf } from './settings.ts';

/** The protocol is ours: said below the first figure of a page. */
export const PROTOCOL =
  'The article’s own protocol (size, rate, steps, mask geometry) could not be read; this one is ours.';

export interface CurveOptions {
  readonly id: string;
  readonly title: string;
  /** Sentences of the caption before the usual ones. */
  readonly caption: string;
  /** Column that is drawn; default `accuracy`. */
  readonly measure?: (row: CurveRow) => number | undefined;
  readonly label?: string;
  /** Along which learning goes on; default `trials`. */
  readonly along?: 'trials' | 'update' | 'totalOperations' | 'totalEnergy' | 'recurrentOperations';
  /** Fixed order of the networks, by their bare names. */
  readonly order: readonly string[];
  /** Best value that is possible, drawn as a line. Default: the mean ceiling of the battery; null draws none. */
  readonly ceiling?: number | null;
  /** Height of the criterion, drawn as a line. */
  readonly criterion?: number;
  readonly select?: (row: CurveRow) => boolean;
}

const ALONG = {
  trials: { label: 'trials seen', scale: 1 },
  update: { label: 'updates', scale: 1 },
  totalOperations: { label: 'multiply-adds (10⁹)', scale: 1e-9 },
  recurrentOperations: { label: 'multiply-adds of recurrent synapses (10⁹)', scale: 1e-9 },
  totalEnergy: { label: 'learning energy M₁ = Σ|Δw|', scale: 1 },
} as const;

/**
 * Learning curves: mean and range over seeds at equal updates. Along operations and energy, where seeds differ, the place
 * is the mean over seeds too.
 */
export function curvesFigure(records: readonly StudyRecord[], options: CurveOptions): Figure {
  const { id, title, caption, order, along = 'trials', select = () => true } = options;
  const measure = options.measure ?? ((row: CurveRow) => row.accuracy);
  const { label: alongLabel, scale } = ALONG[along];
  const rows = kinds.rows('curve', records).filter(select);
  const places = new Map<string, number[]>();
  for (const row of rows) {
    const key = `${row.network} ${row.update}`;
    places.set(key, [...(places.get(key) ?? []), row[along]]);
  }
  const data: StudyRecord[] = rows.flatMap((row) => {
    const value = measure(row);
    if (value === undefined) return [];
    const place = scale * mean(places.get(`${row.network} ${row.update}`) ?? [0]);
    const { learner, setting } = placeOf(row);
    return [{ network: learner, setting, place, value }];
  });
  const several = new Set(data.map(({ setting }) => setting)).size > 1;
  const [battery] = kinds.rows('battery', records);
  const ceiling = options.ceiling === undefined ? battery?.ceiling : options.ceiling;
  const references = [
    ...(ceiling === undefined || ceiling === null
      ? []
      : [{ value: 100 * ceiling, label: `Bayes ceiling ${(100 * ceiling).toFixed(1)} %` }]),
    ...(options.criterion === undefined
      ? []
      : [{ value: 100 * options.criterion, label: 'criterion' }]),
  ];

  return learningCurves(data, {
    ...{ id, title, caption },
    ...{ measure: 'value', scale: 100, series: 'network', order, references },
    label: options.label ?? 'decision-period accuracy (%)',
    along: 'place',
    alongLabel,
    y: { domain: [0, 100] },
    ...(several && { panel: 'setting' }),
  });
}

/** Accuracy of every network (columns) in every task (rows), means over seeds. */
export function taskMap(
  battery: BatteryRow,
  ends: readonly EndRow[],
  order: readonly string[],
  words: { readonly id: string; readonly title: string; readonly caption: string },
): Figure {
  const shown = order.filter((name) => ends.some(({ network }) => network === name));
  const values = battery.tasks.flatMap((_, task) =>
    shown.map((name) =>
      mean(
        ends
          .filter(({ network }) => network === name)
          .map(({ taskAccuracies }) => taskAccuracies[task]),
      ),
    ),
  );
  return heatMap({
    ...words,
    values,
    rows: battery.tasks,
    breaks: battery.groups.flatMap((group, k) =>
      k > 0 && group !== battery.groups[k - 1] ? [k] : [],
    ),
    groups: shown.map((name) => ({ name, size: 1 })),
    columnLabel: '',
    colour: { label: 'decision-period accuracy', scheme: 'sequential', domain: [0, 1] },
  });
}
