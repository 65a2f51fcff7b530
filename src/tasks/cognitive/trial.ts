/** One trial: what was drawn, from which the observations and the answer of every step follow. */

import { wrap } from './ring.ts';
import type { Ring } from './spec.ts';
import type { CognitiveTask } from './task.ts';

/** No task has more periods. */
const MOST_PERIODS = 6;

/** Filled in place by `drawTrial`, so that one record serves a whole stream. */
export interface Trial {
  /** One past the last step of each period. */
  readonly ends: Int32Array;
  /** Length in steps. */
  steps: number;
  /** Duration drawn for the delay, ms, before it is cut to whole steps; 0 for tasks without one. */
  delay: number;
  /** Ring that carries each of the two stimuli; of no meaning for comparisons, which may use both. */
  readonly rings: Uint8Array;
  /** Place of each stimulus in ring positions, [0, R). */
  readonly place: Float64Array;
  /** Strength of stimulus s on ring r at 2s + r; 0 where it is not shown. */
  readonly strength: Float64Array;
  /** Ring position of the answer when the decision starts (whole unless angles are continuous); −1: keep fixation. */
  response: number;
  /** Match tasks: whether the two stimuli match. */
  match: boolean;
  /** Comparisons: the strengths are equal, so that the answer is a coin flip nobody can know. */
  tied: boolean;
}

export const createTrial = (): Trial => ({
  ends: new Int32Array(MOST_PERIODS),
  steps: 0,
  delay: 0,
  rings: new Uint8Array(2),
  place: new Float64Array(2),
  strength: new Float64Array(4),
  response: -1,
  match: false,
  tied: false,
});

/** First step of the decision period. */
export const decisionStart = (task: CognitiveTask, { ends }: Trial): number =>
  ends[task.periods.length - 2];

/** The ring whose noise is on where only the active ring has noise. */
export const activeRing = ({ rings }: Trial): Ring => (rings[0] === 0 ? 0 : 1);

/**
 * The ring position that the answer has reached `step` steps into the decision, rounded to a whole one; −1: fixation.
 */
export function answerAt(
  { spec, dt, ring }: CognitiveTask,
  { response }: Trial,
  step: number,
): number {
  if (response < 0) return -1;
  const moved = spec.drift * Math.floor((step * dt) / 100);
  return wrap(Math.round(response) + moved, ring);
}

/** The class to be learned `step` steps into the decision; see `Labels`. Before the decision it is 0. */
export function labelAt(task: CognitiveTask, trial: Trial, step: number): number {
  const position = answerAt(task, trial, step);
  if (position < 0) return 0;
  return task.labels === 'folded' ? (1 + position) % task.ring : 1 + position;
}
