/**
 * A job of several stages that is kept inside them: what a finished stage has found is in every later snapshot and is not
 * computed again, and a stage whose state can be saved goes on from it.
 */

import type { AsyncWork, Work } from '../numerics/pace.ts';
import type { JobStep } from './jobs.ts';
import { inJob } from './parts.ts';
import { packed, unpacked } from './plain.ts';
import type { Snapshot } from './study.ts';
import type { Look } from './view.ts';

/** A sign of life of a stage. */
export interface StageStep {
  /** Share of the stage that is done, 0 … 1. */
  readonly share?: number;
  /** Its state, from which it goes on if it is given it; absent where it cannot be left at this step. */
  readonly save?: () => object;
  /** Shows what is under way; good until the stage goes on. */
  readonly look?: Look;
}

interface Saved {
  readonly results: readonly object[];
  readonly state?: object;
}

/** Steps of a job, and at last what a stage has found. */
export type Stage<R> = AsyncGenerator<JobStep<never>, R>;

export interface Stages {
  /**
   * The next stage: its result, from a snapshot if that has it.
   *
   * @param run gives a plain object (or list); `state` is what its last `save` gave
   */
  next<R extends object>(
    run: (state: object | undefined) => AsyncGenerator<StageStep, R>,
    share?: readonly [from: number, to: number],
  ): Stage<R>;
  /**
   * A stage that cannot be left inside.
   *
   * @param look shows what has been found so far
   */
  whole<R extends object>(
    work: () => Work<R> | AsyncWork<R>,
    share?: readonly [from: number, to: number],
    look?: Look,
  ): Stage<R>;
}

/** The stages of a job, from where it was interrupted. They have to come in the same order each time. */
export function stagesOf({ resume }: { readonly resume?: Snapshot }): Stages {
  const saved: Saved = resume === undefined ? { results: [] } : (unpacked(resume) as Saved);
  const results: object[] = [];

  async function* next<R extends object>(
    run: (state: object | undefined) => AsyncGenerator<StageStep, R>,
    [from, to]: readonly [number, number] = [0, 1],
  ): Stage<R> {
    const number = results.length;
    if (number < saved.results.length) {
      results.push(saved.results[number]);
      return saved.results[number] as R;
    }
    const before = [...results];
    const found: R[] = [];
    const state = number === saved.results.length ? saved.state : undefined;
    async function* kept(): AsyncGenerator<StageStep, void> {
      found.push(yield* run(state));
    }
    let left = false;
    for await (const { share, save, look } of kept()) {
      left ||= save !== undefined;
      // A stage that was never left inside begins again from where it began now.
      const again = left ? undefined : () => packed({ results: before, ...(state && { state }) });
      const snapshot = save ? () => packed({ results: before, state: save() }) : again;
      yield {
        ...(share !== undefined && { share: from + (to - from) * share }),
        ...(snapshot && { snapshot }),
        ...(look && { look }),
      };
    }
    results.push(found[0]);
    const after = [...results];
    yield { share: to, snapshot: () => packed({ results: after }) };
    return found[0];
  }
  return {
    next,
    whole: (work, share, look) => next(() => shown(inJob(work()), look), share),
  };
}

/** Steps that show what has been found so far. */
async function* shown<R>(
  steps: AsyncGenerator<StageStep, R>,
  look: Look | undefined,
): AsyncGenerator<StageStep, R> {
  const results: R[] = [];
  async function* kept(): AsyncGenerator<StageStep, void> {
    results.push(yield* steps);
  }
  for await (const step of kept()) yield { ...step, ...(look && { look }) };
  return results[0];
}
