/**
 * Message-passing solvers by their names in the literature, each put together from messages and a course. For other
 * combinations use `createSolver` directly.
 */

import { tryVectors } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import type { AsyncWork, Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { createApproximateInSteps } from './approximate.ts';
import type { Factor } from './belief-options.ts';
import { createBeliefPropagationInSteps } from './belief-propagation.ts';
import {
  type DecimationOptions,
  decimation,
  focusing,
  pseudoReinforcement,
  type ReinforcementOptions,
  reinforcement,
} from './courses.ts';
import { createMaxSumInSteps, maxSumReinforcement } from './max-sum.ts';
import { createMultiStateInSteps, multiStateReinforcement, type Scarcity } from './multi-state.ts';
import type { MessagePassing } from './passing.ts';
import type { FocusingStep } from './pulls.ts';
import { createSolver, type DiscreteSolver } from './solver.ts';

/** What messages are kept of: see belief-propagation.ts and approximate.ts. */
export interface FormOptions {
  /**
   * `full`: a message for every pattern and synapse, renewed one pattern after another. `approximate`: O(N + P) numbers, all
   * renewed together. Default: approximate from 200 inputs on; focusing on a committee whose units see the same inputs needs
   * slower steps there, and so has the full form up to 4 million messages.
   */
  readonly form?: 'full' | 'approximate';
  /** Of the full form. Default `exact` up to 31 inputs, else `linear`. */
  readonly factor?: Factor;
  /** Default 0; ½ for focusing; 0.3 for the approximate form of a committee whose units see the same inputs. */
  readonly damping?: number;
  readonly amplitude?: number;
  /** Default 0; for a committee whose units see the same inputs 0.02, in the approximate form 0.1. */
  readonly asymmetry?: number;
  /** Of the approximate form; the result does not depend on it. Default 1. */
  readonly threads?: number;
}

export interface RecipeOptions extends FormOptions {
  /** Further attempts after one that failed, each half as fast. Default 0. */
  readonly restarts?: number;
  readonly random: Random;
}

/** Below this many inputs the patterns are too few and their messages too large for the approximate form. */
const FEW_INPUTS = 200;

/** Most messages of a committee that is focused in the full form unasked: some seconds. */
const MOST_FOCUSED = 4e6;

/** Whether several units see the same inputs. */
const isAlike = ({ units, wiring }: DiscreteProblem): boolean => units > 1 && wiring === 'full';

/** Damping and asymmetry where they are not given: units that see the same inputs have to be kept apart. */
function steadied(
  problem: DiscreteProblem,
  { damping, asymmetry }: FormOptions,
  form: FormOptions['form'],
  usual: number,
): { readonly damping: number; readonly asymmetry: number } {
  const alike = isAlike(problem);
  return {
    damping: damping ?? (alike && form === 'approximate' ? 0.3 : usual),
    asymmetry: asymmetry ?? (alike ? (form === 'full' ? 0.02 : 0.1) : 0),
  };
}

async function* messagesOf(
  problem: DiscreteProblem,
  { form, factor, random, ...options }: FormOptions & { readonly random: Random },
  { damping: usual = 0, full = false }: { readonly damping?: number; readonly full?: boolean } = {},
): AsyncWork<MessagePassing> {
  const few = problem.inputs < FEW_INPUTS || full || factor !== undefined;
  const chosen = form ?? (few ? 'full' : 'approximate');
  if (chosen === 'approximate' && factor !== undefined)
    throw new UsageError(
      `factor "${factor}" is for the full form; leave it out, or use form "full"`,
    );
  const { threads, ...given } = options;
  const rest = {
    ...given,
    ...steadied(problem, given, chosen, usual),
    random: random.split('messages'),
  };
  await tryVectors();
  return chosen === 'full'
    ? yield* createBeliefPropagationInSteps(problem, { ...rest, factor })
    : yield* createApproximateInSteps(problem, { ...rest, threads });
}

/** g of an attempt: 1 − g halves with each. */
const slower = (decay: number, attempt: number): number => 1 - (1 - decay) / 2 ** attempt;

/**
 * Reinforced belief propagation (rBP) for two-level synapses; with more levels, or a price on connections, its multi-state
 * form. Braunstein & Zecchina 2006.
 */
export async function* reinforcedBeliefPropagation(
  problem: DiscreteProblem,
  options: RecipeOptions & ReinforcementOptions & Scarcity,
): AsyncWork<DiscreteSolver> {
  const { random, restarts, decay = 0.98, mode, sweeps, price, nonzero, ...form } = options;
  const courseOptions = (attempt: number) => ({
    decay: slower(decay, attempt),
    mode,
    ...(sweeps === undefined ? {} : { sweeps: sweeps * 2 ** attempt }),
  });
  if (problem.levels.length === 2 && price === undefined && nonzero === undefined) {
    const passing = yield* messagesOf(problem, { ...form, random });
    const course = (attempt: number) => reinforcement(courseOptions(attempt));
    return createSolver({ passing, course, restarts, random });
  }
  if (form.form === 'full' || form.factor !== undefined || mode === 'probabilistic')
    throw new UsageError(
      'synapses of more than two levels, or with a price, have the approximate form and scaled reinforcement only',
    );
  const passing = yield* createMultiStateInSteps(problem, {
    ...{ price, nonzero, amplitude: form.amplitude },
    ...steadied(problem, form, 'approximate', 0),
    ...{ threads: form.threads, random: random.split('messages') },
  });
  const course = (attempt: number) => multiStateReinforcement(courseOptions(attempt));
  return createSolver({ passing, course, restarts, random });
}

/** Focusing belief propagation (fBP) by pseudo-reinforcement, or along given steps. Baldassi et al. 2016. */
export async function* focusingBeliefPropagation(
  problem: DiscreteProblem,
  options: RecipeOptions & {
    /** Δρ of pseudo-reinforcement; halved with every attempt. Default 0.01. */
    readonly step?: number;
    /** In place of pseudo-reinforcement. */
    readonly steps?: readonly FocusingStep[];
  },
): AsyncWork<DiscreteSolver> {
  const { random, restarts, step = 0.01, steps, ...form } = options;
  const full = isAlike(problem) && problem.patterns * synapsesOf(problem) <= MOST_FOCUSED;
  const passing = yield* messagesOf(problem, { ...form, random }, { damping: 0.5, full });
  const course = (attempt: number) =>
    focusing({ steps: steps ?? pseudoReinforcement({ step: step / 2 ** attempt }) });
  return createSolver({ passing, course, restarts, random });
}

/** Belief propagation that decides the most polarised synapses, a share at a time. */
export async function* decimatedBeliefPropagation(
  problem: DiscreteProblem,
  options: RecipeOptions & DecimationOptions,
): AsyncWork<DiscreteSolver> {
  const { random, restarts, share = 0.01, tolerance, patience, sweeps, ...form } = options;
  const passing = yield* messagesOf(problem, { ...form, random });
  const course = (attempt: number) =>
    decimation({ share: share / 2 ** attempt, tolerance, patience, sweeps });
  return createSolver({ passing, course, restarts, random });
}

/** Reinforced max-sum (rMS) for a perceptron of two-level synapses. Baldassi & Braunstein 2015. */
export function* reinforcedMaxSum(
  problem: DiscreteProblem,
  options: {
    /** r, halved with every attempt. Default 0.01. */
    readonly rate?: number;
    readonly sweeps?: number;
    readonly restarts?: number;
    readonly random: Random;
  },
): Work<DiscreteSolver> {
  const { random, restarts, rate = 0.01, sweeps } = options;
  const passing = yield* createMaxSumInSteps(problem, { random: random.split('messages') });
  const course = (attempt: number) => maxSumReinforcement({ rate: rate / 2 ** attempt, sweeps });
  return createSolver({ passing, course, restarts, random });
}
