/** What a run of `frontier` says first: one row a method and experiment, with every meter. */

import { resultTable } from '../../protocol/results.ts';
import type { Values } from './parameters.ts';
import { type FrontierRecord, type FrontierRow, records } from './records.ts';

const endOf = (found: readonly FrontierRecord[]): FrontierRow<'end'> | undefined =>
  found.find((record) => record.kind === 'end');

/** Loads are rows of their own. */
const nameIn = ({ experiment, method, load }: FrontierRow<'end'>): string =>
  experiment === 'loads' ? `${method} at ${Number(load?.toPrecision(3))}` : method;

/** Methods are compared with the plain dense network, or a plain unit, where there is one. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: ['dense', 'l1'],
  row: (record) =>
    record.kind === 'end' ? { name: nameIn(record), experiment: record.experiment } : undefined,
  columns: [
    {
      ...{ label: 'accuracy', unit: '% of the test set', form: 'percent' as const },
      of: (found) => endOf(found)?.accuracy,
    },
    { label: 'connections', unit: 'synapses', of: (found) => endOf(found)?.connections },
    { label: 'memory', unit: 'bits', of: (found) => endOf(found)?.bits },
    {
      ...{ label: 'changes', symbol: 'M₀', unit: 'events' },
      of: (found) => endOf(found)?.totalChanges,
    },
    { label: 'arithmetic', unit: 'multiply-adds', of: (found) => endOf(found)?.arithmetic },
    {
      ...{ label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|', detail: true },
      of: (found) => endOf(found)?.totalEnergy,
    },
    {
      ...{ label: 'wire', unit: 'sides of the picture, or places of units', detail: true },
      of: (found) => endOf(found)?.wire,
    },
    {
      ...{ label: 'upkeep', unit: 'connections × steps', detail: true },
      of: (found) => endOf(found)?.upkeep,
    },
    {
      ...{ label: 'written', unit: 'bits', detail: true },
      of: (found) => endOf(found)?.written,
    },
  ],
});
