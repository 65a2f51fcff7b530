/**
 * `npm run fuzz [files] [seed]`: broken files for every reader, 100,000 by default, and a table of what came of them.
 *
 * Beyond the tests' run it measures: a file that takes more than a second, three times in a row, is a find, and one that makes
 * the process grow by more than ten times its size and a constant. A file that its reader gives up after the time that it allows
 * is refused, and told. Ends with code 1 when there are finds.
 */

import { judge, mutant } from './fuzz.ts';
import { READERS } from './readers.ts';

const SLOW = 1000;
/** A reader's own bound is kept by a clock that a busy machine is late to look at. */
const LATE = 2000;
/** What the process may grow by whatever the file: tables of 2²⁴ rows, WebAssembly's own memory, garbage. */
const CONSTANT = 400 * 2 ** 20;

const [files = '100000', seed = '1'] = process.argv.slice(2);
const count = Number(files);
if (!(Number.isInteger(count) && count > 0)) {
  console.error(`error: ${files} files: expected a whole number, e.g. npm run fuzz 100000`);
  process.exit(2);
}

interface Row {
  read: number;
  refused: number;
  finds: number;
  slowest: number;
}
const rows = new Map<string, Row>(
  READERS.map(({ form }) => [form, { read: 0, refused: 0, finds: 0, slowest: 0 }]),
);
const peak = () => process.resourceUsage().maxRSS * 1024;
let shown = 0;

function find(n: number, form: string, what: string, bytes: Uint8Array): void {
  rows.get(form)!.finds++;
  if (shown++ > 50) return;
  const hex = Buffer.from(bytes.subarray(0, 200)).toString('hex');
  console.error(`FIND ${n} ${form} (${bytes.length} bytes): ${what}\n     ${hex}`);
}

for (let n = 0; n < count; n++) {
  const tried = mutant(Number(seed), n);
  const [resident, highest] = [process.memoryUsage.rss(), peak()];
  let trial = await judge(tried);
  const { bound } = tried.reader;
  const givenUp = () => bound !== undefined && trial.milliseconds > bound;
  for (let again = 0; again < 2 && trial.milliseconds > SLOW && !givenUp(); again++)
    trial = await judge(tried);
  const { form, outcome, what = '', milliseconds, bytes, size } = trial;
  const row = rows.get(form)!;
  row.slowest = Math.max(row.slowest, milliseconds);
  if (outcome === 'find') find(n, form, what, bytes);
  else {
    row[outcome]++;
    if (milliseconds > (givenUp() ? bound! + LATE : SLOW))
      find(n, form, `${Math.round(milliseconds)} ms`, bytes);
    else if (givenUp())
      console.error(`${n} ${form}: given up after ${Math.round(milliseconds)} ms`);
    const grown = peak() - Math.max(highest, resident);
    if (grown > 10 * size + CONSTANT)
      find(n, form, `the process grew by ${Math.round(grown / 2 ** 20)} MiB (${what})`, bytes);
  }
  if (n % 5000 === 4999) console.error(`${n + 1} files, peak ${Math.round(peak() / 2 ** 20)} MiB`);
}

console.log('| form | files | read | refused | finds | slowest, ms |');
console.log('| --- | --- | --- | --- | --- | --- |');
let finds = 0;
for (const [form, row] of rows) {
  finds += row.finds;
  const all = row.read + row.refused + row.finds;
  console.log(
    `| ${form} | ${all} | ${row.read} | ${row.refused} | ${row.finds} | ${row.slowest.toFixed(0)} |`,
  );
}
process.exitCode = finds > 0 ? 1 : 0;
