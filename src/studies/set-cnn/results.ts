/** What a run of `set-cnn` says first: one row a method. */

import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import {
  ACCURACY,
  BEST_ACCURACY,
  CONNECTIONS,
  MEMORY,
  summedOver,
} from '../sparse-training/results.ts';
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
const summed = summedOver(epochsOf);

/** Accuracy is that of the network at the end, not the best of all epochs, which is chosen on the test set. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  row: (record) =>
    record.kind === 'epoch' || record.kind === 'layer' || record.kind === 'end'
      ? { name: record.method }
      : undefined,
  columns: [
    {
      ...ACCURACY,
      of: (found) => endOf(found)?.finalAccuracy ?? epochsOf(found).at(-1)?.testAccuracy,
    },
    { ...CONNECTIONS, of: connections },
    { label: 'of the head', unit: 'synapses', of: (found) => endOf(found)?.headConnections },
    { ...MEMORY, of: memory },
    summed('energy'),
    summed('changes'),
    summed('multiplyAdds'),
    { ...BEST_ACCURACY, of: (found) => endOf(found)?.bestAccuracy },
    summed('removed'),
    summed('born'),
  ],
});
