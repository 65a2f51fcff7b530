/** Which statements of the papers the figures of `frontier` answer. */

import { PHYSICAL_UNITS } from '../../ledger/index.ts';
import type { FigureAnswers } from '../../protocol/figure-answers.ts';

const ours = (what: string): string => `not in the papers: ${what}`;

export const answers: FigureAnswers = {
  'accuracy-connections': ours('ingredients of five papers by the connections they need'),
  'accuracy-bits': ours('ingredients of five papers by the bits they need'),
  'accuracy-changes': ours('ingredients of five papers by the changes they make'),
  'accuracy-energy': ours('ingredients of five papers by the energy of learning'),
  'accuracy-wire': ours('ingredients of five papers by their wire'),
  'accuracy-arithmetic': ours('ingredients of five papers by the multiply-adds of learning'),
  'accuracy-upkeep': ours('ingredients of five papers by the connections kept while learning'),
  ...Object.fromEntries(
    PHYSICAL_UNITS.map((hardware) => [
      `accuracy-${hardware}`,
      ours(`ingredients of five papers by joules under ${hardware}`),
    ]),
  ),
  ingredients: ours('whether losses of rare and coarse changes add'),
  locality: ours('at which density a local wiring is as good as a random one'),
  loads: ours('what an online rule stores under each constraint, beside the capacity of theory'),
  'connections-load': ours('how many connections are left of one unit, beside those of theory'),
  search: ours('how the combinations that are measured were chosen'),
};
