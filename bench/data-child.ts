/** How much memory reading a file takes, in a process of its own: node --expose-gc data-child.ts '<question>'. */

import { readFileSync } from 'node:fs';
import { type DataAnswer, type DataQuestion, readWith } from './data.ts';

const { form, file } = JSON.parse(process.argv[2]) as DataQuestion;
const bytes = readFileSync(file);
// What compiling takes is there before.
readWith(form, bytes.slice(0, bytes.indexOf(10, 1 << 16) + 1));
globalThis.gc?.();
// The largest size so far, in KiB: nothing before the reading was larger.
const before = Math.max(process.memoryUsage.rss(), 1024 * process.resourceUsage().maxRSS);
const arrays = readWith(form, bytes);
const answer: DataAnswer = { peak: 1024 * process.resourceUsage().maxRSS - before, arrays };
console.log(JSON.stringify(answer));
