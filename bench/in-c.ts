/** Peers in plain C: compiled where there is a gcc, run on the instances that we solve. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What a program, ours or theirs, has come to on one instance. */
export interface Solved {
  readonly seconds: number;
  readonly sweeps: number;
  readonly solved: boolean;
}

/**
 * The lines that `peers/<name>.c` prints when it is run with each of these words, as {@link Solved}; undefined where there is no
 * compiler. Vectorised in every way that gcc knows.
 */
export async function solvedInC(
  name: string,
  runs: readonly (readonly (string | number)[])[],
  flags: readonly string[] = ['-ffast-math'],
): Promise<Solved[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), `frugal-${name}-`));
  try {
    const source = fileURLToPath(new URL(`./peers/${name}.c`, import.meta.url));
    const program = join(folder, name);
    await execute('gcc', ['-O3', '-march=native', ...flags, '-o', program, source, '-lm']);
    const all: Solved[] = [];
    for (const words of runs) {
      const { stdout } = await execute(program, words.map(String));
      for (const line of stdout.trim().split('\n')) {
        const [seconds, sweeps, solved] = line.split(' ').map(Number);
        all.push({ seconds, sweeps, solved: solved === 1 });
      }
    }
    return all;
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds of a sweep, over all instances. */
export const perSweep = (all: readonly Solved[]): number =>
  all.reduce((sum, each) => sum + each.seconds, 0) /
  all.reduce((sum, each) => sum + each.sweeps, 0);
