/** What a run of `set-mlp` says first: one row a method. */

import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { records, type SetRecord, type SetRow } from './records.ts';

const epochsOf = (found: readonly SetRecord[]): SetRow<'epoch'>[] =>
  found.filter((record) => record.kind === 'epoch');
const endOf = (found: readonly SetRecord[]): SetRow<'end'> | undefined =>
  found.find((record) => record.kind === 'end');
const regressionOf = (found: readonly SetRecord[]): SetRow<'regression'> | undefined =>
  found.find((record) => record.kind === 'regression');
const metricsOf = (found: readonly SetRecord[]): SetRow<'metrics'> | undefined =>
  found.find((record) => record.kind === 'metrics');
const sum = (found: readonly SetRecord[], of: (row: SetRow<'epoch'>) => number) => {
  const rows = epochsOf(found);
  return rows.length === 0 ? undefined : rows.reduce((all, row) => all + of(row), 0);
};
const connections = (found: readonly SetRecord[]): number | undefined =>
  endOf(found)?.finalConnections ?? epochsOf(found).at(-1)?.connections;
const density = (found: readonly SetRecord[]): number | undefined => {
  const last = epochsOf(found).at(-1);
  const left = connections(found);
  return last && left && (last.density * left) / last.connections;
};

/** Accuracy (of classes) or R² (of numbers) is that of the network at the end, not the best of all epochs, which is chosen on the test set. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  row: (record) =>
    record.kind === 'epoch' ||
    record.kind === 'metrics' ||
    record.kind === 'regression' ||
    record.kind === 'end'
      ? { name: record.method }
      : undefined,
  columns: [
    {
      label: 'accuracy',
      unit: '% of the test set',
      form: 'percent',
      of: (found) => endOf(found)?.finalAccuracy ?? epochsOf(found).at(-1)?.testAccuracy,
    },
    {
      ...{ label: 'R²', unit: 'of the test set', measure: true },
      of: (found) => endOf(found)?.finalR2 ?? epochsOf(found).at(-1)?.testR2,
    },
    {
      ...{ label: 'balanced', unit: '%, mean recall of the classes', form: 'percent' as const },
      of: (found) => metricsOf(found)?.balancedAccuracy,
    },
    {
      ...{ label: 'macro F1', unit: '%, mean over classes', form: 'percent' as const },
      of: (found) => metricsOf(found)?.macroF1,
    },
    { label: 'MSE', unit: 'of the test set', of: (found) => regressionOf(found)?.meanSquaredError },
    { label: 'connections', unit: 'synapses', of: connections },
    { label: 'density', unit: '%', form: 'percent', of: density },
    {
      label: 'memory',
      unit: 'bits',
      detail: true,
      of: (found) => memoryOf(connections(found), density(found)),
    },
    {
      label: 'energy',
      symbol: 'M₁',
      unit: 'Σ|Δw|',
      of: (found) => sum(found, (row) => row.energy),
    },
    {
      label: 'changes',
      symbol: 'M₀',
      unit: 'events',
      of: (found) => sum(found, (row) => row.changes),
    },
    {
      label: 'arithmetic',
      unit: 'multiply-adds',
      of: (found) => sum(found, (row) => row.multiplyAdds),
    },
    {
      ...{ label: 'best accuracy', unit: '%, chosen on the test set', form: 'percent' as const },
      detail: true,
      of: (found) => endOf(found)?.bestAccuracy,
    },
    {
      ...{ label: 'best R²', unit: 'chosen on the test set', detail: true },
      of: (found) => endOf(found)?.bestR2,
    },
    {
      label: 'removed',
      unit: 'synapses',
      detail: true,
      of: (found) => sum(found, (row) => row.removed),
    },
    { label: 'born', unit: 'synapses', detail: true, of: (found) => sum(found, (row) => row.born) },
    {
      label: 'upkeep',
      unit: 'synapses × steps',
      detail: true,
      of: (found) => sum(found, (row) => row.upkeep),
    },
    {
      ...{ label: 'straight way', symbol: 'M₁min', unit: 'Σ|Δw|', detail: true },
      of: (found) => endOf(found)?.leastEnergy,
    },
  ],
});
