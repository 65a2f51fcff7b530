/** Runs end when they are told to, also while their study computes without a pause: nothing of them stays behind. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realDisk } from '../src/runs/files.ts';
import { lockFolder } from '../src/runs/lock.ts';
import { readRun } from '../src/runs/stored.ts';
import { built } from './built.ts';
import { type InstalledNode, nodes } from './nodes.ts';
import { ROOT } from './sources.ts';

/** The study blocks for 60 s; a test that waited for its end would fail. */
const PATIENCE = 20_000;
/** Away from a terminal, requests that come faster are one request. */
const AGAIN = 400;

let folder: string;
let child: ChildProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-stop-'));
  await mkdir(join(folder, 'pids'));
});
afterEach(async () => {
  child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function begin(node: InstalledNode, ...words: string[]) {
  const main = join(ROOT, 'test/fixtures/blocking.mjs');
  child = spawn(
    node.path,
    [main, 'run', 'blocking', '--no-report', '--out', join(folder, 'out'), ...words],
    {
      env: { ...process.env, FRUGAL_TEST_PIDS: join(folder, 'pids') },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const heard = { text: '' };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    heard.text += text;
  });
  return { heard, closed: once(child, 'close') as Promise<[number | null, string | null]> };
}

/** Returns when the process has heard a request to stop, and would take the next one for another. */
async function askedToStop(heard: { readonly text: string }): Promise<void> {
  while (!heard.text.includes('stopping after this step; Ctrl-C again quits at once'))
    await sleep(20);
  await sleep(AGAIN);
}

/** The processes that compute, once there are so many. */
async function computing(count: number): Promise<number[]> {
  for (;;) {
    const found = await readdir(join(folder, 'pids'));
    if (found.length === count) return found.map(Number);
    await sleep(20);
  }
}

/** Returns when none of the processes is there any more (or is only waiting to be reaped). */
async function gone(pids: readonly number[]): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  for (const pid of pids) {
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch {
        break;
      }
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      if (/\) Z/.test(stat)) break;
      await sleep(20);
    }
  }
}

describe.skipIf(!built).each(nodes)(
  'a run that blocks on Node $version',
  { timeout: PATIENCE },
  (node) => {
    it.each(['compute', 'wait'])(
      'ends on the second Ctrl-C while it is to %s, and can be taken up',
      async (how) => {
        const { heard, closed } = begin(node, '--how', how, '--checkpoint', '0');
        await computing(1);
        child.kill('SIGINT');
        await askedToStop(heard);
        child.kill('SIGINT');
        expect(await closed).toEqual([130, null]);
        expect((await readRun(join(folder, 'out'))).records).toEqual([{ step: 0 }]);
        await (await lockFolder(join(folder, 'out'), realDisk)).release();
      },
    );

    it('takes its processes along on the second signal', async () => {
      const { heard, closed } = begin(node, '--seeds', '2', '--jobs', '2');
      const pids = await computing(2);
      expect(pids).not.toContain(child.pid);
      child.kill('SIGTERM');
      await askedToStop(heard);
      child.kill('SIGTERM');
      expect(await closed).toEqual([130, null]);
      await gone(pids);
    });

    it.each(['SIGKILL', 'SIGQUIT'] as const)(
      'takes its processes along when it is killed by %s',
      async (signal) => {
        const { closed } = begin(node, '--seeds', '2', '--jobs', '2');
        const pids = await computing(2);
        child.kill(signal);
        expect(await closed).toEqual([null, signal]);
        await gone(pids);
        for (const seed of [1, 2])
          await (await lockFolder(join(folder, 'out', `seed-${seed}`), realDisk)).release();
      },
    );
  },
);
