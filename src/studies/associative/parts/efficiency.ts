/** What a connection is worth: stored bits per connection against sparsity, and how sparse a required function can be. */

import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { capacity, maxRobustness, maxSparsity, storedBits } from '../../../theory/index.ts';
import { CONSTRAINTS, NAMES } from '../names.ts';
import { type AssociativePart, modelOf, settingOf, theoryJob } from '../samples.ts';
import { frontierPart, marginName, SERIES, seriesOf } from './frontier.ts';

/** Largest share of the capacity without a constraint on connections that is asked for; beyond, all curves meet. */
const WIDEST = 0.98;

export const efficiencyPart: AssociativePart = {
  name: 'efficiency',
  jobs(values) {
    const model = modelOf(settingOf(values, 'free signs'));
    // The frontiers are those of the part `frontier`, which need not have been asked for.
    const needed = values.parts.includes('frontier') ? [] : frontierPart.jobs(values);
    return [
      ...needed,
      ...values.margins.flatMap((margin) =>
        Array.from({ length: values.points }, (_, k) =>
          theoryJob(`${marginName(margin)}, load ${k + 1} of ${values.points}`, 10, () => {
            const share = (WIDEST * (k + 1)) / values.points;
            const load = share * capacity({ ...model, margin }).load;
            const row = (constraint: (typeof SERIES)[number], sparsity: number) =>
              ({ kind: 'required', load, margin, share, constraint, sparsity }) as const;
            return [
              ...CONSTRAINTS.map((by) =>
                row(NAMES[by], maxSparsity({ ...model, margin, load }, by).solution.sparsity),
              ),
              row('l1 alone', maxRobustness({ ...model, load }).sparsity),
            ];
          }),
        ),
      ),
    ];
  },
  figures(all, values): readonly Figure[] {
    const [rows, required] = [all('frontier'), all('required')];
    if (required.length === 0 || rows.length === 0) return [];
    const placed = rows.map((row) => ({
      constraint: row.constraint,
      ...{ x: row.sparsity, y: row.bits, series: seriesOf(row.constraint) },
      facet: marginName(row.margin),
    }));
    const full = storedBits(1, values.outputActivity);
    const most = Math.max(...required.map(({ load }) => load));
    return [
      {
        id: 'bits-per-connection',
        title: 'Stored bits per connection',
        caption: `At capacity and fixed robustness, N → ∞; an association holds ${full.toFixed(3)} bits. Giving up connections pays: each of those that are left carries more, and with a gap nearly as much as with the best choice of connections. l0 and gap: upper bounds.`,
        x: { label: 'sparsity S (share of zero weights)', domain: [0, 1] },
        y: { label: 'bits per connection' },
        series: SERIES,
        facet: 'facet',
        aspect: 1,
        marks: [
          line(placed.filter(({ constraint }) => constraint !== 'l1')),
          ...points(placed.filter(({ constraint }) => constraint === 'l1')),
        ],
      },
      {
        id: 'required-function',
        title: 'How sparse a required function can be',
        caption:
          'Largest sparsity at which a load can still be stored with the robustness κ̃, N → ∞, up to the capacity; "l1 alone": sparsity of the most robust weights at that load, which have more robustness than is asked for. l0 and gap all but coincide: both are replica-symmetric, and optimistic at strong dilution, though alike.',
        x: { label: 'load α (associations per input)', domain: [0, 1.05 * most] },
        y: { label: 'largest sparsity S', domain: [0, 1] },
        series: SERIES,
        facet: 'facet',
        aspect: 1,
        marks: [
          line(
            required.map(({ load, margin, constraint, sparsity }) => ({
              ...{ x: load, y: sparsity, series: constraint, facet: marginName(margin) },
            })),
          ),
        ],
      },
    ];
  },
};
