/** Runs another program of this folder, or of the package, to its end and hands back what it prints. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** glibc keeps freed memory for later; so it hands it back, and resident memory is memory in use. Costs time. */
const HAND_BACK = { MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };

/**
 * The last line of standard output of `bench/<script>`, read as JSON.
 *
 * @param handBack whether the child is to hand freed memory back at once
 * @param variables of its environment, beside those of this process
 */
export async function askChild<Answer>(
  script: string,
  question: object,
  handBack: boolean,
  variables: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const words = ['--expose-gc', path, JSON.stringify(question)];
  const { stdout } = await execute(process.execPath, words, {
    maxBuffer: 1 << 24,
    env: { ...process.env, ...(handBack ? HAND_BACK : {}), ...variables },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Answer;
}
