/**
 * Sweeps on a real Slurm of one node, without a database of accounts: an array no longer than the site allows, elements that
 * are cancelled in the middle and taken up again, and the bits of the local executor.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { heard } from '../../src/cli/fixtures/world.ts';
import { holdRuns } from '../../src/runs/fixtures/hold.ts';
import { findRuns, readRun } from '../../src/runs/stored.ts';
import { countingSweep, hashesOf, program } from './programs.ts';
import { NO_SLURM, type Slurm, startSlurm } from './slurm.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
if (NO_SLURM !== undefined) console.warn(`skipped: ${NO_SLURM}`);

describe.skipIf(NO_SLURM !== undefined)('a sweep on Slurm', () => {
  let slurm: Slurm;
  let root: string;
  beforeAll(async () => {
    slurm = await startSlurm(3);
    root = await mkdtemp(join(tmpdir(), 'frugal-engines-'));
  });
  afterAll(async () => {
    await slurm?.remove();
    await rm(root, { recursive: true, force: true });
  });

  /** Until no element waits or runs. */
  async function ended(): Promise<string[]> {
    while (true) {
      const states = slurm.jobs();
      if (!states.some((state) => /PENDING|RUNNING|COMPLETING|CONFIGURING/.test(state)))
        return states;
      await sleep(300);
    }
  }

  it('is one array, cut off in the middle, submitted again, with the bits of the local executor', async () => {
    const axes = countingSweep(3, { pause: '0,25', steps: 40 });
    const hold = holdRuns(10);
    const path = join(root, 's');
    const on = ['--on', 'slurm', '--per-element', '1', '--minutes', '10', '--checkpoint', '0'];
    const submitted = await program(['sweep', ...axes, '--out', path, ...on], { env: slurm.env })
      .ended;
    expect([submitted.code, submitted.err]).toEqual([
      0,
      expect.stringContaining('submitted as job'),
    ]);
    // Six runs and as many elements wanted; the site allows three.
    expect(await readFile(join(path, 'slurm', 'array.sh'), 'utf8')).toMatch(
      /^#SBATCH --array=0-2$/m,
    );
    while (
      !(await readdir(path, { recursive: true })).some((name) => name.endsWith('checkpoint.npz'))
    )
      await sleep(100);
    // What a time limit and a preemption send; the program takes the shell's place and hears it.
    slurm.command(
      'scancel',
      '--batch',
      '--signal=TERM',
      ...slurm.command('squeue', '-h', '-r', '-t', 'RUNNING', '-o', '%i').trim().split('\n'),
    );
    slurm.command('scancel', `--user=${userInfo().username}`, '--state=PENDING');
    await ended();
    hold.release();
    const status = await heard(['sweep', 'status', path]);
    expect(status.out).toMatch(/interrupted +[1-6]/);
    const logs = await Promise.all(
      (await readdir(join(path, 'slurm')))
        .filter((name) => name.endsWith('.log'))
        .map((name) => readFile(join(path, 'slurm', name), 'utf8')),
    );
    expect(logs.join('\n')).toMatch(/interrupted; \d run/);

    const again = await program(['sweep', path, ...on], { env: slurm.env }).ended;
    expect(again.code, again.err).toBe(0);
    await ended();
    expect((await heard(['sweep', 'status', path])).out).toMatch(/done +6 +100 %/);
    await heard(['sweep', ...axes, '--out', join(root, 'local')]);
    expect(await hashesOf(path)).toEqual(await hashesOf(join(root, 'local')));
    // All is done: nothing is submitted any more.
    const idle = await program(['sweep', path, ...on], { env: slurm.env }).ended;
    expect([idle.code, idle.err]).toEqual([0, expect.not.stringContaining('submitted')]);
  });

  it('is not done where its elements were preempted: put back into the queue they go on, to the same bits', async () => {
    const axes = countingSweep(1, { pause: '0,1', steps: 40 });
    const hold = holdRuns(10);
    const path = join(root, 'requeued');
    const on = ['--on', 'slurm', '--per-element', '1', '--minutes', '10', '--checkpoint', '0'];
    const submitted = await program(['sweep', ...axes, '--out', path, ...on], { env: slurm.env })
      .ended;
    const [, job] = /submitted as job (\d+)/.exec(submitted.err) ?? [];
    const checkpoints = async () =>
      (await readdir(path, { recursive: true })).filter((name) => name.endsWith('checkpoint.npz'));
    while ((await checkpoints()).length < 2) await sleep(100);
    // What a preemption with PreemptMode=REQUEUE does to an element.
    for (const element of ['0', '1']) slurm.command('scontrol', 'requeue', `${job}_${element}`);
    while (slurm.jobs().some((state) => /RUNNING|COMPLETING/.test(state))) await sleep(300);
    expect(slurm.jobs().filter((state) => state === 'PENDING')).toHaveLength(2);
    expect((await heard(['sweep', 'status', path])).out).toMatch(/interrupted +2/);
    hold.release();
    // Slurm lets what was put back wait for two minutes.
    for (const element of ['0', '1'])
      slurm.command('scontrol', 'update', `JobId=${job}_${element}`, 'StartTime=now');
    await ended();
    expect((await heard(['sweep', 'status', path])).out).toMatch(/done +2 +100 %/);
    for (const run of await findRuns([join(path, 'runs')]))
      expect((await readRun(run)).summary?.stretches).toBe(2);
    await heard(['sweep', ...axes, '--out', join(root, 'whole')]);
    expect(await hashesOf(path)).toEqual(await hashesOf(join(root, 'whole')));
  });

  it('is refused in a line where the controller does not answer, before anything is made', async () => {
    const before = process.env.SLURM_CONF;
    process.env.SLURM_CONF = slurm.env.SLURM_CONF;
    await slurm.stopController();
    const path = join(root, 'never');
    try {
      const { code, err } = await heard([
        'sweep',
        'counting',
        '--axis',
        'steps=3,4',
        '--out',
        path,
        '--on',
        'slurm',
      ]);
      expect(code).toBeGreaterThan(0);
      expect(err).toContain('scontrol failed: ');
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(existsSync(path)).toBe(false);
    } finally {
      if (before === undefined) delete process.env.SLURM_CONF;
      else process.env.SLURM_CONF = before;
    }
  });
});
