/** What a run of `set-rbm` says first: one row a method. */

import { resultTable } from '../../protocol/results.ts';
import { STRAIGHT_WAY, sizeColumns, summedOver } from '../sparse-training/results.ts';
import type { Values } from './parameters.ts';
import { type RbmRow, type RbmStudyRecord, records } from './records.ts';

const of = <K extends RbmStudyRecord['kind']>(found: readonly RbmStudyRecord[], kind: K) =>
  found.filter((record): record is Extract<RbmStudyRecord, { kind: K }> => record.kind === kind);
const last = (found: readonly RbmStudyRecord[]): RbmRow<'epoch'> | undefined =>
  of(found, 'epoch').at(-1);
const summed = summedOver((found: readonly RbmStudyRecord[]) => of(found, 'epoch'));
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
    ...sizeColumns(last, (found) => of(found, 'end').at(-1)?.finalConnections),
    summed('energy'),
    summed('changes'),
    summed('multiplyAdds'),
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
    summed('removed'),
    summed('born'),
    summed('upkeep'),
    { ...STRAIGHT_WAY, of: (found) => of(found, 'end').at(-1)?.leastEnergy },
  ],
});
