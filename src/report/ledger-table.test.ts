import { describe, expect, it } from 'vitest';
import type { StudyRecord } from '../protocol/study.ts';
import { ledgerTable } from './ledger-table.ts';

const epochs = (method: string, connections: number) =>
  [1, 2].map((epoch) => ({
    method,
    epoch,
    connections: connections + epoch,
    cost: { changes: 10 * epoch, energy: 0.5 },
    born: 3,
  }));

describe('ledgerTable', () => {
  it('takes stocks from the last record and sums flows', () => {
    const table = ledgerTable([
      { variant: '', records: [...epochs('set', 100), ...epochs('dense', 900)] },
    ]);
    expect(table?.quantities.map(({ keys }) => keys[0])).toEqual([
      'connections',
      'born',
      'changes',
      'energy',
    ]);
    expect(table?.rows).toEqual([
      { name: 'set', runs: 1, amounts: [102, 6, 30, 1] },
      { name: 'dense', runs: 1, amounts: [902, 6, 30, 1] },
    ]);
  });

  it('averages repetitions and keeps variants apart', () => {
    const table = ledgerTable([
      { variant: 'epsilon 10', records: epochs('set', 100) },
      { variant: 'epsilon 10', records: epochs('set', 104) },
      { variant: 'epsilon 20', records: epochs('set', 200) },
    ]);
    expect(table?.rows.map(({ name, runs, amounts }) => [name, runs, amounts[0]])).toEqual([
      ['set, epsilon 10', 2, 104],
      ['set, epsilon 20', 1, 202],
    ]);
  });

  it('is absent where records have no account', () => {
    expect(ledgerTable([{ variant: '', records: [{ step: 1, value: 2 }] }])).toBeUndefined();
  });

  it('leaves open what a learner does not report', () => {
    const records: StudyRecord[] = [
      { method: 'a', connections: 5, bits: 40 },
      { method: 'b', connections: 6 },
    ];
    expect(ledgerTable([{ variant: '', records }])?.rows[1].amounts).toEqual([6, undefined]);
  });
});
