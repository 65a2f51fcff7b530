/** Runs the built program as a process of its own that can be killed at any moment. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../sources.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

/** Starts `frugal <words>`; nothing of the surroundings' runs folder is touched when `--out` is among the words. */
export function start(words: readonly string[], cwd = ROOT): Started {
  const begun = performance.now();
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr, seconds: (performance.now() - begun) / 1000 }),
    );
  });
  return { child, ended };
}

/** How long a program may take to end once it was asked to twice, in ms. */
const GRACE = 15_000;
/** Requests that come faster are one request. */
const AGAIN = 500;

export interface Stopped extends Ended {
  /** It was asked to stop because its time was over. */
  readonly late: boolean;
  /** It had to be killed: two requests were not heard within the grace. */
  readonly deaf: boolean;
}

/** Runs it to its end; after `seconds` it is asked to stop, twice, and if it does not hear that, killed. */
export async function runFor(
  words: readonly string[],
  seconds: number,
  cwd = ROOT,
): Promise<Stopped> {
  const { child, ended } = start(words, cwd);
  let over = false;
  const done = ended.then((end) => {
    over = true;
    return end;
  });
  await Promise.race([done, sleep(seconds * 1000, undefined, { ref: false })]);
  if (over) return { ...(await done), late: false, deaf: false };
  child.kill('SIGINT');
  await Promise.race([done, sleep(AGAIN, undefined, { ref: false })]);
  child.kill('SIGINT');
  await Promise.race([done, sleep(GRACE, undefined, { ref: false })]);
  const deaf = !over;
  if (deaf) child.kill('SIGKILL');
  return { ...(await done), late: true, deaf };
}
