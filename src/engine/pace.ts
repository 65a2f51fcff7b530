/**
 * Decides between one thread and all of them, by measuring.
 *
 * On a busy machine a meeting of threads costs a thousand times its usual price and one thread is faster.
 * The choice never changes a result, only the time.
 */

/** Runs measured on each side of a comparison. */
const TRIAL = 6;
/**
 * Runs between two comparisons: few at first, since the first runs are those of code that is not yet compiled to the end,
 * then twice as many each time.
 */
const FIRST_PERIOD = 20;
const LONGEST_PERIOD = 400;

export interface Pace {
  /** Whether the next run should use all threads. */
  together(): boolean;
  /** Tells how long that run took, in any unit. */
  took(time: number): void;
}

/** Starts with all threads; every so many runs compares the best of a few runs of either kind. */
export function createPace(): Pace {
  let together = true;
  let run = 0;
  let best: [together: number, alone: number] = [Infinity, Infinity];
  /** The first runs compare at once: a machine that is busy now must not cost a whole period. */
  let trialStart = 2;
  let period = FIRST_PERIOD;
  const inTrial = (): boolean => run >= trialStart && run < trialStart + 2 * TRIAL;
  const choice = (): boolean => (inTrial() ? (run - trialStart) % 2 === 0 : together);
  return {
    together: choice,
    took(time) {
      if (inTrial()) {
        const side = choice() ? 0 : 1;
        best[side] = Math.min(best[side], time);
        if (run === trialStart + 2 * TRIAL - 1) {
          together = best[0] <= best[1];
          best = [Infinity, Infinity];
          trialStart = run + period;
          period = Math.min(LONGEST_PERIOD, 2 * period);
        }
      }
      run += 1;
    },
  };
}
