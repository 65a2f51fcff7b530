/** What a run of `set-rbm` says first: one row a method. */

import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { type RbmRow, type RbmStudyRecord, records } from './records.ts';

const of = <K extends RbmStudyRecord['kind']>(found: readonly RbmStudyRecord[], kind: K) =>
  found.filter((record): record is Extract<RbmStudyRecord, { kind: K }> => record.kind === kind);
const last = (found: readonly RbmStudyRecord[]): RbmRow<'epoch'> | undefined =>
  of(found, 'epoch').at(-1);
const sum = (found: readonly RbmStudyRecord[], take: (row: RbmRow<'epoch'>) => number) => {
  const rows = of(found, 'epoch');
  return rows.length === 0 ? undefined : rows.reduce((all, row) => all + take(row), 0);
};
const connections = (found: readonly RbmStudyRecord[]): number | undefined =>
  of(found, 'end').at(-1)?.finalConnections ?? last(found)?.connections;
const density = (found: readonly RbmStudyRecord[]): number | undefined => {
  const [epoch, left] = [last(found), connections(found)];
  return epoch && left && (epoch.density * left) / epoch.connections;
};
const negated = (x: number | undefined): number | undefined => (x === undefined ? undefined : -x);

/** Of each machine at the end. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  less: true,
  row: (record) =>
    record.kind === 'epoch' || record.kind === 'likelihood' || record.kind === 'end'
      ? { name: record.method }
      : undefined,
  columns: [
    {
      label: '−log p',
      unit: 'nats a test example',
      of: (found) => negated(of(found, 'likelihood').at(-1)?.testLogProbability),
    },
    {
      ...{ label: 'error', unit: 'squared, of reconstructions', measure: true, interval: true },
      of: (found) => of(found, 'end').at(-1)?.finalError ?? last(found)?.testError,
    },
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
      ...{ label: '−log p, training', unit: 'nats an example', detail: true },
      of: (found) => negated(of(found, 'likelihood').at(-1)?.trainLogProbability),
    },
    {
      ...{ label: 'interval of log Z', unit: 'nats', detail: true },
      of: (found) => {
        const row = of(found, 'likelihood').at(-1);
        return row && row.high - row.low;
      },
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
      of: (found) => of(found, 'end').at(-1)?.leastEnergy,
    },
  ],
});
