/** What a run of `compose` says first: one row a method, with every meter. */

import { resultTable } from '../../protocol/results.ts';
import type { Values } from './parameters.ts';
import { type ComposeRecord, records } from './records.ts';

type End = Extract<ComposeRecord, { readonly kind: 'end' }>;

const endOf = (found: readonly ComposeRecord[]): End | undefined =>
  found.find((record) => record.kind === 'end');

/** Methods are compared with the plain dense network, where there is none with the plain sparse one. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: ['dense', 'static'],
  row: (record) => (record.kind === 'task' ? undefined : { name: record.method }),
  columns: [
    {
      ...{ label: 'accuracy', unit: '% of the test set', form: 'percent' as const },
      of(found) {
        const last = found.at(-1);
        return last?.kind === 'task' ? undefined : last?.accuracy;
      },
    },
    {
      ...{ label: 'connections', unit: 'synapses' },
      of: (found) => endOf(found)?.connections,
    },
    { ...{ label: 'memory', unit: 'bits' }, of: (found) => endOf(found)?.bits },
    {
      ...{ label: 'changes', symbol: 'M₀', unit: 'events' },
      of: (found) => endOf(found)?.totalChanges,
    },
    {
      ...{ label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|' },
      of: (found) => endOf(found)?.totalEnergy,
    },
    {
      ...{ label: 'arithmetic', unit: 'multiply-adds' },
      of: (found) => endOf(found)?.arithmetic,
    },
    { ...{ label: 'wire', unit: 'lengths' }, of: (found) => endOf(found)?.wire },
    {
      ...{ label: 'silent', unit: 'synapses', detail: true },
      of: (found) => endOf(found)?.silent,
    },
    {
      ...{ label: 'hidden writes', unit: 'changes', detail: true },
      of: (found) => endOf(found)?.hiddenWrites,
    },
    {
      ...{ label: 'born', unit: 'synapses', detail: true },
      of: (found) => endOf(found)?.created,
    },
  ],
});
