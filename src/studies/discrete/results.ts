/** What a run of `discrete` says first: how far each learner comes. */

import type { RecordOf } from '../../protocol/records.ts';
import { type RowName, resultTable } from '../../protocol/results.ts';
import { atLargest, bitsOfLevels, largestSolved, solvedAll } from '../result-columns.ts';
import type { Values } from './parameters.ts';
import { records, type Table } from './records.ts';

type Told = RecordOf<Table>;
type Tried = Extract<Told, { readonly kind: 'solve' | 'walk' | 'scarce' }>;

function rowOf(record: Told): RowName | undefined {
  switch (record.kind) {
    case 'solve':
      return { name: record.learner, experiment: `levels ±1, ${record.inputs} synapses` };
    case 'walk':
      return { name: record.learner, experiment: `walks, ${record.inputs} synapses`, detail: true };
    case 'scarce': {
      const experiment = `levels −1, 0, 1, ${record.inputs} synapses, ${100 * record.nonzero} % of them nonzero at most`;
      return { name: record.learner, experiment, detail: true };
    }
    case 'image': {
      const name = record.levels === 0 ? 'real numbers' : `${record.levels} levels`;
      return { name, experiment: 'images, a hidden layer of few levels', detail: true };
    }
    default:
      return undefined;
  }
}

const triedOf = (found: readonly Told[]): Tried[] =>
  found.filter(
    (record) => record.kind === 'solve' || record.kind === 'walk' || record.kind === 'scarce',
  );
const imageOf = (found: readonly Told[]): Extract<Told, { readonly kind: 'image' }> | undefined =>
  found.find((record) => record.kind === 'image');

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
      ...{ label: 'accuracy', unit: '% of the test images', form: 'percent' as const },
      of: (found) => imageOf(found)?.accuracy,
    },
    {
      ...{ label: 'connections', unit: 'synapses' },
      of: (found) => {
        const tried = triedOf(found).at(-1);
        return tried && (tried.kind === 'scarce' ? tried.density * tried.inputs : tried.inputs);
      },
    },
    {
      ...{ label: 'memory', unit: 'bits', detail: true },
      of(found) {
        const image = imageOf(found);
        if (image !== undefined) return 8 * image.bytes;
        const tried = triedOf(found).at(-1);
        return tried && tried.inputs * bitsOfLevels(tried.kind === 'scarce' ? 3 : 2);
      },
    },
    {
      ...{ label: 'flips there', symbol: 'M₀', unit: 'events' },
      of: (found) => atLargest(triedOf(found))?.flips ?? imageOf(found)?.changes,
    },
    {
      ...{ label: 'hidden writes there', unit: 'changes' },
      of: (found) => atLargest(triedOf(found))?.hiddenWrites ?? imageOf(found)?.hiddenWrites,
    },
    {
      ...{ label: 'sweeps there', unit: 'of walks: flips tried' },
      of: (found) => atLargest(triedOf(found))?.iterations,
    },
  ],
});
