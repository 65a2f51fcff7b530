/** What a run of `set-mlp` says first: one row a method. */

import { resultTable } from '../../protocol/results.ts';
import {
  ACCURACY,
  BEST_ACCURACY,
  STRAIGHT_WAY,
  sizeColumns,
  summedOver,
} from '../sparse-training/results.ts';
import type { Values } from './parameters.ts';
import { records, type SetRecord, type SetRow } from './records.ts';

const epochsOf = (found: readonly SetRecord[]): SetRow<'epoch'>[] =>
  found.filter((record) => record.kind === 'epoch');
const endOf = (found: readonly SetRecord[]): SetRow<'end'> | undefined =>
  found.find((record) => record.kind === 'end');
const regressionOf = (found: readonly SetRecord[]): SetRow<'regression'> | undefined =>
  found.find((record) => record.kind === 'regression');
const metricsOf = (found: readonly SetRecord[]): SetRow<'metrics'> | undefined =>
  found.find((record) => record.kind === 'metrics');
const summed = summedOver(epochsOf);

/** Accuracy (of classes) or R² (of numbers) is that of the network at the end, not the best of all epochs, which is chosen on the test set. */
export const results = resultTable<typeof records.table, Values>(records, {
  baseline: 'static',
  row: (record) =>
    record.kind === 'epoch' ||
    record.kind === 'metrics' ||
    record.kind === 'regression' ||
    record.kind === 'end'
      ? { name: record.method }
      : undefined,
  columns: [
    {
      ...ACCURACY,
      of: (found) => endOf(found)?.finalAccuracy ?? epochsOf(found).at(-1)?.testAccuracy,
    },
    {
      ...{ label: 'R²', unit: 'of the test set', measure: true },
      of: (found) => endOf(found)?.finalR2 ?? epochsOf(found).at(-1)?.testR2,
    },
    {
      ...{ label: 'balanced', unit: '%, mean recall of the classes', form: 'percent' as const },
      of: (found) => metricsOf(found)?.balancedAccuracy,
    },
    {
      ...{ label: 'macro F1', unit: '%, mean over classes', form: 'percent' as const },
      of: (found) => metricsOf(found)?.macroF1,
    },
    { label: 'MSE', unit: 'of the test set', of: (found) => regressionOf(found)?.meanSquaredError },
    ...sizeColumns(
      (found: readonly SetRecord[]) => epochsOf(found).at(-1),
      (found) => endOf(found)?.finalConnections,
    ),
    summed('energy'),
    summed('changes'),
    summed('multiplyAdds'),
    { ...BEST_ACCURACY, of: (found) => endOf(found)?.bestAccuracy },
    {
      ...{ label: 'best R²', unit: 'chosen on the test set', detail: true },
      of: (found) => endOf(found)?.bestR2,
    },
    summed('removed'),
    summed('born'),
    summed('upkeep'),
    { ...STRAIGHT_WAY, of: (found) => endOf(found)?.leastEnergy },
  ],
});
