/** How far a sweep is: states told by its folders, reasons of failures counted, the pace of the last runs. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolderOfItsOwn } from '../runs/fixtures/folder.ts';
import { taskSource } from '../runs/tasks.ts';
import { scoring } from './fixtures/scoring.ts';
import { makeSweep, writeFailure } from './folder.node.ts';
import { runsBySetting } from './places.node.ts';
import { paceOf, sweepStatus } from './status.node.ts';
import { sweepFromJson } from './sweep.ts';

inFolderOfItsOwn();

const tasks = taskSource();

describe('the state of a sweep', () => {
  it('is told by what lies in its folders', async () => {
    const document = {
      ...{ study: 'scoring', fixed: {}, axes: [{ name: 'quality', values: [1, 2, 3] }] },
      ...{ seeds: [1, 2], arithmetic: 'strict' },
    };
    const folder = await makeSweep('s', sweepFromJson(document, scoring), false);
    const all = [];
    for await (const { runs } of runsBySetting(folder, tasks)) all.push(...runs);
    const [done, begun, ...failed] = all;
    for (const run of [done, begun]) {
      await mkdir(run.folder, { recursive: true });
      await writeFile(join(run.folder, 'spec.json'), '{}');
    }
    await writeFile(join(done.folder, 'summary.json'), '{}');
    const reasons = ['no memory', 'too large', 'too large'];
    for (const [k, reason] of reasons.entries()) {
      const { identity, point } = failed[k];
      const about = { setting: 'quality', seed: point.seed, at: '', host: '' };
      await writeFailure('s', { identity, reason, ...about });
    }
    const status = await sweepStatus(folder, tasks);
    expect(status.counts).toEqual({ done: 1, running: 0, failed: 3, begun: 1, waiting: 1 });
    expect(status.total).toBe(6);
    expect(status.failures.map(({ failure, count }) => [failure.reason, count])).toEqual([
      ['too large', 2],
      ['no memory', 1],
    ]);
    expect(status.secondsLeft).toBeUndefined();
    await rm(done.folder, { recursive: true });
    expect((await sweepStatus(folder, tasks)).counts).toMatchObject({ done: 0, waiting: 2 });
  });
});

describe('the pace', () => {
  const second = 1000;
  it('is that of the last runs, up to now', () => {
    const now = 1e6;
    // Four ends, ten seconds apart, the last one now: three runs in thirty seconds.
    expect(paceOf([now - 30 * second, now - 20 * second, now - 10 * second, now], now)).toBe(0.1);
    // Ten seconds later still none: slower.
    expect(paceOf([now - 30 * second, now - 20 * second, now], now + 10 * second)).toBe(0.05);
  });

  it('is not known from one run, and forgets what was long ago', () => {
    expect(paceOf([5], 10)).toBeUndefined();
    const now = 1e7;
    const old = Array.from({ length: 9 }, (_, k) => now - 3_600_000 - k);
    expect(paceOf([...old, now - 20 * second, now - 10 * second], now)).toBe(0.05);
  });
});
