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
import { PUBLISHED } from './claims.ts';
import { rewiring } from './index.ts';
import type { Method } from './methods.ts';
import { parameters, type Values } from './parameters.ts';
import { records } from './records.ts';

const values = resolveParameters(parameters, { epochs: 100 });
const row = (kind: Parameters<typeof records.rows>[0], given: StudyRecord): StudyRecord =>
  recordOf(records, kind, given);
const task = row('task', { task: 'mnist', classes: 10 });
const end = (method: string, sparsity: number, replicate: number, accuracy: number): StudyRecord =>
  row('end', { method, sparsity, replicate, accuracy, multiplyAdds: 10, choosing: 0 });

const judging = (
  id: string,
  made: Judging<Values>['records'],
  more: Partial<Judging<Values>> = {},
): Judging<Values> => ({
  ...{ claim: claimOf(rewiring, id), parameters: values, records: made, first: [task] },
  ...more,
});

/** Accuracies with this difference at the largest sparsity; at a smaller one they are the other way round. */
const ends =
  (ours: Method, theirs: Method) =>
  (z: number, replicate: number, random: Random): StudyRecord[] => {
    const shared = 0.8 + 0.02 * random.normal();
    const of = (method: Method, accuracy: number): StudyRecord[] => [
      end(method, method === 'dense' ? 0 : 0.99, replicate, accuracy),
      ...(method === 'dense' ? [] : [end(method, 0.9, replicate, 1 - accuracy)]),
    ];
    return [...of(ours, shared + 0.004 * z), ...of(theirs, shared)];
  };

const levels = (z: number, replicate: number): StudyRecord[] => [
  end('largest-removal', 0.99, replicate, 0.2 - 0.01 * z),
  end('largest-removal', 0.9, replicate, 0.9),
];

/** Half a margin inside of the published value is certain, the lower end of the margin is the bar. */
const cells =
  (method: string, sparsity: number) =>
  (z: number, replicate: number): StudyRecord[] => [
    end(method, sparsity, replicate, PUBLISHED[method][sparsity] / 100 - 0.0025 + 0.0001 * z),
  ];

describe('claims', () => {
  it.each([
    judging('set-beats-static', ends('set', 'static')),
    judging('dense-beats-set', ends('dense', 'set')),
    judging('rigl-beats-set', ends('rigl', 'set')),
    judging('random-removal-costs', ends('set', 'random-removal')),
    judging('largest-removal-prevents', levels),
    judging('table-dense', cells('dense', 0), { joint: true }),
    judging('table-set', cells('set', 0.99), { joint: true }),
  ])('$claim.id: follows the one rule', (one) => {
    expectOneRule(one);
  });

  it('ask every cell of a column, and other data for none', () => {
    const { measure } = claimOf(rewiring, 'table-set');
    const said = (first: StudyRecord, ...cells: [number, number][]) =>
      measure([
        {
          ...{ parameters: values, seed: 1, arrays: {} },
          records: [
            first,
            ...cells.flatMap(([sparsity, off]) =>
              [0, 1, 2, 3].map((k) =>
                end('set', sparsity, k, PUBLISHED.set[sparsity] / 100 + off + 0.0001 * k),
              ),
            ),
          ],
        },
      ]);
    expect(said(task, [0.9, 0], [0.99, 0.001]).verdict).toBe('holds');
    expect(said(task, [0.9, 0], [0.99, 0.02])).toMatchObject({
      verdict: 'falls short',
      measured: expect.stringContaining('at 99 %: published 95.8 %, here 97.8'),
    });
    expectUndecided(said(row('task', { task: 'digits', classes: 10 }), [0.9, 0]), /preset paper/);
    expectUndecided(said(task), /preset paper/);
  });

  it('do not say of a short training that evolution brings nothing', () => {
    const one = judging('set-beats-static', ends('set', 'static'));
    const made = [-7, -7.5, -8, -8.2].flatMap((z, k) => one.records(z, k, createRandom(k)));
    const result = { parameters: values, seed: 1, arrays: {}, records: [task, ...made] };
    expect(one.claim.measure([result]).verdict).toBe('falls short');
    const short = { ...result, parameters: { ...values, epochs: 12 } };
    expectUndecided(one.claim.measure([short]), /after 12 epochs, which is too few to tell/);
  });

  it('say how much more arithmetic a dense gradient takes', () => {
    const { measure } = claimOf(rewiring, 'rigl-beats-set');
    const made = ends('rigl', 'set')(1, 0, { normal: () => 0 } as Random);
    const dear = made.map((record) =>
      record.method === 'rigl' ? { ...record, choosing: 5 } : record,
    );
    const result = { parameters: values, seed: 1, arrays: {}, records: [task, ...dear] };
    expect(measure([result]).measured).toContain('arithmetic × 1.50');
  });
});
