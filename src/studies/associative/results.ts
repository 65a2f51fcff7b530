/** What a run of `associative` says first: how far the online rule comes, and what its parts are for. */

import type { RecordOf } from '../../protocol/records.ts';
import { type RowName, resultTable } from '../../protocol/results.ts';
import { atLargest, largestSolved, memoryOf, solvedAll } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { records, type Table } from './records.ts';

type Told = RecordOf<Table>;
type Of<K extends Told['kind']> = Extract<Told, { readonly kind: K }>;

const onlineOf = (found: readonly Told[]): Of<'online'>[] =>
  found.filter((record) => record.kind === 'online');
const imageOf = (found: readonly Told[]): Of<'image'> | undefined =>
  found.find((record) => record.kind === 'image');
const solutionOf = (found: readonly Told[]): Of<'exact-solution' | 'signs-solution'> | undefined =>
  found.find((record) => record.kind === 'exact-solution' || record.kind === 'signs-solution');

function rowOf(record: Told): RowName | undefined {
  switch (record.kind) {
    case 'online':
      return { name: record.rule, experiment: `online rule, ${record.inputs} inputs` };
    case 'exact-solution':
    case 'signs-solution': {
      const { constraint, value, method, inputs } = record;
      const signs = record.kind === 'exact-solution' ? 'free signs' : 'prescribed signs';
      return {
        name: `${constraint} ${value}, ${method}`,
        experiment: `solutions, ${signs}, ${inputs} inputs`,
        detail: true,
      };
    }
    case 'image': {
      const name = record.gap > 0 ? `${record.method}, gap ${record.gap}` : record.method;
      return { name, experiment: 'images', detail: true };
    }
    default:
      return undefined;
  }
}

/** Connections of the online rule at the largest load that it stored. */
const connections = (found: readonly Told[]): number | undefined => {
  const online = atLargest(onlineOf(found)) ?? onlineOf(found).at(-1);
  const row = online ?? solutionOf(found);
  return row && row.inputs * (1 - row.sparsity);
};
const density = (found: readonly Told[]): number | undefined => {
  const row = atLargest(onlineOf(found)) ?? onlineOf(found).at(-1) ?? solutionOf(found);
  return row ? 1 - row.sparsity : imageOf(found)?.density;
};

export const results = resultTable<Table, Values>(records, {
  baseline: 'no learning',
  row: rowOf,
  columns: [
    {
      ...{ label: 'largest load stored', symbol: 'α', unit: 'associations per input' },
      of: (found) => largestSolved(onlineOf(found)),
      bound: (found) => solvedAll(onlineOf(found)),
    },
    { label: 'robustness', symbol: 'κ̃', interval: true, of: (found) => solutionOf(found)?.margin },
    {
      ...{ label: 'accuracy', unit: '% of the test set', form: 'percent' as const },
      of: (found) => imageOf(found)?.accuracy,
    },
    { label: 'connections', unit: 'synapses', of: connections },
    {
      ...{ label: 'density', unit: '% of the first layer', form: 'percent' as const },
      of: density,
    },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of: (found) => memoryOf(connections(found), density(found)),
    },
    {
      ...{ label: 'energy', symbol: 'M₁', unit: 'of online: w' },
      of: (found) => atLargest(onlineOf(found))?.energy ?? imageOf(found)?.energy,
    },
    {
      ...{ label: 'changes', symbol: 'M₀', unit: 'events' },
      of: (found) => atLargest(onlineOf(found))?.changes ?? imageOf(found)?.changes,
    },
    { label: 'steps', of: (found) => atLargest(onlineOf(found))?.steps },
  ],
});
