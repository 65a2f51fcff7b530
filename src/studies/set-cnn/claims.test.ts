/** What the claims say of records whose truth is known. */

import { describe, expect, it } from 'vitest';
import {
  claimOf,
  expectOneRule,
  expectUndecided,
  type Judging,
  recordOf,
} from '../../../test/verdicts.ts';
import type { StudyRecord } from '../../figures/record.ts';
import type { Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { setCnn } from './index.ts';
import { parameters, type Values } from './parameters.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, { epochs: 200 });
const row = (kind: Parameters<typeof records.rows>[0], given: StudyRecord): StudyRecord =>
  recordOf(records, kind, given);

const judging = (
  id: string,
  made: (z: number, replicate: number, random: Random) => StudyRecord[],
  given: Partial<Values> = {},
): Judging<Values> => ({
  claim: claimOf(setCnn, id),
  parameters: { ...values, ...given },
  records: made,
});

/** Best accuracies with this difference; what seeds share is large and cancels. */
const ends =
  (other: 'static' | 'dense') =>
  (z: number, replicate: number, random: Random): StudyRecord[] => {
    const shared = 0.8 + 0.02 * random.normal();
    return [
      row('end', { method: 'set', replicate, bestAccuracy: shared + 0.004 * z }),
      row('end', { method: other, replicate, bestAccuracy: shared }),
    ];
  };

const gaps = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const sparse = 0.1 + 0.3 * random.uniform();
  const of = (method: string, epoch: number, gap: number): StudyRecord =>
    row('epoch', { method, replicate, epoch, trainLoss: 0.5, testLoss: 0.5 + gap });
  // The last epoch counts, whatever was before.
  return [
    ...[of('set', 1, 9), of('dense', 1, 0)],
    ...[of('set', 2, sparse), of('dense', 2, sparse + 0.05 * z)],
  ];
};

describe('claims', () => {
  it.each([
    judging('set-beats-static', ends('static')),
    judging('set-beats-dense', ends('dense')),
    judging('less-overfitting', gaps),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it('do not say of a short training that it falls short', () => {
    for (const other of ['static', 'dense'] as const) {
      const { claim, records: made } = judging(`set-beats-${other}`, ends(other));
      const draw = { normal: () => 0 } as Random;
      const found = [-7, -7.5, -8, -8.2].flatMap((z, k) => made(z, k, draw));
      const result = (epochs: number) => ({
        ...{ parameters: { ...values, epochs }, seed: 1, arrays: {}, records: found },
      });
      expectUndecided(claim.measure([result(99)]), /after 99 epochs, which is too few to tell/);
      expect(claim.measure([result(100)]).verdict).toBe('falls short');
    }
  });

  it('know whether connections stay as many, and what was not run', () => {
    const { measure } = claimOf(setCnn, 'connections-constant');
    const said = (counts: readonly number[], method = 'set') =>
      measure([
        {
          ...{ parameters: values, seed: 1, arrays: {} },
          records: counts.map((connections, k) =>
            row('epoch', { method, epoch: k + 1, connections }),
          ),
        },
      ]);
    expect(said([1500, 1500])).toMatchObject({
      verdict: 'holds',
      measured: '1,500 connections in every epoch',
    });
    expect(said([1500, 1499]).verdict).toBe('falls short');
    expectUndecided(said([1500], 'static'), /not run/);
  });
});
