/**
 * Sweeps on a real PostgreSQL, by processes: the same bits as the local executor through every fault, and no password anywhere.
 * `FRUGAL_FAULTS=250` makes the faulty sweep one of 500 runs; the default is 12.
 */

import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { heard } from '../../src/cli/fixtures/world.ts';
import { underFaults } from './faults.ts';
import { NO_POSTGRES, PASSWORD, type Postgres, startPostgres } from './postgres.ts';
import { countingSweep, hashesOf, program } from './programs.ts';

const SEEDS = Number(process.env.FRUGAL_FAULTS ?? 6);
// The folders of all runs are removed at the end.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 + 2000 * SEEDS });
/** Each kind of fault about once, or sixty faults among 500 runs. */
const EVERY = SEEDS <= 6 ? 1 : SEEDS <= 20 ? 2 : 8;
/** Against waiting for ever only: a machine that others use, too, may need most of it. */
const LONGEST_S = 900 + 10 * SEEDS;
if (NO_POSTGRES !== undefined) console.warn(`skipped: ${NO_POSTGRES}`);

describe.skipIf(NO_POSTGRES !== undefined)('a sweep on PostgreSQL', () => {
  let postgres: Postgres;
  let root: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    root = await mkdtemp(join(tmpdir(), 'frugal-engines-'));
  });
  afterAll(async () => {
    postgres?.remove();
    await rm(root, { recursive: true, force: true });
  });

  const rows = async (text: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: postgres.address });
    await client.connect();
    return client
      .query(text)
      .then(({ rows: found }) => found)
      .finally(() => client.end());
  };

  it(
    `has every point once, with the bits of the local executor, whatever fails (${2 * SEEDS} runs)`,
    async () => {
      const path = join(root, 's');
      const report = await underFaults(postgres, path, {
        seeds: SEEDS,
        seed: 1,
        every: EVERY,
        seconds: LONGEST_S,
      });
      const local = join(root, 'local');
      const { code } = await program(['sweep', ...countingSweep(SEEDS), '--out', local]).ended;
      expect(code).toBe(0);
      const [got, wanted] = [await hashesOf(path), await hashesOf(local)];
      expect(got).toEqual(wanted);
      expect([...got.values()].every((each) => each.length === 1)).toBe(true);
      expect(got.size).toBe(2 * SEEDS);
      expect(report.litter).toEqual([]);
      expect(await rows(`SELECT name FROM frugal.queue WHERE name !~ '^__'`)).toEqual([]);
      // Nobody has told the password: no program, no file, no row.
      const told = [...report.workers, ...report.collectors]
        .map(({ out, err }) => out + err)
        .join('\n');
      console.log(
        `${report.seconds.toFixed(0)} s, ${JSON.stringify(report.faults)}, ${report.workers.length} workers`,
      );
      expect(told).not.toContain(PASSWORD);
      expect(told).not.toMatch(/a defect of Frugal|\n\s+at /);
      for (const name of await readdir(path, { recursive: true })) {
        const file = join(path, name);
        if ((await stat(file)).isFile())
          expect((await readFile(file)).includes(PASSWORD), name).toBe(false);
      }
      expect(JSON.stringify(await rows('SELECT * FROM frugal.job'))).not.toContain(PASSWORD);
    },
    1000 * (LONGEST_S + 120),
  );

  it('is refused in a line where the database is not there or does not let in, before anything is made', async () => {
    const wrong = postgres.address.replace(PASSWORD, 'wr0ng-pass');
    const away = postgres.address.replace(/:\d+\/postgres$/, ':1/postgres');
    const none = `${postgres.address}ql-none`;
    const words = [
      'counting',
      '--axis',
      'steps=3,4',
      '--out',
      join(root, 'never'),
      '--on',
      'postgres',
    ];
    for (const [address, why] of [
      [wrong, 'password authentication failed'],
      [away, 'ECONNREFUSED'],
      [none, 'does not exist'],
      [`${PASSWORD}:${PASSWORD}@x`, 'give postgres://user@host'],
    ])
      for (const given of [
        ['sweep', ...words, '--postgres', address],
        ['sweep', 'worker', '--postgres', address],
      ]) {
        const { code, out, err } = await heard(given);
        expect(code).toBeGreaterThan(0);
        expect(err).toContain(why);
        expect(err.trim().split('\n')).toHaveLength(1);
        expect(out + err).not.toMatch(/s3cr3t|wr0ng/);
      }
    expect(await readdir(root)).not.toContain('never');
  });
});
