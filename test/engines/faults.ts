/**
 * A sweep on PostgreSQL under everything that goes wrong in a week: workers killed at random, the program that collects killed,
 * the database restarted, points in the queue twice, clocks that are days off, disks that are full, run folders removed. What is
 * in the sweep's folder at the end is compared with what the local executor makes of it.
 */

import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createRandom } from '../../src/numerics/random.ts';
import { realDisk } from '../../src/runs/files.ts';
import { isInUse } from '../../src/runs/lock.ts';
import { findRuns } from '../../src/runs/stored.ts';
import type { Postgres } from './postgres.ts';
import { countingSweep, type Ended, type Program, program } from './programs.ts';

export interface Report {
  readonly faults: Readonly<Record<string, number>>;
  readonly workers: readonly Ended[];
  readonly collectors: readonly Ended[];
  readonly seconds: number;
  /** What is left in the folder that should not be. */
  readonly litter: readonly string[];
}

/**
 * Computes a sweep of `seeds` × 2 runs with four workers while all of this happens.
 *
 * @param every runs between two faults, on average: by what is done, not by the clock, since a slow machine would do nothing else
 */
export async function underFaults(
  postgres: Postgres,
  path: string,
  { seeds, seed, every, seconds }: { seeds: number; seed: number; every: number; seconds: number },
): Promise<Report> {
  const random = createRandom(seed).split('faults');
  const env = { FRUGAL_POSTGRES: postgres.address };
  const faults: Record<string, number> = {};
  const workers: Promise<Ended>[] = [];
  const collectors: Promise<Ended>[] = [];
  const begun = performance.now();
  const collect = (): Program => {
    const started = program(
      [
        'sweep',
        ...countingSweep(seeds),
        '--out',
        path,
        '--on',
        'postgres',
        '--heartbeat',
        '10',
        '--checkpoint',
        '0',
      ],
      { env },
    );
    collectors.push(started.ended);
    return started;
  };
  const scratch = await mkdtemp(join(tmpdir(), 'frugal-faults-'));
  /** Two see the folder, two do not; every other has a clock of its own. */
  const hire = (k: number, fileBlocks?: number): Program => {
    const given = [
      'sweep',
      'worker',
      ...(k % 2 === 0 ? [path] : []),
      '--jobs',
      '1',
      '--threads',
      '1',
    ];
    const clock = [0, 0, 9, -400][k];
    const started = program(given, {
      env: { ...env, TMPDIR: scratch },
      clock,
      ...(fileBlocks !== undefined && { fileBlocks }),
    });
    workers.push(started.ended);
    return started;
  };
  let collector = collect();
  while (!existsSync(join(path, 'queue.json'))) await sleep(50);
  const crew = [0, 1, 2, 3].map((k) => hire(k));
  const alive = ({ child }: Program): boolean =>
    child.exitCode === null && child.signalCode === null;
  const sql = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: postgres.address });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query(text).finally(() => client.end());
    return rows;
  };
  const acts: Readonly<Record<string, () => unknown>> = {
    'worker killed': () => crew[random.integer(4)].child.kill('SIGKILL'),
    'worker stopped': () => crew[random.integer(4)].child.kill('SIGTERM'),
    'collector killed': () => collector.child.kill('SIGKILL'),
    'database restarted': async () => {
      postgres.stop(random.uniform() < 0.5 ? 'fast' : 'immediate');
      await sleep(500);
      postgres.start();
    },
    'claimed twice': () =>
      sql(`INSERT INTO frugal.job (id, name, data, priority, policy, expire_seconds, heartbeat_seconds, keep_until)
           SELECT gen_random_uuid(), name, data, priority, policy, expire_seconds, heartbeat_seconds, keep_until
           FROM frugal.job WHERE name !~ '[.]' AND state <= 'active' LIMIT 3`),
    'thought dead': () =>
      sql(
        `UPDATE frugal.job SET heartbeat_on = now() - interval '1 hour' WHERE name !~ '[.]' AND state = 'active'`,
      ),
    'run folder removed': async () => {
      // Of those that are in nobody's hands: one that vanishes before it is collected has failed, and waits for --retry.
      const held = await sql(`SELECT data::text FROM frugal.job WHERE state <= 'active'`);
      const found = await findRuns([join(path, 'runs')]).catch(() => []);
      const done = found.filter(
        (run) => !held.some(({ data }) => `${data}`.includes(basename(run))),
      );
      if (done.length > 0)
        await rm(done[random.integer(done.length)], { recursive: true, force: true });
    },
    'full disk': () => {
      const k = 2 * random.integer(2) + 1;
      crew[k].child.kill('SIGKILL');
      crew[k] = hire(k, 0);
    },
  };
  const names = Object.keys(acts);
  // Each once, then at random.
  const order = [...names].sort(() => random.uniform() - 0.5);
  let nextAt = every;
  try {
    while (alive(collector) || (await collectors.at(-1))?.code !== 0) {
      if (performance.now() - begun > 1000 * seconds)
        throw new Error(`not done after ${seconds} s: ${JSON.stringify(faults)}`);
      if (!alive(collector)) {
        const { code, err } = (await collectors.at(-1)) ?? { code: 0, err: '' };
        // One that is begun while the database is not there says so, and is begun again.
        const early = /ECONNREFUSED|starting up|shutting down|terminat/.test(err);
        if (code !== null && !early) throw new Error(`the collector ended with ${code}: ${err}`);
        collector = collect();
      }
      for (const [k, worker] of crew.entries()) if (!alive(worker)) crew[k] = hire(k);
      const done = doneIn(path);
      if (done >= nextAt) {
        const what = order.shift() ?? names[random.integer(names.length)];
        faults[what] = (faults[what] ?? 0) + 1;
        await acts[what]();
        // A folder that was removed counts as done once more.
        nextAt = doneIn(path) + 2 * every * random.uniform();
      }
      await sleep(50);
    }
    // A folder that was removed after its point was done is missing, as with any executor: the sweep is given again.
    collector = collect();
    const last = await collector.ended;
    if (last.code !== 0) throw new Error(`the last collector ended with ${last.code}: ${last.err}`);
  } finally {
    for (const { child } of [...crew, collector])
      if (child.exitCode === null) child.kill('SIGTERM');
    await Promise.all([...workers, ...collectors]);
    await rm(scratch, { recursive: true, force: true });
  }
  return {
    ...{ faults, workers: await Promise.all(workers), collectors: await Promise.all(collectors) },
    seconds: (performance.now() - begun) / 1000,
    litter: await litterIn(path),
  };
}

/** How many runs are finished. */
function doneIn(path: string): number {
  const runs = join(path, 'runs');
  if (!existsSync(runs)) return 0;
  return readdirSync(runs).reduce((sum, above) => {
    const below = readdirSync(join(runs, above));
    return sum + below.filter((name) => existsSync(join(runs, above, name, 'summary.json'))).length;
  }, 0);
}

/**
 * Folders that count as in use, and failures: none of these runs can fail. What a killed process leaves in a finished run (its
 * lock, a file under a temporary name) stops nobody, and whoever opens the folder next clears it away.
 */
async function litterIn(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true });
  const locked = names.filter((name) => /(^|\/)lock$/.test(name)).map((name) => dirname(name));
  const used = await Promise.all(locked.map((run) => isInUse(join(path, run), realDisk)));
  return [
    ...locked.filter((_, k) => used[k]),
    ...names.filter((name) => name.startsWith('failed/')),
  ];
}
