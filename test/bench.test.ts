/** The benchmarks judge rightly, and the peers compute what they are said to compute. No time is asserted. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GOALS, type Goal, verdictOf } from '../bench/goals.ts';
import { contestant, median, race, ratio } from '../bench/measure.ts';
import { against, peerEnvironment, peersLine } from '../bench/peers.ts';
import { markdown, quantity, stored, summary, textRow } from '../bench/table.ts';
import { ROOT } from './sources.ts';

const result = (name: string, rounds: number[]) => ({ name, rounds, least: Math.min(...rounds) });

describe('measuring', () => {
  it('compares within rounds: a disturbance that meets both does not count', () => {
    const slow = result('slow', [4, 40, 4, 8]);
    const fast = result('fast', [2, 20, 2, 1]);
    expect(ratio(slow, fast)).toBe(2);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('takes turns, each round beginning with another one', async () => {
    const order: string[] = [];
    const racer = (name: string) => ({
      name,
      burst: () => {
        order.push(name);
        return order.length;
      },
    });
    const results = await race(['a', 'b', 'c'].map(racer), 2);
    expect(order.join('')).toBe('abcbca');
    expect(results.map(({ rounds }) => rounds)).toEqual([
      [1, 6],
      [2, 4],
      [3, 5],
    ]);
  });

  it('finds how many runs make a burst', async () => {
    let runs = 0;
    // A clock that only the runs move: 1 ms each.
    const racer = await contestant('counted', () => void runs++, {
      clock: () => runs / 1000,
      burst: 0.02,
    });
    const before = runs;
    expect(racer.burst()).toBeCloseTo(0.001, 9);
    expect(runs - before).toBe(20);
  });
});

describe('goals', () => {
  it('have aims beyond their floors', () => {
    for (const [name, goal] of Object.entries<Goal>(GOALS)) {
      if (goal.aim !== undefined) expect(verdictOf(goal.aim, goal), name).toBe('holds');
    }
  });

  it('judge by the floor, in the direction that is good', () => {
    expect(verdictOf(8, GOALS.step128)).toBe('holds');
    expect(verdictOf(7.99, GOALS.step128)).toBe('falls short');
    expect(verdictOf(14, GOALS.bytes)).toBe('holds');
    expect(verdictOf(14.1, GOALS.bytes)).toBe('falls short');
    expect(verdictOf(Number.NaN, GOALS.startup)).toBe('falls short');
  });
});

describe('table', () => {
  const rows = [
    { what: 'a', measured: 11.5, unit: 'times', goal: GOALS.step128 },
    { what: 'b', measured: 0.45, unit: 'share', goal: GOALS.gather, note: 'why' },
    { what: 'c', measured: 1, unit: 'yes' },
  ] as const;

  it('shows quantities with their units', () => {
    expect(quantity(0.1234, 'ns')).toBe('0.123 ns');
    expect(quantity(36.24, 'GF/s')).toBe('36.2 GF/s');
    expect(quantity(0, 'yes')).toBe('no');
  });

  it('shows floor, aim and verdict, and marks an aim that is reached', () => {
    expect(textRow(rows[0])).toMatch(/^a +11\.5 × +≥ 8 × +≥ 9 × ✓ +holds$/);
    expect(textRow(rows[1])).toMatch(/^b +45 % +≥ 50 % +falls short {2}\(why\)$/);
    expect(textRow(rows[2])).toMatch(/^c +yes$/);
    const sections = [{ suite: 's', title: 'T', rows }];
    expect(summary(sections)).toBe('1 of 2 floors hold, 1 aims are reached (✓)');
    expect(markdown(sections, ['# H'])).toContain('| b (why) | 45 % | ≥ 50 % |  | falls short |');
    expect(stored(rows[1])).toMatchObject({ floor: 0.5, verdict: 'falls short' });
  });
});

const scripts = join(ROOT, 'bench', 'peers');
const own = join(ROOT, 'bench', '.venv', 'bin', 'python');
const interpreter = existsSync(own) ? own : 'python3';
const python = spawnSync(interpreter, ['-c', 'import numpy']).status === 0;

describe('peers', () => {
  it('run without what would slow them down, and else as we do', () => {
    const ours = { OPENBLAS_CORETYPE: 'Haswell', OPENBLAS_L2_SIZE: '262144', PATH: '/bin' };
    expect(peerEnvironment(ours)).toEqual({ PATH: '/bin' });
    expect(ours.OPENBLAS_CORETYPE).toBe('Haswell');
  });

  it('are judged by the fastest of them, and the row says which', () => {
    const peers = [
      result('scipy-csr', [20, 20]),
      result('numba-csr', [4, 6]),
      result('numpy-dense', [9, 9]),
    ];
    const rows = [...against('step', result('ours', [2, 2]), peers, GOALS.sparsePeer)];
    expect(rows.map(({ measured }) => measured)).toEqual([10, 2.5, 4.5]);
    expect(rows.map(({ goal }) => goal)).toEqual([undefined, GOALS.sparsePeer, undefined]);
    expect(rows[1].what).toBe('step, against Numba CSR');
    expect(rows[1].note).toContain('the fastest of its kind here');
  });

  it('are told with the kernel that OpenBLAS runs', () => {
    const versions = { numpy: '2.4.6' };
    expect(peersLine({ versions, blas: 'SkylakeX' })).toBe(
      'Peers: numpy 2.4.6 · OpenBLAS kernel SkylakeX · not here: scipy, numba, pandas, sklearn, pyarrow, highspy, torch, sparselab',
    );
    expect(peersLine({ versions: {} })).toContain('npm run bench -- peers');
  });

  it.runIf(python).each([1, 2])(
    'agree with each other and with finite differences, %i thread(s)',
    (threads) => {
      const words = [join(scripts, 'test_peers.py'), JSON.stringify({ threads })];
      const { status, stderr } = spawnSync(interpreter, words, { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    },
  );
});
