/** One training of `frontier`, to its end. */

import type { Random } from '../../numerics/random.ts';
import type { Job, JobContext, JobStep } from '../../protocol/jobs.ts';
import { endOf, learnInSteps } from '../compose/learn.ts';
import type { Values as Composed } from '../compose/parameters.ts';
import type { Subject } from '../compose/subject.ts';
import { bitsOf, type Trainee } from '../compose/trainee.ts';
import type { Method } from '../compose/vocabulary.ts';
import { type Contender, nameOf } from './contenders.ts';
import type { Values } from './parameters.ts';
import type { FrontierRecord } from './records.ts';

export type Context = JobContext<Values>;
export type FrontierJob = Job<Values, FrontierRecord>;
type End = ReturnType<typeof endOf>;

/** What is trained on what. */
export interface Training {
  readonly subject: Subject;
  readonly composed: Composed;
  readonly random: Random;
}

/** Rough cost of a training, for the progress line. @param length epochs, updates or presentations */
export const costOf = ({ method, density }: Contender, length: number): number =>
  length * (0.1 + (method.wiring === 'dense' ? 1 : density));

/** Bits that a state behind a weight takes. */
function stateBits({ budget, discretisation }: Method, { states }: Composed): number {
  if (discretisation === 'levels') return 32 - Math.clz32(states - 1);
  return budget === 'none' ? 0 : 32;
}

/** Bits of a weight that no levels were asked of. */
const WHOLE = 32;

/**
 * Bits written while learning: changes of weights that the method is about at the bits of those, changes of all others (biases,
 * and what leads into and out of a recurrent block) at those of a whole number, and changes of hidden stores at theirs.
 */
export function bitsWritten(
  trainee: Pick<Trainee, 'held' | 'account' | 'totals'>,
  method: Method,
  composed: Composed,
): number {
  const { changes, hiddenWrites } = trainee.totals();
  const about = Object.keys(trainee.held()).reduce(
    (sum, bundle) => sum + trainee.account(bundle).changes,
    0,
  );
  return (
    about * bitsOf(method, composed) +
    (changes - about) * WHOLE +
    hiddenWrites * stateBits(method, composed)
  );
}

/** A training to its end. */
export async function* trained<R>(
  { threads, arithmetic, resume, parameters }: Context,
  contender: Contender,
  { subject, composed, random }: Training,
): AsyncGenerator<JobStep<R>, End & { readonly written: number }> {
  const { method } = contender;
  const name = nameOf(contender, parameters.network);
  const trainee = await subject.make({ method, values: composed, threads, arithmetic }, random);
  try {
    const course = yield* learnInSteps<R>(trainee, { name, resume });
    const end = endOf(trainee, method, composed, course);
    return { ...end, written: bitsWritten(trainee, method, composed) };
  } finally {
    trainee.dispose();
  }
}
