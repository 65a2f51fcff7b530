/** What a job with a learner saves comes back to it, and nothing else is taken for it. */

import { describe, expect, it } from 'vitest';
import type { LearnerState } from '../learners/index.ts';
import { learningSnapshot, restoreLearning } from './learning.ts';

const state: LearnerState = { meta: { update: 3 }, arrays: { 'hidden1.weight': Uint8Array.of(7) } };

/** A learner that keeps what it is given. */
function keeper() {
  const given: LearnerState[] = [];
  return { given, save: () => state, restore: (saved: LearnerState) => void given.push(saved) };
}

describe('the snapshot of a job with a learner', () => {
  it('holds both, and gives each its own back', () => {
    const learner = keeper();
    const snapshot = learningSnapshot(learner, { best: 0.5, curve: [1, 2] });
    expect(snapshot).toEqual({
      meta: { learner: { update: 3 }, best: 0.5, curve: [1, 2] },
      arrays: state.arrays,
    });
    const counted = restoreLearning(learner, snapshot);
    expect([counted.best, counted.curve]).toEqual([0.5, [1, 2]]);
    expect(learner.given).toEqual([state]);
  });

  it.each([
    ['no object', { meta: null, arrays: {} }],
    ['no learner', { meta: { best: 1 }, arrays: {} }],
    ['a list for a learner', { meta: { learner: [1] }, arrays: {} }],
    ['arrays of numbers', { meta: { learner: {} }, arrays: { a: Float32Array.of(1) } }],
  ])('is refused with %s, before the learner sees it', (_, snapshot) => {
    const learner = keeper();
    expect(() => restoreLearning(learner, snapshot)).toThrow('rerun with --fresh');
    expect(learner.given).toEqual([]);
  });
});
