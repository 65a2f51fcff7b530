/** What a run of `rewiring` says first: one row a rule and sparsity. */

import { percent } from '../../evidence/index.ts';
import { resultTable } from '../../protocol/results.ts';
import { memoryOf } from '../result-columns.ts';
import { ACCURACY, CONNECTIONS, MEMORY, summedOver } from '../sparse-training/results.ts';
import type { Values } from './parameters.ts';
import { type RewiringRecord, type RewiringRow, records } from './records.ts';

const endOf = (found: readonly RewiringRecord[]): RewiringRow<'end'> | undefined =>
  found.find((record) => record.kind === 'end');
const epochsOf = (found: readonly RewiringRecord[]): RewiringRow<'epoch'>[] =>
  found.filter((record) => record.kind === 'epoch');
const summed = summedOver(epochsOf);

/** `98 % absent`. */
export const sparsityText = (sparsity: number): string =>
  sparsity === 0 ? 'nothing absent' : `${percent(sparsity, 4).replace(/\.?0+ %$/, ' %')} absent`;

/** Rules are compared with the static network of their sparsity. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  row: (record) =>
    record.kind === 'task'
      ? undefined
      : { name: record.method, experiment: sparsityText(record.sparsity) },
  columns: [
    {
      ...ACCURACY,
      of: (found) => endOf(found)?.accuracy ?? epochsOf(found).at(-1)?.testAccuracy,
    },
    {
      ...CONNECTIONS,
      of: (found) => endOf(found)?.connections ?? epochsOf(found).at(-1)?.connections,
    },
    summed('multiplyAdds'),
    {
      label: 'choosing',
      unit: 'multiply-adds',
      of: (found) => endOf(found)?.choosing,
    },
    summed('energy'),
    { ...summed('changes'), detail: true },
    {
      ...MEMORY,
      of: (found) => memoryOf(endOf(found)?.connections, endOf(found)?.density),
    },
    {
      ...{ label: 'dead units', unit: 'hidden units', detail: true },
      of: (found) => endOf(found)?.deadUnits,
    },
    summed('born'),
  ],
});
