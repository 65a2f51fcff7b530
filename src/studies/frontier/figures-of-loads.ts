/** One unit beside theory: what it stores under each constraint, and how many of its connections are left. */

import { grouped, judgeMean, valuesOf } from '../../evidence/index.ts';
import type { Figure, Row } from '../../figures/figure.ts';
import { pooled } from '../../protocol/study.ts';
import { accuracy, type End, endsOf, type Results, shareLeft } from './cells.ts';
import { records } from './records.ts';

const SOURCE =
  'capacities for N → ∞ at margin 0 (Gardner 1988; Baig and Stepanyants 2024 for signs and gaps, Gutfreund and Stein 1990 for levels)';
const BEST = 'theory: the best connections (l0)';
const GAPS = 'theory: a gap';

const numberOf = (share: number | undefined): number | null =>
  share === undefined ? null : 100 * share;

/** Stored associations against load, a line and a rule of theory each constraint. */
function storing(ends: readonly End[]): Figure {
  const methods = grouped(ends, ({ method }) => method);
  const data = methods.flatMap((own) =>
    grouped(own, ({ load }) => String(load)).map((same): Row => {
      const judged = judgeMean(valuesOf(same, accuracy), { range: [0, 1] });
      const [stored, low, high] = [judged.estimate, judged.low, judged.high].map(numberOf);
      return { method: same[0].method, load: same[0].load ?? null, stored, low, high };
    }),
  );
  const rules = methods.map(([{ method, capacity = null }]): Row => ({ method, capacity }));
  return {
    id: 'loads',
    title: 'What one unit stores, beside theory',
    caption: `Associations stored by the online rule, means over seeds. Dashed: ${SOURCE}; under a gap they are upper bounds.`,
    x: { label: 'load α (associations per input)', zero: true },
    y: { label: 'associations stored (%)' },
    series: methods.map(([{ method }]) => method),
    marks: [
      { type: 'ruleX', data: rules, x: 'capacity', series: 'method', dashed: true },
      { type: 'line', data, x: 'load', y: 'stored', series: 'method' },
      {
        ...{ type: 'linkY', data: data.filter(({ low }) => low !== null), x: 'load' },
        ...{ y1: 'low', y2: 'high', series: 'method' },
      },
      { type: 'dot', data, x: 'load', y: 'stored', series: 'method' },
    ],
  };
}

/** Connections that are left against load, those that stored everything filled, beside the lines of theory. */
function leaving(results: Results, ends: readonly End[]): Figure {
  const lines = pooled(records, 'theory', results).map(
    ({ constraint, share, load }): Row => ({
      ...{ method: constraint === 'l0' ? BEST : GAPS, share: 100 * share, load },
    }),
  );
  const data = ends.map(
    (end): Row => ({
      ...{ method: end.method, share: 100 * shareLeft(end), load: end.load ?? null },
      lost: end.accuracy < 1,
    }),
  );
  return {
    id: 'connections-load',
    title: 'Connections that are left, beside theory',
    caption: `A dot a unit of a seed. Above the line of the best connections nothing can be stored, however it is learned; a gap of any size lies on its own line at capacity. Lines: ${SOURCE}, replica-symmetric, upper bounds.`,
    x: { label: 'weights that are not 0 (%)', zero: true },
    y: { label: 'load α (associations per input)', zero: true },
    series: [BEST, GAPS, ...grouped(ends, ({ method }) => method).map(([{ method }]) => method)],
    hollow: 'not all stored',
    marks: [
      { type: 'line', data: lines, x: 'share', y: 'load', series: 'method', smooth: true },
      { type: 'dot', data, x: 'share', y: 'load', series: 'method', title: 'method', open: 'lost' },
    ],
  };
}

export function loadFigures(results: Results): Figure[] {
  const ends = endsOf(results).filter(({ experiment }) => experiment === 'loads');
  return ends.length === 0 ? [] : [storing(ends), leaving(results, ends)];
}
