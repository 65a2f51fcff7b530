/** Broken files for every reader of the formats, see ../fuzz/. */

import { judge, mutant } from '../fuzz/fuzz.ts';
import type { Find, Outcome, Room, Trial } from './trial.ts';

const BOUT = 400;

async function broken({ random, signal }: Room): Promise<Outcome> {
  const seed = random.integer(2 ** 31);
  const finds: Find[] = [];
  let tries = 0;
  for (; tries < BOUT && !signal.aborted; tries++) {
    const { form, outcome, what = '', bytes } = await judge(mutant(seed, tries));
    if (outcome === 'find')
      finds.push({ what: `${form}: ${what}`, input: Buffer.from(bytes).toString('hex') });
  }
  return { tries, finds };
}

export const mutants: readonly Trial[] = [
  { name: 'files of every form, broken at random', run: broken },
];
