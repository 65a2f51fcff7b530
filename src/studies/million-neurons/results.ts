/** What a run of `million-neurons` says first: one row a width. */

import { resultTable } from '../../protocol/results.ts';
import { ACCURACY, CONNECTIONS, summedOver } from '../sparse-training/results.ts';
import type { Values } from './parameters.ts';
import { type MillionRecord, type MillionRow, records } from './records.ts';

const networkOf = (found: readonly MillionRecord[]): MillionRow<'network'> | undefined =>
  found.find((record) => record.kind === 'network');
const epochsOf = (found: readonly MillionRecord[]): MillionRow<'epoch'>[] =>
  found.filter((record) => record.kind === 'epoch');

const summed = summedOver(epochsOf);

export const results = resultTable<typeof records.table, Values>(records, {
  row: (record) =>
    record.kind === 'task'
      ? undefined
      : { name: `${record.width.toLocaleString('en-US')} units a layer` },
  columns: [
    {
      ...ACCURACY,
      of: (found) => epochsOf(found).at(-1)?.testAccuracy,
    },
    { label: 'neurons', unit: 'units', of: (found) => networkOf(found)?.neurons },
    { ...CONNECTIONS, of: (found) => networkOf(found)?.connections },
    {
      ...{ label: 'density', unit: '10⁻⁶ of all pairs' },
      of(found) {
        const network = networkOf(found);
        return network && (1e6 * network.connections) / network.possible;
      },
    },
    { label: 'memory', unit: 'bytes', of: (found) => networkOf(found)?.bytes },
    summed('multiplyAdds'),
    summed('born'),
  ],
});
