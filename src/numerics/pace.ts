/**
 * Signs of life of long computations. What takes long is a generator that gives a tick now and then, so that whoever drives
 * it can show progress, hear that it is to stop, and stop it with `return()`; who wants the result alone calls `finish`.
 *
 * The clock decides when a tick is given and nothing else: what is computed never depends on it.
 */

/** A sign of life. */
export interface Tick {
  readonly kind: 'tick';
  /** How much of the work is done, 0 … 1; absent where nobody knows. */
  readonly share?: number;
}

/** A computation in pieces: ticks, and at last its result. */
export type Work<R> = Generator<Tick, R, void>;

/** The same where something has to be waited for. */
export type AsyncWork<R> = AsyncGenerator<Tick, R, void>;

export const tick = (share?: number): Tick =>
  share === undefined ? { kind: 'tick' } : { kind: 'tick', share };

/** Whether a step of a generator is a tick and no record. */
export const isTick = (step: object): step is Tick => 'kind' in step && step.kind === 'tick';

/** The records of a generator alone. */
export function* withoutTicks<R extends object>(
  steps: Iterable<Tick | R>,
): Generator<R, void, void> {
  for (const step of steps) if (!isTick(step)) yield step;
}

/** ms between two ticks: heard and seen at once, and four a second are promised where a piece of work takes 100 ms. */
const EVERY = 100;
/** ms between two looks at the clock that are aimed at. */
const LOOK = 5;
/** Most calls between two looks: if pieces that took a microsecond suddenly take 500, a look is still taken in time. */
const MOST_SKIPPED = 256;

/** Says when a tick is due. One for each loop whose pieces are alike. */
export interface Pace {
  /**
   * Whether a tick is due: the first time at once, so that many short computations in a row give signs of life too, then
   * every tenth of a second. Costs a nanosecond, since the clock is looked at only as often as the pace of calls asks for.
   */
  due(): boolean;
}

export function createPace(): Pace {
  let [told, looked] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [skip, skipped] = [0, 0];
  return {
    due() {
      if (skipped < skip) {
        skipped += 1;
        return false;
      }
      skipped = 0;
      const now = performance.now();
      const passed = now - looked;
      if (passed < LOOK) skip = Math.min(MOST_SKIPPED, 2 * skip + 1);
      else if (passed > 2 * LOOK) skip >>= 1;
      looked = now;
      if (now - told < EVERY) return false;
      told = now;
      return true;
    },
  };
}

/** Runs a computation to its end; its ticks, and records if it gives any, are nobody's. */
export function finish<R>(work: Generator<unknown, R, void>): R {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** The same where something has to be waited for. */
export async function finishAsync<R>(work: AsyncGenerator<unknown, R, void>): Promise<R> {
  for (;;) {
    const step = await work.next();
    if (step.done === true) return step.value;
  }
}

/** A computation that is the stretch `from` … `to` of a longer one: its shares are told as shares of the whole. */
export function* within<R>(work: Work<R>, from: number, to: number): Work<R> {
  let step = work.next();
  try {
    while (step.done !== true) {
      const { share } = step.value;
      yield tick(share === undefined ? from : from + (to - from) * share);
      step = work.next();
    }
    return step.value;
  } finally {
    // Stopped here, it is stopped there; what it would return is nobody's.
    if (step.done !== true) work.return(undefined as never);
  }
}
