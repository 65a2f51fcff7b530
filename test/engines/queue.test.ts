/**
 * Sweeps through a queue, one step at a time: the points are those of the local executor to the last bit, however often they are
 * handed out. On a real PostgreSQL where there is one, which starts in a second; else, or with `FRUGAL_PGLITE=1`, on one within
 * this process (PGlite), whose start alone takes ten seconds of computing and more.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { fromPglite, PgBoss } from 'pg-boss';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { counting, studies } from '../../src/runs/fixtures/counting.ts';
import { holdRuns } from '../../src/runs/fixtures/hold.ts';
import { findRuns, readRun } from '../../src/runs/stored.ts';
import type { SweepEvent, Work } from '../../src/sweeps/executor.ts';
import { local } from '../../src/sweeps/executors/local.node.ts';
import { queueIn, runOn } from '../../src/sweeps/executors/postgres.node.ts';
import {
  begin,
  checkAddress,
  jobId,
  openQueue,
  type Queue,
  queuesOf,
} from '../../src/sweeps/executors/postgres-queue.node.ts';
import {
  serve,
  type WorkerEvent,
  type WorkerOptions,
} from '../../src/sweeps/executors/postgres-worker.node.ts';
import { makeSweep, type SweepFolder } from '../../src/sweeps/folder.node.ts';
import { sweepFromJson } from '../../src/sweeps/sweep.ts';
import { NO_POSTGRES, startPostgres } from './postgres.ts';

vi.setConfig({ testTimeout: 240_000 });

const registry = new URL('../../src/runs/fixtures/counting.ts', import.meta.url).href;
const EMBEDDED = NO_POSTGRES !== undefined || process.env.FRUGAL_PGLITE === '1';
let sql: (text: string) => Promise<unknown>;
let queue: Queue;
let root: string;
const roots: string[] = [];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const given = {
    schema: 'frugal',
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  };
  let make: () => PgBoss;
  if (EMBEDDED) {
    const database = await PGlite.create();
    closing.push(() => database.close());
    sql = (text) => database.exec(text);
    make = () => new PgBoss({ ...given, db: fromPglite(database), backend: 'pglite' });
  } else {
    const server = await startPostgres();
    const pool = new pg.Pool({ connectionString: server.address, max: 1 });
    closing.push(server.remove, () => pool.end());
    sql = (text) => pool.query(text);
    make = () => new PgBoss({ ...given, connectionString: server.address });
  }
  queue = await begin(make, 'test database', (text) => text);
  closing.push(() => queue.close());
}, 300_000);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  for (const folder of roots) await rm(folder, { recursive: true });
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-queue-'));
  roots.push(root);
});

const sweepOf = (steps: number[], fixed: object = {}) =>
  sweepFromJson(
    {
      ...{ study: 'counting', fixed, axes: [{ name: 'steps', values: steps }] },
      ...{ seeds: [1, 2], arithmetic: 'strict' },
    },
    counting,
  );
const work = (folder: SweepFolder, more: Partial<Work> = {}): Work => ({
  ...{ folder, retry: false, registry, program: [], checkpointSeconds: 0 },
  ...{ signal: new AbortController().signal, ...more },
});
async function gathered<T>(events: AsyncGenerator<T, unknown>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events)
    if ((event as { type: string }).type !== 'progress') all.push(event);
  return all;
}
const worker = (more: Partial<WorkerOptions> = {}): Promise<WorkerEvent[]> =>
  gathered(
    serve({
      ...{ queue, studies, registry, workers: 1, threads: 1, idleSeconds: 1 },
      ...{ signal: new AbortController().signal, ...more },
    }),
  );
const send = (folder: SweepFolder, more: Partial<Work> = {}): Promise<SweepEvent[]> =>
  gathered(runOn(queue, work(folder, more), { heartbeat: 10, withdraw: false }));
async function hashes(path: string): Promise<Record<string, string | undefined>> {
  const found = existsSync(join(path, 'runs')) ? await findRuns([path]).catch(() => []) : [];
  const runs = await Promise.all(found.map((run) => readRun(run)));
  return Object.fromEntries(runs.map(({ identity, summary }) => [identity, summary?.hash]));
}
async function localHashes(sweep: ReturnType<typeof sweepOf>) {
  const folder = await makeSweep(join(root, 'local'), sweep, false);
  for await (const _ of local.run(work(folder), { jobs: 1, threads: 1 }));
  return hashes(folder.path);
}
const count = (events: readonly SweepEvent[], type: string): number =>
  events.filter((event) => event.type === type).length;

describe('a sweep in a queue', () => {
  it('comes back whole, to the same bits, without and with the folder', async () => {
    const sweep = sweepOf([3, 4, 5]);
    const asLocal = await localHashes(sweep);
    for (const mode of ['queue', 'folder']) {
      const folder = await makeSweep(join(root, mode), sweep, false);
      const sent = send(folder);
      while (!existsSync(join(folder.path, 'queue.json')))
        await new Promise((r) => setTimeout(r, 20));
      const shared = { path: folder.path, sweep: await queueIn(folder.path) };
      const done = await worker(mode === 'folder' ? { shared } : {});
      expect(done.map((event) => event.type === 'end' && event.how)).toEqual(Array(6).fill('done'));
      const events = await sent;
      expect(count(events, 'end')).toBe(6);
      expect(await hashes(folder.path)).toEqual(asLocal);
    }
    expect(await queue.sweeps()).toEqual([]);
  });

  it('goes on where the sender was stopped; what is done is not done again', async () => {
    const folder = await makeSweep(join(root, 's'), sweepOf([3, 4]), false);
    const stop = new AbortController();
    stop.abort();
    // The first sender fills nothing as it is stopped at once; the second is stopped when all lies in the queue.
    expect(await send(folder, { signal: stop.signal })).toMatchObject([{ type: 'note' }].slice(1));
    const again = new AbortController();
    const events: SweepEvent[] = [];
    const sender = runOn(queue, work(folder, { signal: again.signal }), {
      heartbeat: 10,
      withdraw: false,
    });
    const first = await sender.next();
    events.push(first.value as SweepEvent);
    again.abort();
    for await (const event of sender) events.push(event);
    expect(events.at(-1)).toMatchObject({
      text: expect.stringContaining('4 stay in the test database'),
    });
    expect(await worker()).toHaveLength(4);
    expect(await hashes(folder.path)).toEqual({});
    expect(count(await send(folder), 'end')).toBe(4);
    expect(count(await send(folder), 'skip')).toBe(4);
  });

  it('keeps why a run failed', async () => {
    const folder = await makeSweep(join(root, 's'), sweepOf([3, 6], { rule: 'diverge' }), false);
    const sent = send(folder);
    const told = await worker();
    expect(told.filter((event) => event.type === 'end' && event.how === 'failed')).toHaveLength(2);
    const events = await sent;
    expect([count(events, 'end'), count(events, 'fail')]).toEqual([2, 2]);
    const [name] = await readdir(join(folder.path, 'failed'));
    const kept = JSON.parse(await readFile(join(folder.path, 'failed', name), 'utf8'));
    expect(kept).toMatchObject({ setting: 'steps 6', reason: expect.stringContaining('is NaN') });
    expect(count(await send(folder), 'skip')).toBe(4);
  });

  it('goes on with a checkpoint elsewhere when a worker is stopped, and near the time that a job may take', async () => {
    const sweep = sweepOf([60], { pause: 20 });
    const hold = holdRuns(3);
    const folder = await makeSweep(join(root, 's'), sweep, false);
    const sent = send(folder);
    const stop = new AbortController();
    const first = gathered(
      (async function* () {
        const options = { queue, studies, registry, workers: 1, threads: 1, idleSeconds: 0 };
        for await (const event of serve({ ...options, signal: stop.signal })) {
          if (event.type === 'progress') stop.abort();
          yield event;
        }
      })(),
    );
    expect(await first).toMatchObject([{ how: 'handed back' }]);
    hold.release();
    // What was handed back lies there under a new id; now jobs may take so little that each is handed back again.
    const name = await queueIn(folder.path);
    await sql(
      `UPDATE frugal.job SET expire_seconds = 1 WHERE name = '${name}' AND state < 'active'`,
    );
    const told = await worker();
    const ends = told.map((event) => (event.type === 'end' ? event.how : ''));
    expect(ends.filter((how) => how === 'done')).toHaveLength(2);
    expect(ends.filter((how) => how === 'handed back').length).toBeGreaterThanOrEqual(2);
    await sent;
    expect(await hashes(folder.path)).toEqual(await localHashes(sweep));
    const stretches = [];
    for (const run of await findRuns([folder.path]))
      stretches.push((await readRun(run)).summary?.stretches);
    expect(Math.max(...stretches.map(Number))).toBeGreaterThan(1);
  });

  it('is not done twice where a point was claimed twice, and takes back what a dead worker had', async () => {
    const sweep = sweepOf([3, 4]);
    const folder = await makeSweep(join(root, 's'), sweep, false);
    const sent = send(folder);
    const name = await (async () => {
      while ((await queue.sweeps()).length === 0) await new Promise((r) => setTimeout(r, 20));
      return (await queue.sweeps())[0];
    })();
    const { points } = queuesOf(name);
    // A worker that takes two and says no more.
    let taken: { id: string; data: unknown }[] = [];
    while (taken.length < 2)
      taken = [
        ...taken,
        ...(await queue.ask((boss) => boss.fetch<object>(points, { batchSize: 2 - taken.length }))),
      ];
    await sql(
      `UPDATE frugal.job SET heartbeat_on = now() - interval '1 hour' WHERE name = '${name}' AND state = 'active'`,
    );
    // The same point again under another id.
    const { identity } = taken[0].data as { identity: string };
    await queue.ask((boss) =>
      boss.insert(points, [
        { id: jobId(identity, 7), data: { ...(taken[0].data as object), turn: 7 } },
      ]),
    );
    const told = await worker({ idleSeconds: 3 });
    expect(told.length).toBeGreaterThanOrEqual(4);
    const events = await sent;
    expect(count(events, 'end')).toBe(4);
    expect(await hashes(folder.path)).toEqual(await localHashes(sweep));
  });

  it('is taken back, and workers drop what they have of it', async () => {
    const hold = holdRuns(10);
    const folder = await makeSweep(join(root, 's'), sweepOf([20]), false);
    const stop = new AbortController();
    const sent = send(folder, { signal: stop.signal });
    const told = worker({ idleSeconds: 2 });
    await new Promise((r) => setTimeout(r, 1500));
    stop.abort();
    await sent;
    await gathered(runOn(queue, work(folder), { heartbeat: 10, withdraw: true }));
    expect(await queue.sweeps()).toEqual([]);
    expect((await told).every((event) => event.type === 'end' && event.how === 'handed back')).toBe(
      true,
    );
    hold.release();
  });

  it('is left to others by a machine that would make other runs of it', async () => {
    const folder = await makeSweep(join(root, 's'), sweepOf([3]), false);
    const stop = new AbortController();
    const sent = send(folder, { signal: stop.signal });
    while ((await queue.sweeps()).length === 0) await new Promise((r) => setTimeout(r, 20));
    const name = await queueIn(folder.path);
    await sql(
      `UPDATE frugal.job SET data = jsonb_set(data, '{identity}', to_jsonb(repeat('0', 64))) WHERE name = '${name}'`,
    );
    const why = 'makes another run of counting than the sweep asks for';
    const notes: string[] = [];
    expect(await worker({ note: (text) => notes.push(text) })).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(why)]);
    // With one sweep there is nothing else to do; the points lie there still.
    const shared = { path: folder.path, sweep: name };
    await expect(worker({ shared })).rejects.toThrow(why);
    const left = await queue.ask((boss) => boss.fetch(name, { batchSize: 9 }));
    expect(left).toHaveLength(2);
    stop.abort();
    await sent;
    await gathered(runOn(queue, work(folder), { heartbeat: 10, withdraw: true }));
  });
});

describe('the address of a database', () => {
  it('is told without its password', async () => {
    expect(checkAddress('postgres://ann:secret@db.lab:5433/runs')).toBe(
      'database runs on db.lab:5433',
    );
    for (const wrong of ['', 'ann:secret@db', 'mysql://ann:secret@db/x']) {
      expect(() => checkAddress(wrong)).toThrow(/postgres:\/\/user@host/);
      expect(() => checkAddress(wrong)).not.toThrow(/secret/);
    }
    const lost = openQueue('postgres://ann:secret@127.0.0.1:1/runs');
    await expect(lost).rejects.toThrow('the database runs on 127.0.0.1:1: connect ECONNREFUSED');
  });
});
