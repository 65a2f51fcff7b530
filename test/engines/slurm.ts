/**
 * A Slurm of one node for tests, of the distribution's packages: munge, controller and node in a temporary folder, on ports of
 * their own, as the user who runs the tests, without a database of accounts; and gone at the end.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';

const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];

function found(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const NEEDED = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol', 'squeue', 'scancel'];
const missing = NEEDED.filter((name) => found(name) === undefined);

/** Why no Slurm can be started here; undefined where it can. */
export const NO_SLURM: string | undefined =
  missing.length > 0
    ? `no Slurm here (${missing[0]} is missing; the packages "slurm-wlm" and "munge" have all)`
    : undefined;

export interface Slurm {
  /** The environment in which Slurm's commands find this cluster. */
  readonly env: NodeJS.ProcessEnv;
  /** States of the jobs that Slurm still knows, e.g. `RUNNING`. */
  readonly jobs: () => string[];
  readonly command: (name: string, ...words: string[]) => string;
  /** Stops the controller: commands find nobody. */
  readonly stopController: () => Promise<void>;
  /** Stops all of it and takes its folder away. */
  readonly remove: () => Promise<void>;
}

/**
 * Starts a cluster of one node.
 *
 * @param maxArraySize elements of an array lie below this
 */
export async function startSlurm(maxArraySize = 1001): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), 'frugal-slurm-'));
  const at = (name: string): string => join(folder, name);
  const { username } = userInfo();
  for (const name of ['state', 'spool', 'munge']) mkdirSync(at(name), { mode: 0o755 });
  writeFileSync(at('munge/key'), randomBytes(128), { mode: 0o600 });
  const [control, node] = [await freePort(), await freePort()];
  const conf = [
    ...['ClusterName=frugal', `SlurmctldHost=${hostname()}(127.0.0.1)`],
    ...[`SlurmctldPort=${control}`, `SlurmdPort=${node}`],
    ...[`SlurmUser=${username}`, `SlurmdUser=${username}`],
    ...['AuthType=auth/munge', `AuthInfo=socket=${at('munge/socket')}`],
    ...[`StateSaveLocation=${at('state')}`, `SlurmdSpoolDir=${at('spool')}`],
    ...[`SlurmctldPidFile=${at('slurmctld.pid')}`, `SlurmdPidFile=${at('slurmd.pid')}`],
    ...[`SlurmctldLogFile=${at('slurmctld.log')}`, `SlurmdLogFile=${at('slurmd.log')}`],
    ...['ProctrackType=proctrack/linuxproc', 'TaskPlugin=task/none', 'MpiDefault=none'],
    ...['JobAcctGatherType=jobacct_gather/none', 'AccountingStorageType=accounting_storage/none'],
    ...['SelectType=select/cons_tres', 'SelectTypeParameters=CR_Core', 'ReturnToService=2'],
    ...[
      'SchedulerParameters=batch_sched_delay=1,sched_interval=5',
      'KillWait=10',
      'MessageTimeout=2',
    ],
    ...[`MaxArraySize=${maxArraySize}`, 'JobRequeue=1'],
    `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN`,
    'PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE OverSubscribe=YES State=UP',
  ];
  writeFileSync(at('slurm.conf'), `${conf.join('\n')}\n`);
  writeFileSync(at('cgroup.conf'), 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n');
  const env = { ...process.env, SLURM_CONF: at('slurm.conf') };
  const running: ChildProcess[] = [];
  const begin = (name: string, ...words: string[]): void => {
    running.push(spawn(found(name) ?? name, words, { env, cwd: folder, stdio: 'ignore' }));
  };
  const command = (name: string, ...words: string[]): string =>
    execFileSync(found(name) ?? name, words, {
      env,
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const gone = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve());
    });
  const remove = async (): Promise<void> => {
    const ended = running.map(gone);
    for (const child of running) child.kill('SIGTERM');
    const timer = setTimeout(() => {
      for (const child of running) child.kill('SIGKILL');
    }, 10_000);
    await Promise.all(ended);
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  begin(
    ...(['munged', '--foreground', '--force', `--key-file=${at('munge/key')}`] as const),
    ...[`--socket=${at('munge/socket')}`, `--pid-file=${at('munge/pid')}`],
    ...[`--log-file=${at('munge/log')}`, `--seed-file=${at('munge/seed')}`],
  );
  begin('slurmctld', '-D', '-i', '-f', at('slurm.conf'));
  begin('slurmd', '-D', '-f', at('slurm.conf'));
  const until = Date.now() + 60_000;
  while (true) {
    try {
      if (/^(idle|mix|alloc)/m.test(command('sinfo', '-h', '-o', '%T'))) break;
    } catch {
      // Not up yet.
    }
    if (Date.now() > until) {
      const log = ['slurmctld.log', 'slurmd.log'].map((name) => tail(at(name))).join('\n');
      await remove();
      throw new Error(`Slurm did not start:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return {
    ...{ env, command, remove },
    stopController: () => {
      running[1].kill('SIGTERM');
      return gone(running[1]);
    },
    jobs: () =>
      command('squeue', '-h', '-r', '-t', 'all', '-o', '%T')
        .split('\n')
        .filter((line) => line !== ''),
  };
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-12).join('\n');
  } catch {
    return '';
  }
}
