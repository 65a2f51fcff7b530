/** What a run of `rewiring` says first: one row a rule and sparsity. */

import { percent } from '../../evidence/index.ts';
import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { type RewiringRecord, type RewiringRow, records } from './records.ts';

const endOf = (found: readonly RewiringRecord[]): RewiringRow<'end'> | undefined =>
  found.find((record) => record.kind === 'end');
const epochsOf = (found: readonly RewiringRecord[]): RewiringRow<'epoch'>[] =>
  found.filter((record) => record.kind === 'epoch');
const sum = (
  found: readonly RewiringRecord[],
  of: (row: RewiringRow<'epoch'>) => number,
): number | undefined => {
  const rows = epochsOf(found);
  return rows.length === 0 ? undefined : rows.reduce((all, row) => all + of(row), 0);
};

/** `98 % absent`. */
export const sparsityText = (sparsity: number): string =>
  sparsity === 0 ? 'nothing absent' : `${percent(sparsity, 4).replace(/\.?0+ %$/, ' %')} absent`;

/** Rules are compared with the static network of their sparsity. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  row: (record) =>
    record.kind === 'task'
      ? undefined
      : { name: record.method, experiment: sparsityText(record.sparsity) },
  columns: [
    {
      label: 'accuracy',
      unit: '% of the test set',
      form: 'percent',
      of: (found) => endOf(found)?.accuracy ?? epochsOf(found).at(-1)?.testAccuracy,
    },
    {
      label: 'connections',
      unit: 'synapses',
      of: (found) => endOf(found)?.connections ?? epochsOf(found).at(-1)?.connections,
    },
    {
      label: 'arithmetic',
      unit: 'multiply-adds',
      of: (found) => sum(found, (row) => row.multiplyAdds),
    },
    {
      label: 'choosing',
      unit: 'multiply-adds',
      of: (found) => endOf(found)?.choosing,
    },
    {
      label: 'energy',
      symbol: 'M₁',
      unit: 'Σ|Δw|',
      of: (found) => sum(found, (row) => row.energy),
    },
    {
      ...{ label: 'changes', symbol: 'M₀', unit: 'events', detail: true },
      of: (found) => sum(found, (row) => row.changes),
    },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of: (found) => memoryOf(endOf(found)?.connections, endOf(found)?.density),
    },
    {
      ...{ label: 'dead units', unit: 'hidden units', detail: true },
      of: (found) => endOf(found)?.deadUnits,
    },
    {
      ...{ label: 'born', unit: 'synapses', detail: true },
      of: (found) => sum(found, (row) => row.born),
    },
  ],
});
