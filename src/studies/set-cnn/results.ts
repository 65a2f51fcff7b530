/** What a run of `set-cnn` says first: one row a method. */

import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { type CnnRecord, type CnnRow, records } from './records.ts';

const epochsOf = (found: readonly CnnRecord[]): CnnRow<'epoch'>[] =>
  found.filter((record) => record.kind === 'epoch');
const endOf = (found: readonly CnnRecord[]): CnnRow<'end'> | undefined =>
  found.find((record) => record.kind === 'end');
const connections = (found: readonly CnnRecord[]): number | undefined => {
  const end = endOf(found);
  return end && end.kernelConnections + end.headConnections;
};
/** Of every layer by itself: a network may have both dense and sparse ones. */
const memory = (found: readonly CnnRecord[]): number | undefined => {
  const layers = found.filter((record) => record.kind === 'layer');
  if (layers.length === 0) return undefined;
  return layers.reduce((all, layer) => all + (memoryOf(layer.connections, layer.density) ?? 0), 0);
};
const sum = (found: readonly CnnRecord[], of: (row: CnnRow<'epoch'>) => number) => {
  const rows = epochsOf(found);
  return rows.length === 0 ? undefined : rows.reduce((all, row) => all + of(row), 0);
};

/** Accuracy is that of the network at the end, not the best of all epochs, which is chosen on the test set. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  row: (record) =>
    record.kind === 'epoch' || record.kind === 'layer' || record.kind === 'end'
      ? { name: record.method }
      : undefined,
  columns: [
    {
      ...{ label: 'accuracy', unit: '% of the test set', form: 'percent' as const },
      of: (found) => endOf(found)?.finalAccuracy ?? epochsOf(found).at(-1)?.testAccuracy,
    },
    { label: 'connections', unit: 'synapses', of: connections },
    { label: 'of the head', unit: 'synapses', of: (found) => endOf(found)?.headConnections },
    { label: 'memory', unit: 'bits', detail: true, of: memory },
    {
      ...{ label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|' },
      of: (found) => sum(found, (row) => row.energy),
    },
    {
      ...{ label: 'changes', symbol: 'M₀', unit: 'events' },
      of: (found) => sum(found, (row) => row.changes),
    },
    {
      ...{ label: 'arithmetic', unit: 'multiply-adds' },
      of: (found) => sum(found, (row) => row.multiplyAdds),
    },
    {
      ...{ label: 'best accuracy', unit: '%, chosen on the test set', form: 'percent' as const },
      detail: true,
      of: (found) => endOf(found)?.bestAccuracy,
    },
    {
      ...{ label: 'removed', unit: 'synapses', detail: true },
      of: (found) => sum(found, (row) => row.removed),
    },
    {
      ...{ label: 'born', unit: 'synapses', detail: true },
      of: (found) => sum(found, (row) => row.born),
    },
  ],
});
