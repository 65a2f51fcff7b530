/** Broken files for every reader: the fuzz, in the same process, with mutants of a seed of its own. */

import { judge, mutant } from '../fuzz/fuzz.ts';
import type { Find, Outcome, Room, Trial } from './trial.ts';

/** So many that a million mutants come with a thousand kills: two hours have some 34 of these trials. */
const MUTANTS = 32_000;
/** Bytes of an input that are shown; the number of the mutant gives it back whole. */
const SHOWN = 200;

async function brokenFiles({ random, signal }: Room): Promise<Outcome> {
  const seed = random.integer(2 ** 31);
  const finds: Find[] = [];
  let tries = 0;
  for (; tries < MUTANTS && !signal.aborted; tries++) {
    const { form, outcome, what, bytes } = await judge(mutant(seed, tries));
    if (outcome !== 'find') continue;
    const hex = [...bytes.subarray(0, SHOWN)].map((b) => b.toString(16).padStart(2, '0')).join('');
    finds.push({
      what: `${form}: ${what}`,
      input: `mutant ${tries} of seed ${seed}, ${bytes.length} bytes: ${hex}`,
    });
  }
  return { tries, finds };
}

export const mutants: readonly Trial[] = [
  { name: 'broken files for every reader', run: brokenFiles },
];
