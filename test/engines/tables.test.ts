/**
 * The same tables, to the last byte, from the local executor, Slurm and PostgreSQL: a sweep of `associative` over load and
 * robustness, one of `set-mlp` over density and turnover. Minutes of computing, so only with `FRUGAL_TABLES=1`;
 * docs/cluster.md has what came out.
 */

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NO_POSTGRES, startPostgres } from './postgres.ts';
import { OWN, program } from './programs.ts';
import { NO_SLURM, startSlurm } from './slurm.ts';

const LONGEST_MS = 1_800_000;
const SWEEPS: Readonly<Record<string, string>> = {
  associative:
    '--preset smoke --parts online --axis online-loads=0.1,0.2 --axis online-margin=0.5,1 --seeds 2',
  'set-mlp': '--preset smoke --methods set --axis epsilon=5,10 --axis zeta=0.1,0.3 --seeds 2',
};

async function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { code, err } = await program(words, { env, main: OWN }).ended;
  expect(code, err).toBe(0);
}

/** SHA-256 over all tables of a sweep, in the order of their names. */
async function tablesOf(path: string): Promise<string> {
  await run(['sweep', 'export', path, '--format', 'csv', '--out', join(path, 'tables')]);
  const hash = createHash('sha256');
  for (const name of (await readdir(join(path, 'tables'))).sort())
    hash.update(await readFile(join(path, 'tables', name)));
  return hash.digest('hex');
}

/** Computes a sweep on one engine. */
const ENGINES: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  local: (words) => run(words),
  slurm: async (words) => {
    const slurm = await startSlurm();
    try {
      await run([...words, '--on', 'slurm', '--per-element', '4', '--minutes', '60'], slurm.env);
      while (slurm.jobs().some((state) => !/COMPLETED|FAILED|CANCELLED|TIMEOUT/.test(state)))
        await sleep(500);
    } finally {
      await slurm.remove();
    }
  },
  postgres: async (words) => {
    const postgres = await startPostgres();
    const env = { FRUGAL_POSTGRES: postgres.address };
    try {
      const workers = [0, 1].map(() =>
        program(['sweep', 'worker', '--jobs', '1'], { env, main: OWN }),
      );
      await run([...words, '--on', 'postgres'], env);
      for (const { child } of workers) child.kill('SIGTERM');
      await Promise.all(workers.map(({ ended }) => ended));
    } finally {
      postgres.remove();
    }
  },
};

const why =
  process.env.FRUGAL_TABLES === '1' ? (NO_POSTGRES ?? NO_SLURM) : 'FRUGAL_TABLES is not 1';

describe.skipIf(why !== undefined)('tables', () => {
  it.each(Object.keys(SWEEPS))(
    'of %s are the same from every engine',
    async (study) => {
      const root = await mkdtemp(join(tmpdir(), 'frugal-tables-'));
      try {
        const found: Record<string, string> = {};
        for (const [engine, compute] of Object.entries(ENGINES)) {
          const path = join(root, engine);
          await compute([
            'sweep',
            study,
            ...SWEEPS[study].split(' '),
            '--arithmetic',
            'strict',
            '--out',
            path,
          ]);
          found[engine] = await tablesOf(path);
        }
        console.log(JSON.stringify({ study, ...found }));
        expect(found).toEqual({ local: found.local, slurm: found.local, postgres: found.local });
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    },
    LONGEST_MS,
  );
});
