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
import { borderAndRest } from './claims.ts';
import { setRbm } from './index.ts';
import { parameters, type Values } from './parameters.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, { epochs: 200, hidden: 30, epsilon: 2 });
const row = (kind: Parameters<typeof records.rows>[0], given: StudyRecord): StudyRecord =>
  recordOf(records, kind, given);
const taskOf = (task: string) => row('task', { task, visible: 36, shape: [6, 6] });

const judging = (
  id: string,
  made: (z: number, replicate: number, random: Random) => StudyRecord[],
  given: Partial<Judging<Values>> & { readonly task?: string } = {},
): Judging<Values> => ({
  claim: claimOf(setRbm, id),
  parameters: values,
  records: made,
  first: [taskOf(given.task ?? 'digits')],
  ...given,
});

/** Log-probabilities with this difference; what seeds share is large and cancels. An earlier look counts for nothing. */
const likelihoods =
  (other: 'static' | 'dense') =>
  (z: number, replicate: number, random: Random): StudyRecord[] => {
    const shared = -90 + 5 * random.normal();
    const of = (method: string, epoch: number, testLogProbability: number): StudyRecord =>
      row('likelihood', { method, replicate, epoch, testLogProbability });
    return [
      of('set', 100, -500),
      of(other, 100, 0),
      of('set', 200, shared + z),
      of(other, 200, shared),
    ];
  };

const errors = (z: number, replicate: number, random: Random): StudyRecord[] => {
  const shared = 0.05 + 0.01 * random.uniform();
  const of = (method: string, epoch: number, testError: number): StudyRecord =>
    row('epoch', { method, replicate, epoch, testError });
  return [
    of('set', 1, 9),
    of('static', 1, 0),
    of('set', 2, shared - 1e-3 * z),
    of('static', 2, shared),
  ];
};

const curve = new Map([
  ...([
    [1, 0.05666],
    [10, 0.03198],
    [50, 0.02293],
    [100, 0.01949],
  ] as const),
  ...([
    [501, 0.01477],
    [1000, 0.01359],
  ] as const),
]);
/** All epochs as published but one, whose error is away from the upper end of what is near. */
const coil = (z: number, replicate: number, random: Random): StudyRecord[] =>
  [...curve].map(([epoch, error]) => {
    const ratio = epoch === 50 ? 1.1 - 0.01 * z : 1 + 1e-4 * random.normal();
    return row('epoch', { method: 'set', replicate, epoch, testError: error * ratio });
  });

/** Border pixels of 6 × 6 have degree 100 but for the scatter, the four within 100 too. */
const borders = (z: number, replicate: number): StudyRecord[] => {
  const counts = Array.from({ length: 36 }, (_, i) => {
    const within = [14, 15, 20, 21].includes(i);
    return within ? 1e6 : Math.round(1e6 * Math.exp(-0.01 * z));
  });
  return [
    row('degrees', { method: 'set', replicate, side: 'visible', counts }),
    row('degrees', { method: 'set', replicate, side: 'hidden', counts: [] }),
    row('degrees', { method: 'static', replicate, side: 'visible', counts: [1] }),
  ];
};

const degrees = (z: number, replicate: number): StudyRecord[] => [
  row('degrees', { method: 'set', replicate, side: 'hidden', dispersion: 1 + 0.1 * z }),
  row('degrees', { method: 'set', replicate, side: 'visible', dispersion: 7 }),
  row('degrees', { method: 'static', replicate, side: 'hidden', dispersion: 0.2 }),
];

const dna = (z: number, replicate: number): StudyRecord[] => [
  row('likelihood', { method: 'set', replicate, epoch: 9, testLogProbability: -88 + 0.1 * z }),
];

describe('claims', () => {
  it.each([
    judging('set-beats-static', likelihoods('static')),
    judging('set-beats-dense', likelihoods('dense')),
    judging('set-reconstructs-better', errors),
    judging('coil20-curve', coil, { task: 'coil20', joint: true, draws: 400 }),
    judging('dna-plateau', dna, { task: 'dna' }),
    judging('borders-empty', borders),
    judging('degrees-spread', degrees),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it('name their margins', () => {
    expect(claimOf(setRbm, 'coil20-curve').statement).toContain('within 10 %');
    expect(claimOf(setRbm, 'dna-plateau').statement).toContain('within 3');
    expect(claimOf(setRbm, 'borders-empty').statement).toContain('the outermost two');
  });

  it('wait for wiring to evolve, and are of their own data', () => {
    const said = (one: Judging<Values>, given: Partial<Values> = {}) => {
      const made = [7, 7.5, 8, 8.2].flatMap((z, k) =>
        one.records(z, k, { normal: () => k, uniform: () => k / 4 } as Random),
      );
      const results = [
        {
          parameters: { ...values, ...given },
          seed: 1,
          arrays: {},
          records: [...(one.first ?? []), ...made],
        },
      ];
      return one.claim.measure(results);
    };
    for (const one of [judging('borders-empty', borders), judging('degrees-spread', degrees)]) {
      expectUndecided(said(one, { epochs: 99 }), /after 99 epochs, which is too few to tell/);
      expect(said(one).verdict).toBe('holds');
    }
    expectUndecided(said(judging('dna-plateau', dna)), /not run/);
    expectUndecided(said(judging('coil20-curve', coil)), /not run/);
  });

  it('tell the border from the rest', () => {
    const counts = Array.from({ length: 35 }, (_, i) => i);
    // Of 5 × 7 the middle row's three middle pixels are within.
    const [border, rest] = borderAndRest(counts, [5, 7]);
    expect(rest).toBe((16 + 17 + 18) / 3);
    expect(border).toBeCloseTo((595 - 51) / 32, 12);
  });

  it('know whether connections stay as many as were asked for', () => {
    const { measure } = claimOf(setRbm, 'connections-constant');
    const said = (counts: readonly number[], method = 'set') =>
      measure([
        {
          ...{ parameters: values, seed: 1, arrays: {} },
          records: [
            taskOf('digits'),
            ...counts.map((connections, k) => row('epoch', { method, epoch: k + 1, connections })),
          ],
        },
      ]);
    // ε = 2: 2 · (36 + 30).
    expect(said([132, 132]).verdict).toBe('holds');
    expect(said([132, 131]).verdict).toBe('falls short');
    expect(said([131, 131]).verdict).toBe('falls short');
    expectUndecided(said([132], 'static'), /not run/);
  });
});
