/**
 * One-choice inference: a goal is shown and disappears; then two ways are offered, of which one leads towards it.
 *
 * The first choice of a maze on a grid, as spatially embedded networks learn it. Eight problems; each has one answer, asked
 * for at the last step. Noise on the inputs is the feed's affair.
 *
 * Source: J. Achterberg, D. Akarca, D. J. Strouse, J. Duncan, D. E. Astle, Nature Machine Intelligence 5:1369 (2023), and
 * its public demonstration (mazeGeneratorI).
 */

import { UsageError } from '../errors.ts';

/** Ways, and classes of answers, in this order. */
export const WAYS = ['left', 'up', 'right', 'down'] as const;
export type Way = (typeof WAYS)[number];

/** The corner squares of the maze that a goal can be on, in the order of their channels. */
const GOALS = [7, 9, 17, 19] as const;

interface Problem {
  readonly goal: (typeof GOALS)[number];
  readonly offered: readonly [Way, Way];
  readonly answer: Way;
}

/** All problems of the source. */
export const ONE_CHOICE_PROBLEMS: readonly Problem[] = [
  { goal: 9, offered: ['up', 'left'], answer: 'up' },
  { goal: 9, offered: ['right', 'down'], answer: 'right' },
  { goal: 19, offered: ['left', 'down'], answer: 'down' },
  { goal: 17, offered: ['right', 'down'], answer: 'down' },
  { goal: 17, offered: ['up', 'left'], answer: 'left' },
  { goal: 7, offered: ['up', 'right'], answer: 'up' },
  { goal: 19, offered: ['left', 'right'], answer: 'right' },
  { goal: 7, offered: ['left', 'right'], answer: 'left' },
];

export interface OneChoiceOptions {
  /** Steps for which the goal is shown, nothing is, and the ways are. Defaults 20, 10, 20. */
  readonly goalSteps?: number;
  readonly delaySteps?: number;
  readonly choiceSteps?: number;
}

export interface OneChoice {
  readonly problems: number;
  /** Four goals, then four ways; 0 or 1. */
  readonly channels: number;
  readonly classes: number;
  readonly steps: number;
  /** Channels that are 1 at a step of a problem. */
  shown(problem: number, step: number): readonly number[];
  /** Class of the answer. */
  answer(problem: number): number;
}

/** @throws UsageError for steps that are no integers, or no step that shows the goal or the ways */
export function oneChoice(options: OneChoiceOptions = {}): OneChoice {
  const { goalSteps = 20, delaySteps = 10, choiceSteps = 20 } = options;
  for (const [name, steps, least] of [
    ['goal steps', goalSteps, 1],
    ['delay steps', delaySteps, 0],
    ['choice steps', choiceSteps, 1],
  ] as const) {
    if (!Number.isInteger(steps) || steps < least)
      throw new UsageError(`${name} ${steps} is not an integer ≥ ${least}`);
  }
  const coded = ONE_CHOICE_PROBLEMS.map(({ goal, offered, answer }) => ({
    goal: [GOALS.indexOf(goal)],
    offered: offered.map((way) => GOALS.length + WAYS.indexOf(way)),
    answer: WAYS.indexOf(answer),
  }));
  const nothing: readonly number[] = [];
  return {
    problems: coded.length,
    channels: GOALS.length + WAYS.length,
    classes: WAYS.length,
    steps: goalSteps + delaySteps + choiceSteps,
    shown(problem, step) {
      if (step < goalSteps) return coded[problem].goal;
      return step < goalSteps + delaySteps ? nothing : coded[problem].offered;
    },
    answer: (problem) => coded[problem].answer,
  };
}
