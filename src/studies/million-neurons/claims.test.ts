/** What the claims say of records whose truth is known. */

import { describe, expect, it } from 'vitest';
import { claimOf, expectOneRule, expectUndecided, recordOf } from '../../../test/verdicts.ts';
import type { StudyRecord } from '../../figures/record.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { StudyResult } from '../../protocol/study.ts';
import { millionNeurons } from './index.ts';
import { parameters, type Values } from './parameters.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, { widths: [10, 1000] });
const row = (kind: Parameters<typeof records.rows>[0], given: StudyRecord): StudyRecord =>
  recordOf(records, kind, given);
const network = (given: StudyRecord): StudyRecord =>
  row('network', { replicate: 0, possible: 1e12, networkBytes: 1, counts: [3, 4], ...given });
const resultOf = (...found: readonly StudyRecord[]): StudyResult<Values>[] => [
  { parameters: values, seed: 1, records: found, arrays: {} },
];
const measured = (id: string, ...found: readonly StudyRecord[]) =>
  claimOf(millionNeurons, id).measure(resultOf(...found));

describe('claims', () => {
  it('follow the one rule where seeds differ', () => {
    expectOneRule({
      claim: claimOf(millionNeurons, 'learns'),
      parameters: values,
      records: (z, replicate) => [
        row('end', { width: 10, replicate, gain: 0.9, finalAccuracy: 0.9 }),
        row('end', { width: 1000, replicate, gain: 0.05 * z, finalAccuracy: 0.5 }),
      ],
    });
  });

  it('count connections, layer by layer and epoch by epoch', () => {
    const born = network({ width: 10, connections: 7, expected: [3, 4] });
    const epoch = (connections: number) =>
      row('epoch', { width: 10, replicate: 0, epoch: 1, connections });
    const verdict = (...found: readonly StudyRecord[]) =>
      measured('connections-linear', ...found).verdict;
    expect(verdict(born, epoch(7))).toBe('holds');
    expect(verdict(born, epoch(6))).toBe('falls short');
    expect(verdict(network({ width: 10, connections: 7, expected: [4, 3] }))).toBe('falls short');
    expectUndecided(measured('connections-linear'));
  });

  it('compare bytes of networks that are large enough, and far enough apart', () => {
    const of = (connections: number, each: number) =>
      network({ width: connections, connections, bytes: connections * each, expected: [3, 4] });
    const verdict = (...found: readonly StudyRecord[]) => measured('memory-flat', ...found).verdict;
    expect(verdict(of(1e5, 40), of(1e7, 50))).toBe('holds');
    expect(verdict(of(1e5, 40), of(1e7, 51))).toBe('falls short');
    expect(verdict(of(1e4, 10), of(1e5, 40), of(1e7, 30))).toBe('holds');
    expect(verdict(of(1e5, 40), of(4e5, 90))).toBe('undecided');
    expect(measured('fits', of(3e7, 50)).verdict).toBe('holds');
    expect(measured('fits', of(3e7, 51)).verdict).toBe('falls short');
    for (const other of [1e7, 1e8])
      expect(measured('fits', of(other, 51)).verdict).toBe('undecided');
  });
});
