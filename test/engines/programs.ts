/** The command line as processes of its own, and what they leave. */

import {
  type ChildProcess,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
  spawn,
} from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRuns, readRun } from '../../src/runs/stored.ts';
import { ROOT } from '../sources.ts';

const COUNTING = join(ROOT, 'src', 'cli', 'fixtures', 'main.ts');
/** The command line with Frugal's own studies. */
export const OWN = join(ROOT, 'src', 'cli', 'main.ts');
/** Shifts the clock of a process. */
const skew = (days: number): string =>
  `data:text/javascript,${encodeURIComponent(`
    const Real = Date, by = ${days} * 86400000;
    globalThis.Date = class extends Real {
      constructor(...words) { if (words.length) super(...words); else super(Real.now() + by); }
      static now() { return Real.now() + by; }
    };`)}`;

/** A sweep of runs that only count: `seeds` × 2 of them, which take no time and a little. */
export const countingSweep = (seeds: number, { pause = '0,15', steps = 12 } = {}): string[] => [
  ...['counting', '--axis', `pause=${pause}`, '--steps', String(steps)],
  ...['--seeds', String(seeds), '--arithmetic', 'strict'],
];

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The command line, with the counting study where nothing else is said, as a process. */
export function program(
  words: readonly string[],
  {
    env = {},
    cwd = tmpdir(),
    clock = 0,
    fileBlocks,
    main = COUNTING,
  }: {
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    clock?: number;
    fileBlocks?: number;
    main?: string;
  } = {},
): Program {
  const node = [...(clock === 0 ? [] : ['--import', skew(clock)]), main, ...words];
  const all = { ...process.env, NO_COLOR: '1', ...env };
  const options: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioPipe> = {
    env: all,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  // A disk is as good as full where files may have no length.
  const child =
    fileBlocks === undefined
      ? spawn(process.execPath, node, options)
      : spawn(
          'sh',
          ['-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'sh', process.execPath, ...node],
          options,
        );
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

/** Result hashes of the finished runs of a sweep, by what tells runs apart for their numbers: steps and seed. */
export async function hashesOf(path: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const runs = existsSync(join(path, 'runs'))
    ? await findRuns([join(path, 'runs')]).catch(() => [])
    : [];
  for (const run of runs) {
    const { spec, summary } = await readRun(run);
    if (summary === undefined) continue;
    const { steps, pause } = spec.parameters;
    const key = `${steps} ${pause} ${spec.seed}`;
    found.set(key, [...(found.get(key) ?? []), summary.hash]);
  }
  return found;
}
