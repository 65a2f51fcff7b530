/** How much memory reading arrays takes, in a process of its own: node --expose-gc arrays-child.ts '<question>'. */

import { readFileSync } from 'node:fs';
import type { ArraysAnswer } from './arrays.ts';
import { type ArrayForm, readArrays } from './arrays-files.ts';

const { form, file } = JSON.parse(process.argv[2]) as { form: ArrayForm; file: string };
const bytes = readFileSync(file);
// What compiling and loading takes is there before.
await readArrays(form, bytes.subarray(0, 100)).catch(() => 0);
globalThis.gc?.();
// Loading the sources took more memory for a moment than some files do: as much is held again, so that more is seen.
const ballast: Uint8Array[] = [];
while (process.memoryUsage.rss() < 1024 * process.resourceUsage().maxRSS)
  ballast.push(new Uint8Array(2 ** 20).fill(1));
const before = 1024 * process.resourceUsage().maxRSS;
const arrays = await readArrays(form, bytes);
const answer: ArraysAnswer = { peak: 1024 * process.resourceUsage().maxRSS - before, arrays };
// Naming the ballast keeps it until here.
console.log(JSON.stringify({ ...answer, ballast: ballast.length }));
