/** What a run of `se-rnn` says first: one row a method and price. */

import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import { isMasked } from './methods.ts';
import type { Values } from './parameters.ts';
import { type EndRow, nameOf, records, type SpatialRecord, type SpatialRow } from './records.ts';

const endOf = (found: readonly SpatialRecord[]): EndRow | undefined =>
  found.find((record) => record.kind === 'end');
const checksOf = (found: readonly SpatialRecord[]): SpatialRow<'check'>[] =>
  found.filter((record) => record.kind === 'check');
const cost = (
  found: readonly SpatialRecord[],
  of: (row: NonNullable<SpatialRow<'check'>['cost']>) => number,
): number | undefined => {
  const costs = checksOf(found).flatMap((row) => row.cost ?? []);
  return costs.length === 0 ? undefined : costs.reduce((all, row) => all + of(row), 0);
};

/** Wire is weighed by |w|: the prices of this study leave all connections there and make the long ones weak. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'l1',
  row: (record) =>
    record.kind === 'check' || record.kind === 'end' ? { name: nameOf(record) } : undefined,
  columns: [
    {
      ...{ label: 'accuracy', unit: '% of trials', form: 'percent' as const },
      of: (found) => (endOf(found) ?? checksOf(found).at(-1))?.accuracy,
    },
    {
      ...{ label: 'modularity', symbol: 'Q', interval: true },
      of: (found) => endOf(found)?.modularity,
    },
    {
      ...{ label: 'wire', symbol: 'Σ|w|d', unit: 'weight × spacings' },
      of: (found) => {
        const end = endOf(found);
        return end && end.weightedLength * end.weightSum;
      },
    },
    {
      ...{ label: 'mean length', symbol: 'Σ|w|d/Σ|w|', unit: 'spacings' },
      of: (found) => (endOf(found) ?? checksOf(found).at(-1))?.weightedLength,
    },
    { label: 'connections', unit: 'recurrent synapses', of: (found) => endOf(found)?.connections },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of: (found) => {
        const end = endOf(found);
        return end && memoryOf(end.connections, isMasked(end.method) ? 0 : 1);
      },
    },
    { label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|', of: (found) => cost(found, (c) => c.energy) },
    {
      label: 'changes',
      symbol: 'M₀',
      unit: 'events',
      of: (found) => cost(found, (c) => c.changes),
    },
    {
      ...{ label: 'arithmetic', unit: 'multiply-adds' },
      of: (found) => cost(found, (c) => c.forward + c.backward),
    },
    {
      ...{ label: 'small-worldness', symbol: 'σ', detail: true },
      of: (found) => endOf(found)?.smallWorldness ?? undefined,
    },
    {
      ...{
        label: 'wire of the strongest',
        unit: 'spacings, as many as the masks have',
        detail: true,
      },
      of: (found) => endOf(found)?.wire,
    },
    {
      ...{ label: 'upkeep', unit: 'synapses × steps', detail: true },
      of: (found) => cost(found, (c) => c.upkeep),
    },
  ],
});
