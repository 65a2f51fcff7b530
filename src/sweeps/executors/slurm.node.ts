/**
 * Slurm: an array job of which every element computes a part of the sweep, with the run folders on a shared file system as the
 * only thing that is known of it.
 *
 * Slurm's own word on a job is not asked for: many sites keep no accounts, and a job that ended is forgotten after minutes. An
 * element that was preempted, ran out of time or died with its node has left runs that are not done, and the next array takes
 * them up from their checkpoints.
 */

import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FrugalError, UsageError } from '../../errors.ts';
import { flag, integer, type ValuesOf } from '../../protocol/parameters.ts';
import { quoted } from '../../runs/command.ts';
import { makeFolder, writeAtomically } from '../../runs/files.ts';
import { taskSource } from '../../runs/tasks.ts';
import type { Executor, Work } from '../executor.ts';
import { placesOf } from '../places.node.ts';
import { countPoints } from '../points.ts';

const options = {
  arrayLimit: integer({
    ...{ min: 0, max: 4_000_000, default: 0 },
    description: 'elements an array may have at this site; 0 asks scontrol',
  }),
  perElement: integer({
    ...{ min: 1, max: 1_000_000, default: 10 },
    description: 'least runs that an element computes, one start of a job for all of them',
  }),
  cpus: integer({
    ...{ min: 1, max: 1024, default: 1 },
    description: 'processors of an element, each computing a run',
  }),
  minutes: integer({
    ...{ min: 3, max: 1_000_000, default: 60 },
    description: 'time limit of an element; the last two are for checkpoints',
  }),
  dryRun: flag({ default: false, description: 'write the script and submit nothing' }),
} as const;
type Options = ValuesOf<typeof options>;

/** Slurm sends its warning up to a minute early and enforces limits late: this much before is enough for a checkpoint. */
const WARNING_SECONDS = 120;
/** What a site allows where nobody changed it. */
const USUAL_LIMIT = 1001;
const SCRIPT = 'array.sh';

const execute = promisify(execFile);

export const slurm: Executor<typeof options> = {
  name: 'slurm',
  about: 'a Slurm cluster with a shared file system',
  options,
  check: async ({ dryRun, arrayLimit }, path) => {
    checkPath(path);
    if (dryRun) return;
    await ask('sbatch', ['--version']);
    // Also where the controller is down or the site allows no arrays, nothing is written.
    if (arrayLimit === 0) await siteLimit(false);
  },
  async *run(work, given) {
    const { folder, shard, retry } = work;
    if (shard !== undefined) throw new UsageError('a shard is for workers; leave out --shard');
    const limit = given.arrayLimit > 0 ? given.arrayLimit : await siteLimit(given.dryRun);
    const elements = Math.min(limit, Math.ceil(countPoints(folder.sweep) / given.perElement));
    const needed = new Set<number>();
    for await (const { point, state } of placesOf(folder, taskSource())) {
      if (work.signal.aborted) return 'interrupted';
      if (state === 'done') yield { type: 'skip', point, why: 'done' };
      else if (state === 'failed' && !retry) yield { type: 'skip', point, why: 'failed' };
      else needed.add(point.index % elements);
    }
    if (needed.size === 0) return 'done';
    const path = join(folder.path, 'slurm');
    await makeFolder(path);
    const script = resolve(path, SCRIPT);
    await writeAtomically(script, arrayScript(work, given, elements, needed));
    await chmod(script, 0o755);
    if (given.dryRun) {
      yield { type: 'note', text: `written, not submitted: sbatch ${quoted(script)}` };
      return 'handed over';
    }
    const job = (await ask('sbatch', ['--parsable', script])).trim().split(';')[0];
    yield {
      type: 'note',
      text: `submitted as job ${job}, ${needed.size} elements; "scancel ${job}" stops it`,
    };
    return 'handed over';
  },
};

/**
 * The script of an array whose element i of `elements` computes every `elements`-th point from the i-th.
 *
 * The number of parts is written down, since Slurm's own count is that of the elements submitted now. The program takes the
 * shell's place (`exec`): a warning goes to the batch shell alone, which it would kill while the program hears nothing.
 *
 * @param needed elements that have something left to compute
 */
export function arrayScript(
  {
    folder,
    program,
    retry,
    checkpointSeconds,
  }: Pick<Work, 'folder' | 'program' | 'retry' | 'checkpointSeconds'>,
  { cpus, minutes }: Pick<Options, 'cpus' | 'minutes'>,
  elements: number,
  needed: Iterable<number>,
): string {
  const path = resolve(folder.path);
  checkPath(path);
  const words = [
    ...[...program, 'sweep', 'work', path].map(quoted),
    `--shard "$SLURM_ARRAY_TASK_ID/${elements}" --jobs ${cpus} --threads 1`,
    ...(retry ? ['--retry'] : []),
    ...(checkpointSeconds === undefined ? [] : [`--checkpoint ${checkpointSeconds}`]),
  ];
  return `${[
    '#!/bin/sh',
    '#SBATCH --job-name=frugal-sweep',
    `#SBATCH --array=${ranges(needed)}`,
    `#SBATCH --nodes=1 --ntasks=1 --cpus-per-task=${cpus} --time=${minutes}`,
    `#SBATCH --signal=B:TERM@${WARNING_SECONDS} --requeue --open-mode=append`,
    `#SBATCH --output="${path}/slurm/%A_%a.log"`,
    "# Partition and account: SBATCH_PARTITION and SBATCH_ACCOUNT, or the site's own.",
    `exec ${words.join(' ')}`,
  ].join('\n')}\n`;
}

/** In the line that names the logs, `%` begins what Slurm replaces, and quotes and backslashes are its own. */
function checkPath(path: string): void {
  const whole = resolve(path);
  const found = /["\\%\n]/.exec(whole)?.[0];
  if (found !== undefined)
    throw new UsageError(
      `Slurm cannot write logs to ${JSON.stringify(whole)}: it holds ${JSON.stringify(found)}; choose another folder with --out`,
    );
}

/** @example ranges([0, 1, 2, 5]) // '0-2,5' */
export function ranges(numbers: Iterable<number>): string {
  const parts: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Elements that an array may have here: indices lie below `MaxArraySize`. */
async function siteLimit(dryRun: boolean): Promise<number> {
  const config = await ask('scontrol', ['show', 'config']).catch((error: unknown) => {
    if (dryRun) return `MaxArraySize = ${USUAL_LIMIT}`;
    throw error;
  });
  const limit = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(config)?.[1] ?? 0);
  if (limit < 1)
    throw new FrugalError(
      'this site allows no arrays, or scontrol does not say so; give --array-limit',
    );
  return limit;
}

async function ask(command: string, words: readonly string[]): Promise<string> {
  try {
    return (await execute(command, words, { timeout: 60_000 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new FrugalError(
        `Slurm is not here (no ${command}); run this where jobs are submitted, or --dry-run writes the script only`,
      );
    const said = String((error as { stderr?: unknown }).stderr ?? '')
      .trim()
      .split('\n')
      .at(-1);
    throw new FrugalError(
      `${command} failed: ${(said || String((error as Error).message)).slice(0, 200)}`,
    );
  }
}
