/**
 * Taking time on a machine that does other things too.
 *
 * What is compared is timed in turns, in short bursts: a disturbance then meets all contestants alike. Speeds are told
 * from the smallest burst, comparisons from the median of the ratios within a round. Knows nothing of what is timed.
 */

/** Something whose runs are timed. */
export interface Contestant {
  readonly name: string;
  /** Seconds of one run, averaged over one burst of runs. */
  readonly burst: () => number | Promise<number>;
}

/** What a race has shown of one contestant: seconds of a run, in each round and at best. */
export interface Result {
  readonly name: string;
  readonly rounds: readonly number[];
  readonly least: number;
}

/** Seconds from some beginning. */
export type Clock = () => number;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

const accounted = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

/**
 * CPU time of this thread: what other processes take does not count.
 *
 * Linux brings the account of a running thread up to date only every 4 ms or when it leaves the processor. So it leaves
 * for a moment, until the account has moved. Wall time where Node cannot tell the CPU time of a thread (before 23.9).
 */
export const threadClock: Clock = () => {
  if (process.threadCpuUsage === undefined) return wallClock();
  const before = accounted();
  for (let nap = 0; nap < 100 && accounted() === before; nap++) Atomics.wait(sleeper, 0, 0, 0.02);
  return accounted() / 1e6;
};

export const wallClock: Clock = () => performance.now() / 1e3;

/** Length of a burst in seconds: long beside the clocks' steps, short beside the disturbances. */
const BURST = 0.01;
/** A kernel starts in V8's baseline compiler; the optimised code arrives while it is being warmed up. */
const WARM_UP = { runs: 5, seconds: 0.04, pause: 10 };

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface ContestantOptions {
  readonly clock?: Clock;
  /** Length of a burst in seconds. */
  readonly burst?: number;
}

/** Warms `run` up and finds how many runs make a burst. */
export async function contestant(
  name: string,
  run: () => void,
  { clock = threadClock, burst = BURST }: ContestantOptions = {},
): Promise<Contestant> {
  for (let half = 0; half < 2; half++) {
    const began = performance.now();
    for (let k = 0; k < WARM_UP.runs || performance.now() - began < 500 * WARM_UP.seconds; k++)
      run();
    await pause(WARM_UP.pause);
  }
  const time = (runs: number): number => {
    const began = clock();
    for (let k = 0; k < runs; k++) run();
    return Math.max(clock() - began, 1e-9);
  };
  let runs = 1;
  let took = time(runs);
  while (took < burst / 2) {
    runs *= 2;
    took = time(runs);
  }
  runs = Math.max(1, Math.round((runs * burst) / took));
  return { name, burst: () => time(runs) / runs };
}

/** Times all contestants in turns, each round beginning with another one. Results are in the order given. */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Result[]> {
  const times: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const k = (round + turn) % contestants.length;
      times[k].push(await contestants[k].burst());
    }
  }
  return contestants.map(({ name }, k) => ({
    name,
    rounds: times[k],
    least: Math.min(...times[k]),
  }));
}

/** How many times as long `slow` takes as `fast`: the median over the rounds of one race. */
export function ratio(slow: Result, fast: Result): number {
  return median(slow.rounds.map((seconds, round) => seconds / fast.rounds[round]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
