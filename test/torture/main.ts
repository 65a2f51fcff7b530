/**
 * `npm run torture [minutes] [seed]`: random kills, rivals, full and vanishing disks, changed files, mutated inputs and
 * extreme parameters, for as long as was asked (default one minute); then a table of tries and finds.
 *
 * Not part of the tests: what it does is drawn at random, another time from another seed. Ends with code 1 when there
 * are finds. Ctrl-C ends it early, with the table.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../src/numerics/random.ts';
import { disks } from './disks.ts';
import { kills } from './kills.ts';
import { mutants } from './mutants.ts';
import { parameters } from './parameters.ts';
import { addOutcome, emptyTally, type Tally, tableOf } from './table.ts';
import type { Trial } from './trial.ts';

/** A bout is each of these once: kills are what is asked for most. */
const BOUT: readonly Trial[] = [
  ...[kills[0], ...mutants, kills[0], ...parameters, kills[0], ...disks, kills[0]],
  ...[kills[0], ...mutants, kills[0], ...parameters, kills[0], kills[1]],
];

const [given = '1', chosen = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const minutes = Number(given);
if (!(minutes > 0 && minutes <= 10_000)) {
  console.error(
    `error: ${given} minutes: expected a number in (0, 10,000], e.g. npm run torture 120`,
  );
  process.exit(2);
}

const over = new AbortController();
const clock = setTimeout(() => over.abort(), minutes * 60_000);
process.once('SIGINT', () => over.abort());
process.once('SIGTERM', () => over.abort());

const random = createRandom(Number(chosen));
const trials = [...new Set(BOUT)];
const tallies = new Map<Trial, Tally>(trials.map((trial) => [trial, emptyTally()]));
console.error(`torture for ${minutes} minutes, seed ${chosen}`);

for (let n = 0; !over.signal.aborted; n++) {
  const trial = BOUT[n % BOUT.length];
  if (trial.unable !== undefined) continue;
  const folder = await mkdtemp(join(tmpdir(), 'frugal-torture-'));
  try {
    const room = { folder, random: random.split(n), signal: over.signal };
    const outcome = await trial.run(room);
    addOutcome(tallies, trial, outcome);
    for (const { what, input } of outcome.finds) console.error(`FIND ${what}\n     ${input}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
clearTimeout(clock);
console.log(tableOf(tallies));
process.exitCode = [...tallies.values()].some(({ finds }) => finds.length > 0) ? 1 : 0;
