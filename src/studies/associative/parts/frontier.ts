/** What sparsity costs: capacity at fixed robustness along l0, gap and random support. Theory alone. */

import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { inJob } from '../../../protocol/parts.ts';
import type { Row } from '../../../protocol/records.ts';
import { frontierInSteps } from '../../../theory/associative/frontier.ts';
import { capacity, type SparsityConstraint, storedBits } from '../../../theory/index.ts';
import { CONSTRAINTS, NAMES } from '../names.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  modelOf,
  settingOf,
  theoryJob,
} from '../samples.ts';

export const SERIES = [NAMES.l0, NAMES.gap, NAMES.support, 'l1 alone'] as const;

/** Sparsest point of a frontier. */
export const SPARSEST = 0.97;

export const seriesOf = (constraint: SparsityConstraint | 'l1'): string =>
  constraint === 'l1' ? 'l1 alone' : NAMES[constraint];

export const marginName = (margin: number): string => `κ/(w√N) = ${margin}`;

/** Capacities over that of l0 at the same sparsity: the frontiers are sampled at the same sparsities. */
export function relativeToL0(
  rows: readonly Row<Table, 'frontier'>[],
): { margin: number; constraint: 'gap' | 'support'; sparsity: number; ratio: number }[] {
  const of = (margin: number, constraint: string) =>
    rows.filter((row) => row.margin === margin && row.constraint === constraint);
  return [...new Set(rows.map(({ margin }) => margin))].flatMap((margin) => {
    const best = of(margin, 'l0');
    return (['gap', 'support'] as const).flatMap((constraint) =>
      of(margin, constraint).map(({ sparsity, load }, k) => ({
        ...{ margin, constraint, sparsity, ratio: load / best[k].load },
      })),
    );
  });
}

export const frontierPart: AssociativePart = {
  name: 'frontier',
  jobs: (values) =>
    values.margins.flatMap((margin) => {
      const question = { ...modelOf(settingOf(values, 'free signs')), margin };
      const row = (
        constraint: SparsityConstraint | 'l1',
        value: number,
        { load = 0, sparsity = 0 },
      ) => {
        const bits = storedBits(load, values.outputActivity) / (1 - sparsity);
        return { kind: 'frontier', constraint, margin, value, load, sparsity, bits } as const;
      };
      return [
        theoryJob(`${marginName(margin)} l1`, 20, () => [row('l1', 1, capacity(question))]),
        ...CONSTRAINTS.map(
          (by): AssociativeJob => ({
            ...{ name: `${marginName(margin)} ${by}`, cost: 2 * values.points },
            async *run() {
              const options = { by, points: values.points, sparsest: SPARSEST };
              const found = yield* inJob(frontierInSteps(question, options));
              for (const { value, solution } of found) yield { record: row(by, value, solution) };
              return undefined;
            },
          }),
        ),
      ];
    }),
  figures(all): readonly Figure[] {
    const rows = all('frontier');
    if (rows.length === 0) return [];
    const placed = rows.map((row) => ({
      constraint: row.constraint,
      ...{ x: row.sparsity, y: row.load, series: seriesOf(row.constraint) },
      facet: marginName(row.margin),
    }));
    return [
      {
        id: 'frontier',
        title: 'What sparsity costs',
        caption:
          'Capacity at fixed robustness, N → ∞. Up to the dot, sparsity is free: weights of least l1 norm have it anyway. Beyond it, a gap costs hardly more than the best choice of connections (l0); a random choice costs most. l0 and gap: replica-symmetric values, upper bounds.',
        x: { label: 'sparsity S (share of zero weights)', domain: [0, 1] },
        y: { label: 'capacity (associations per input)' },
        series: SERIES,
        facet: 'facet',
        aspect: 1,
        marks: [
          line(placed.filter(({ constraint }) => constraint !== 'l1')),
          ...points(placed.filter(({ constraint }) => constraint === 'l1')),
        ],
      },
      {
        id: 'relative-capacity',
        title: 'A gap against the best choice of connections',
        caption:
          'Capacity relative to that with l0 at the same sparsity, N → ∞. Both are replica-symmetric; how exact solutions of small instances compare is in the figure of the robustness that is left.',
        x: { label: 'sparsity S (share of zero weights)', domain: [0, 1] },
        y: { label: 'capacity relative to l0 (%)', domain: [0, 102] },
        series: SERIES,
        facet: 'facet',
        aspect: 1,
        marks: [
          line(
            relativeToL0(rows).map(({ margin, constraint, sparsity, ratio }) => ({
              ...{ x: sparsity, y: 100 * ratio, series: NAMES[constraint] },
              facet: marginName(margin),
            })),
          ),
        ],
      },
    ];
  },
};
