/** What a run of `discrete-committee` says first: how far each learner comes, by network and kind of synapse. */

import type { RecordOf } from '../../protocol/records.ts';
import { type RowName, resultTable } from '../../protocol/results.ts';
import { atLargest, bitsOfLevels, largestSolved, solvedAll } from '../result-columns.ts';
import { MODELS, type Values } from './parameters.ts';
import { records, type Table } from './records.ts';

type Told = RecordOf<Table>;
type Tried = Extract<Told, { readonly kind: 'committee' | 'level' | 'budget' }>;

function rowOf(record: Told): RowName | undefined {
  switch (record.kind) {
    case 'committee': {
      const { units, wiring, inputs, learner } = record;
      return {
        name: learner,
        experiment: `committee of ${units}, ${wiring}, ${inputs} inputs a unit`,
      };
    }
    case 'level':
      return { name: record.learner, experiment: `${record.model}, ${record.inputs} synapses` };
    case 'budget': {
      const { inputs, nonzero } = record;
      const experiment = `levels −1, 0, 1, ${inputs} synapses, ${100 * nonzero} % of them nonzero at most`;
      return { name: record.learner, experiment, detail: true };
    }
    default:
      return undefined;
  }
}

const triedOf = (found: readonly Told[]): Tried[] =>
  found.filter(
    (record) => record.kind === 'committee' || record.kind === 'level' || record.kind === 'budget',
  );
const synapses = (row: Tried): number =>
  row.kind === 'committee' ? row.units * row.inputs : row.inputs;
const levels = (row: Tried): number => {
  if (row.kind === 'level') return MODELS[row.model].levels.length;
  return row.kind === 'budget' ? 3 : 2;
};

export const results = resultTable<Table, Values>(records, {
  baseline: 'sbpi',
  row: rowOf,
  columns: [
    {
      ...{ label: 'largest load solved', symbol: 'α', unit: 'patterns per synapse' },
      of: (found) => largestSolved(triedOf(found)),
      bound: (found) => solvedAll(triedOf(found)),
    },
    {
      ...{ label: 'connections', unit: 'synapses' },
      of(found) {
        const last = triedOf(found).at(-1);
        return last && (last.kind === 'budget' ? last.density * last.inputs : synapses(last));
      },
    },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of(found) {
        const last = triedOf(found).at(-1);
        return last && synapses(last) * bitsOfLevels(levels(last));
      },
    },
    {
      ...{ label: 'flips there', symbol: 'M₀', unit: 'events' },
      of: (found) => atLargest(triedOf(found))?.flips,
    },
    {
      ...{ label: 'hidden writes there', unit: 'changes' },
      of: (found) => atLargest(triedOf(found))?.hiddenWrites,
    },
    { label: 'sweeps there', of: (found) => atLargest(triedOf(found))?.iterations },
  ],
});
