/**
 * What a torture is made of: trials that are drawn at random, each of which is survived or is a find.
 *
 * A trial does something to the program that it must survive: kills it, takes its disk away, hands it a broken file or
 * an extreme parameter. It returns what it tried and every time that something was lost, false or ugly, with the
 * smallest input that shows it.
 */

import type { Random } from '../../src/numerics/random.ts';

/** Something that was lost, false or ugly. */
export interface Find {
  /** One line: what happened, what should have. */
  readonly what: string;
  /** How to see it again: words of the command line, or bytes in hexadecimal. */
  readonly input: string;
}

export interface Outcome {
  readonly tries: number;
  readonly finds: readonly Find[];
}

/** Where a trial may work, and when it has to end. */
export interface Room {
  /** An empty folder of its own. */
  readonly folder: string;
  readonly random: Random;
  /** Aborted when the torture is over: the trial ends as soon as it can. */
  readonly signal: AbortSignal;
}

export interface Trial {
  /** One line for the table. */
  readonly name: string;
  /** Why it cannot be tried here; absent where it can. */
  readonly unable?: string;
  run(room: Room): Promise<Outcome>;
}

/** One of them, each as likely. */
export const pick = <T>(random: Random, items: readonly T[]): T =>
  items[random.integer(items.length)];

/** Lines of standard error that no person should meet. */
const UGLY = [
  [/^\s+at .+:\d+:\d+\)?$/m, 'a stack'],
  [/a defect of Frugal/, 'a defect'],
  [/Warning: .*(?:leak|deprecat|unhandled)/i, 'a warning of Node'],
] as const;

const LONGEST = 300;

/** What is wrong with what the program said on standard error; `undefined` where nothing is. */
export function uglyIn(stderr: string): string | undefined {
  for (const [pattern, what] of UGLY) if (pattern.test(stderr)) return what;
  const long = stderr
    .split('\n')
    .find((line) => line.startsWith('error:') && line.length > LONGEST);
  return long && `a message of ${long.length} characters`;
}
