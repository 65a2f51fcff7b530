/**
 * Endless streams of trials, back to back: what a network that learns many tasks at once is trained on.
 *
 * Each of the B streams is seeded for itself, and its noise apart from its trials: other streams, and whether there is
 * noise, do not change its trials. A task never follows itself; each of the others is equally likely.
 *
 * Source: `Dataset` and `ScheduleEnvs` of NeuroGym (M. Molano-Mazón et al., 2022) and their use by M. Khona et al., Neural
 * Computation 35, 1850 (2023).
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { createNormals, type Normals, restoreNormals } from '../../numerics/normal-stream.ts';
import { type Random, type RandomState, restoreRandom } from '../../numerics/random.ts';
import type { Battery } from './battery.ts';
import { drawTrial } from './draw.ts';
import type { Ring } from './spec.ts';
import { createTrial, type Trial } from './trial.ts';
import { type Track, writeTrial } from './write.ts';

export interface StreamOptions {
  readonly battery: Battery;
  /** Number of streams, B. */
  readonly batch: number;
  /** Steps of a window, L; its last trial is cut. */
  readonly length: number;
  /** Not advanced: streams are split from it by number. */
  readonly random: Random;
  /** Default true. */
  readonly noise?: boolean;
  /**
   * Which ring the stimuli of go and match tasks are on: drawn, or strictly the first and the second in turn for each
   * task, as in the source. Default `drawn`.
   */
  readonly modality?: 'drawn' | 'alternating';
  /**
   * A fresh trial starts every so many windows; the others go on where the last one was cut, and a network that starts at
   * zero is then blind in mid-trial. Default 1. The source's value: `sourceWindowsPerFill`.
   */
  readonly windowsPerFill?: number;
}

type SavedTrial = Pick<Trial, 'steps' | 'delay' | 'response' | 'match' | 'tied'> &
  Readonly<Record<'ends' | 'rings' | 'place' | 'strength', readonly number[]>>;

/** Plain JSON. */
export interface StreamsState {
  readonly streams: readonly {
    readonly trials: RandomState;
    readonly noise: RandomState;
    readonly task: number;
    readonly step: number;
    readonly windows: number;
    readonly sides: readonly number[];
    readonly trial: SavedTrial;
  }[];
}

export interface TrialStreams {
  readonly battery: Battery;
  readonly batch: number;
  readonly length: number;
  /**
   * Writes the next window of every stream to its track; returns the number of trials that began.
   *
   * @throws UsageError for a number of tracks that is not the batch
   */
  next(tracks: readonly Track[]): number;
  /** Where the streams stand, for `createStreams` to go on from. */
  state(): StreamsState;
}

/**
 * Windows that the source serves from one filling of its cache: of 10⁵ values in all, rounded up to whole windows, the
 * last of which is never served unless it is the only one.
 *
 * @param inputs number of inputs, those for the rule included
 */
export function sourceWindowsPerFill(length: number, batch: number, inputs: number): number {
  const windows = 1 + Math.floor(1e5 / ((inputs + 1) * batch) / length);
  return Math.max(1, windows - 1);
}

interface Stream {
  readonly trials: Random;
  readonly noise: Normals;
  readonly trial: Trial;
  /** Number of the running task; −1 before the first. */
  task: number;
  /** Next step of the running trial. */
  step: number;
  /** Windows since the last fresh start. */
  windows: number;
  /** For each task the ring of its next trial. */
  readonly sides: Uint8Array;
}

const fresh = (random: Random, b: number, tasks: number): Stream => {
  const own = random.split('stream').split(b);
  const [trials, noise] = [own.split('trials'), createNormals(own.split('noise'))];
  const trial = createTrial();
  return { trials, noise, trial, task: -1, step: 0, windows: 0, sides: new Uint8Array(tasks) };
};

const save = ({ trials, noise, trial, task, step, windows, sides }: Stream) => ({
  trials: trials.state(),
  noise: noise.state(),
  task,
  step,
  windows,
  sides: Array.from(sides),
  trial: {
    ...trial,
    ends: Array.from(trial.ends),
    rings: Array.from(trial.rings),
    place: Array.from(trial.place),
    strength: Array.from(trial.strength),
  },
});

function load(saved: StreamsState['streams'][number], tasks: number): Stream {
  if (saved.sides.length !== tasks || saved.task >= tasks) {
    throw new FrugalError(
      `state of the streams is of ${saved.sides.length} tasks, the battery has ${tasks}`,
    );
  }
  const { ends, rings, place, strength, ...rest } = saved.trial;
  const trial: Trial = Object.assign(createTrial(), rest);
  trial.ends.set(ends);
  trial.rings.set(rings);
  trial.place.set(place);
  trial.strength.set(strength);
  const { task, step, windows } = saved;
  const [trials, noise] = [restoreRandom(saved.trials), restoreNormals(saved.noise)];
  return { trials, noise, trial, task, step, windows, sides: Uint8Array.from(saved.sides) };
}

function checkCount(what: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${what} ${value} is not an integer ≥ 1`);
}

/** Draws the stream's next task and trial. */
function begin(stream: Stream, { tasks }: Battery, alternating: boolean): void {
  const { trials, trial, sides } = stream;
  if (stream.task < 0) stream.task = trials.integer(tasks.length);
  else if (tasks.length > 1) {
    const other = trials.integer(tasks.length - 1);
    stream.task = other < stream.task ? other : other + 1;
  }
  const { task } = stream;
  const side: Ring = sides[task] === 0 ? 0 : 1;
  drawTrial(tasks[task], trials, trial, alternating ? side : undefined);
  sides[task] = 1 - side;
  stream.step = 0;
}

/**
 * Streams of a battery.
 *
 * @param from state of streams of the same battery and batch, to go on from
 * @throws UsageError for a batch, length or number of windows that is not an integer ≥ 1
 * @throws FrugalError for a state of another batch or battery
 */
export function createStreams(options: StreamOptions, from?: StreamsState): TrialStreams {
  const { battery, batch, length, random, noise = true, windowsPerFill = 1 } = options;
  const alternating = options.modality === 'alternating';
  checkCount('batch', batch);
  checkCount('length', length);
  checkCount('windowsPerFill', windowsPerFill);
  const count = battery.tasks.length;
  if (from !== undefined && from.streams.length !== batch) {
    throw new FrugalError(`state has ${from.streams.length} streams, the batch is ${batch}`);
  }
  const streams =
    from?.streams.map((saved) => load(saved, count)) ??
    Array.from({ length: batch }, (_, b) => fresh(random, b, count));

  const fill = (stream: Stream, track: Track): number => {
    const { trial } = stream;
    let begun = 0;
    if (stream.windows === windowsPerFill) {
      stream.windows = 0;
      stream.step = trial.steps;
    }
    for (let at = 0; at < length; ) {
      if (stream.step === trial.steps) {
        begin(stream, battery, alternating);
        begun++;
      }
      const { task: rule, step } = stream;
      const to = Math.min(trial.steps, step + length - at);
      const cut = { rule, at, from: step, to };
      writeTrial(battery.tasks[rule], trial, track, cut, noise ? stream.noise : undefined);
      at += to - step;
      stream.step = to;
    }
    stream.windows++;
    return begun;
  };

  return {
    battery,
    batch,
    length,
    next: (tracks) => {
      if (tracks.length !== batch)
        throw new UsageError(`${tracks.length} tracks for a batch of ${batch}`);
      let begun = 0;
      for (let b = 0; b < batch; b++) begun += fill(streams[b], tracks[b]);
      return begun;
    },
    state: () => ({ streams: streams.map(save) }),
  };
}
