/** What a run on a battery of cognitive tasks says first: one row a network. */

import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import { type CognitiveRecord, type CurveRow, type EndRow, records } from './records.ts';

const endOf = (found: readonly CognitiveRecord[]): EndRow | undefined =>
  found.find((record) => record.kind === 'end');
const lastOf = (found: readonly CognitiveRecord[]): CurveRow | undefined =>
  found.filter((record) => record.kind === 'curve').at(-1);
const told = (found: readonly CognitiveRecord[]): EndRow | CurveRow | undefined =>
  endOf(found) ?? lastOf(found);

/** Networks of other sizes are other rows: their name says so where it has to. */
export const results = resultTable<typeof records.table, unknown>(records, {
  baseline: 'dense',
  row: (record) =>
    record.kind === 'curve' || record.kind === 'end'
      ? { name: record.network, experiment: `${record.units} units` }
      : undefined,
  columns: [
    {
      ...{ label: 'accuracy', unit: '% of decision steps', form: 'percent' as const },
      of: (found) => told(found)?.accuracy,
    },
    {
      ...{ label: 'solved', unit: '% of the tasks', form: 'percent' as const },
      of: (found) => told(found)?.solved,
    },
    { label: 'connections', unit: 'recurrent synapses', of: (found) => told(found)?.synapses },
    {
      ...{ label: 'density', unit: '%', form: 'percent' as const },
      of: (found) => told(found)?.density,
    },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of: (found) => memoryOf(told(found)?.synapses, told(found)?.density),
    },
    { label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|', of: (found) => told(found)?.totalEnergy },
    { label: 'changes', symbol: 'M₀', unit: 'events', of: (found) => endOf(found)?.totalChanges },
    { label: 'arithmetic', unit: 'multiply-adds', of: (found) => told(found)?.totalOperations },
    {
      ...{ label: 'wire', unit: 'Σ of distances, places', detail: true },
      of: (found) => endOf(found)?.wireLength,
    },
    {
      ...{ label: 'to the criterion', unit: 'trials', detail: true },
      of: (found) => endOf(found)?.criterion.trials ?? undefined,
    },
    {
      ...{ label: 'weights and biases', unit: 'of all blocks', detail: true },
      of: (found) => endOf(found)?.parameters,
    },
  ],
});
