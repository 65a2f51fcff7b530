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
import { createRandom, type Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { setMlp } from './index.ts';
import { parameters, type Values } from './parameters.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, { epochs: 200, hidden: [30], epsilon: 2 });
const row = (kind: Parameters<typeof records.rows>[0], given: StudyRecord): StudyRecord =>
  recordOf(records, kind, given);
/** One input more than is asked for in no place: five inputs are enough for correlations. */
const task = row('task', { deviations: [1, 2, 3, 4, 5] });

const judging = (
  id: string,
  made: (z: number, replicate: number, random: Random) => StudyRecord[],
  given: Partial<Values> = {},
): Judging<Values> => ({
  claim: claimOf(setMlp, id),
  parameters: { ...values, ...given },
  records: made,
  first: [task],
});

/** Best accuracies with this difference; what seeds share is large and cancels. */
const ends =
  (other: 'static' | 'dense', bar: number) =>
  (z: number, replicate: number, random: Random): StudyRecord[] => {
    const shared = 0.8 + 0.02 * random.normal();
    const bestAccuracy = shared + bar + 0.004 * z;
    return [
      row('end', { method: 'set', replicate, bestAccuracy, finalConnections: 5 }),
      row('end', { method: other, replicate, bestAccuracy: shared, finalConnections: 100 }),
    ];
  };

const gaps = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const sparse = 0.1 + 0.3 * random.uniform();
  const of = (method: string, epoch: number, gap: number): StudyRecord =>
    row('epoch', { method, replicate, epoch, trainLoss: 0.5, testLoss: 0.5 + gap });
  // The last epoch counts, whatever was before.
  return [
    of('set', 1, 9),
    of('dense', 1, 0),
    of('set', 2, sparse),
    of('dense', 2, sparse + 0.05 * z),
  ];
};

/** Connections of five inputs: a curve that has nothing to do with the deviations, and a little that follows them. */
const maps = (z: number, replicate: number): StudyRecord[] => {
  const counts = [2, -1, -2, -1, 2].map((q, k) => Math.round(1e7 + 1e6 * q + 1e4 * z * (k - 2)));
  return [
    row('input-map', { method: 'set', replicate, counts }),
    row('input-map', { method: 'static', replicate, counts: [1, 2, 3, 4, 5] }),
  ];
};

const degrees = (z: number, replicate: number): StudyRecord[] => [
  row('degrees', { method: 'set', replicate, layer: 1, side: 'out', dispersion: 1 + 0.1 * z }),
  row('degrees', { method: 'set', replicate, layer: 1, side: 'in', dispersion: 7 }),
  row('degrees', { method: 'set', replicate, layer: 2, side: 'out', dispersion: 0 }),
  row('degrees', { method: 'static', replicate, layer: 1, side: 'out', dispersion: 0.2 }),
];

describe('claims', () => {
  it.each([
    judging('set-beats-static', ends('static', 0)),
    judging('set-matches-dense', ends('dense', -0.01)),
    judging('less-overfitting', gaps),
    judging('inputs-found', maps),
    judging('degrees-spread', degrees),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it('name the margin and what was chosen on the test set', () => {
    expect(claimOf(setMlp, 'set-matches-dense').statement).toContain('within one point');
    for (const id of ['set-matches-dense', 'set-beats-static'])
      expect(claimOf(setMlp, id).statement).toContain('best accuracy over epochs on the test set');
  });

  it('wait for wiring to evolve', () => {
    for (const one of [
      judging('inputs-found', maps, { epochs: 99 }),
      judging('degrees-spread', degrees, { epochs: 99 }),
    ]) {
      const made = [7, 7.5, 8, 8.2].flatMap((z, k) => one.records(z, k, undefined as never));
      const result = { parameters: one.parameters, seed: 1, arrays: {}, records: [task, ...made] };
      expectUndecided(one.claim.measure([result]), /after 99 epochs, which is too few to tell/);
      const longer = { ...result, parameters: { ...values, epochs: 100 } };
      expect(one.claim.measure([longer]).verdict).toBe('holds');
    }
  });

  it('do not say of a short training that it falls short', () => {
    for (const other of ['static', 'dense'] as const) {
      const one = judging(
        `set-${other === 'static' ? 'beats-static' : 'matches-dense'}`,
        ends(other, -0.5),
        { epochs: 99 },
      );
      const made = [7, 7.5, 8, 8.2].flatMap((z, k) => one.records(z, k, createRandom(k)));
      const result = { parameters: one.parameters, seed: 1, arrays: {}, records: [task, ...made] };
      expectUndecided(one.claim.measure([result]), /after 99 epochs, which is too few to tell/);
      const longer = { ...result, parameters: { ...values, epochs: 100 } };
      expect(one.claim.measure([longer]).verdict).toBe('falls short');
    }
  });

  it('know whether connections stay as many as were asked for', () => {
    const { measure } = claimOf(setMlp, 'connections-constant');
    // ε = 2: (5 + 30) and (30 + 10) units, 70 and 80 connections.
    const epochs = (counts: readonly number[], method = 'set') =>
      counts.map((connections, k) => row('epoch', { method, epoch: k + 1, connections }));
    const said = (made: StudyRecord[], first = [task]) =>
      measure([{ parameters: values, seed: 1, arrays: {}, records: [...first, ...made] }]);
    expect(said(epochs([150, 150, 150]))).toMatchObject({
      verdict: 'holds',
      measured: expect.stringContaining('150 connections in every epoch, 150 expected'),
    });
    expect(said(epochs([150, 149])).verdict).toBe('falls short');
    expect(said(epochs([149, 149])).verdict).toBe('falls short');
    expect(said([...epochs([150]), ...epochs([3], 'dense')]).verdict).toBe('holds');
    expectUndecided(said(epochs([150], 'static')), /not run/);
    expectUndecided(said(epochs([150]), []));
    // A network that was given has its own number, whatever ε says.
    const given = { ...values, from: 'pruned.npz' };
    const going = (counts: readonly number[]) =>
      measure([{ parameters: given, seed: 1, arrays: {}, records: [task, ...epochs(counts)] }]);
    expect(going([258, 258]).verdict).toBe('holds');
    expect(going([258, 257]).verdict).toBe('falls short');
  });
});
