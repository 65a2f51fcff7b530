/**
 * A PostgreSQL of the distribution's packages for tests: in a temporary folder, on a port of its own, with a password, and
 * gone at the end. As root it runs as another user, since PostgreSQL refuses root.
 */

import { execFileSync, type SpawnOptions, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';

/** Where the server's programs lie: Debian keeps them out of the path. */
function binaries(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const folders = [
    process.env.FRUGAL_POSTGRES_BIN ?? '',
    ...(existsSync(versions)
      ? readdirSync(versions)
          .sort((a, b) => Number(b) - Number(a))
          .map((version) => join(versions, version, 'bin'))
      : []),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find(
    (folder) =>
      folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')),
  );
}

/** User and group that the server runs as; undefined: as this process. */
function otherUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const ask = (flag: string): number =>
      Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
    const [uid, gid] = [ask('-u'), ask('-g')];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  return undefined;
}

const BIN = binaries();
const USER = otherUser();

/** Whether a server can be started here, and why not. */
export const NO_POSTGRES: string | undefined =
  BIN === undefined
    ? 'no PostgreSQL here (the package "postgresql" has one)'
    : process.getuid?.() === 0 && USER === undefined
      ? 'PostgreSQL refuses root, and there is no other user'
      : undefined;

export const PASSWORD = 's3cr3t-pass';

export interface Postgres {
  /** With its password. */
  readonly address: string;
  readonly stop: (how?: 'fast' | 'immediate') => void;
  readonly start: () => void;
  /** Stops it and takes its folder away. */
  readonly remove: () => void;
}

export async function startPostgres(): Promise<Postgres> {
  if (BIN === undefined) throw new Error(NO_POSTGRES);
  const folder = mkdtempSync(join(tmpdir(), 'frugal-postgres-'));
  if (USER !== undefined) chownSync(folder, USER.uid, USER.gid);
  const options: SpawnOptions = { ...USER, cwd: folder, stdio: 'ignore' };
  const tool = (name: string, ...words: string[]) =>
    execFileSync(join(BIN, name), words, { ...options, timeout: 60_000 });
  const secret = join(folder, 'password');
  writeFileSync(secret, `${PASSWORD}\n`);
  if (USER !== undefined) chownSync(secret, USER.uid, USER.gid);
  const data = join(folder, 'data');
  tool(
    'initdb',
    '-D',
    data,
    '-U',
    'frugal',
    '-A',
    'scram-sha-256',
    `--pwfile=${secret}`,
    '-N',
    '-E',
    'UTF8',
    '--locale=C',
  );
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c shared_buffers=16MB`;
  const start = () =>
    void tool(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-t',
      '60',
      '-l',
      join(folder, 'log'),
      '-o',
      settings,
      'start',
    );
  const stop = (how: 'fast' | 'immediate' = 'fast') =>
    void tool('pg_ctl', '-D', data, '-w', '-t', '60', '-m', how, 'stop');
  start();
  return {
    address: `postgres://frugal:${PASSWORD}@127.0.0.1:${port}/postgres`,
    ...{ start, stop },
    remove: () => {
      try {
        stop('immediate');
      } catch {
        // It was stopped before.
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
