/**
 * What a recurrent network is shown: windows of endless streams of trials, written straight into the tiles of its pass.
 */

import { FrugalError, UsageError } from '../errors.ts';
import { createPass, type Rnn, type RnnPass, type RnnTrack } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import {
  type Battery,
  createStreams,
  MARK,
  type StreamOptions,
  type StreamsState,
  type Track,
} from '../tasks/index.ts';

/** The next batch: the pass that it was written to, trials that began in it, and whether the state goes on from the last. */
export interface FedBatch {
  readonly pass: RnnPass;
  readonly trials: number;
  readonly carried: boolean;
}

/** A source of batches. Its state is plain JSON. */
export interface RecurrentFeed {
  readonly passes: readonly RnnPass[];
  next(): FedBatch;
  state(): unknown;
  restore(state: unknown): void;
}

export interface StreamFeedOptions {
  readonly network: Rnn;
  readonly battery: Battery;
  /** Steps of a window, T: gradients reach so far back. */
  readonly steps: number;
  /**
   * Windows from one fresh start to the next; the network's state is carried from each to the next, so that this is
   * back-propagation truncated to T steps of `steps · windows`. Default 1.
   */
  readonly windows?: number;
  /** Weight of a decision's steps in the loss, relative to the others; the weights' mean over a window is 1. Default 1. */
  readonly decisionWeight?: number;
  readonly noise?: boolean;
  readonly modality?: StreamOptions['modality'];
  /** Whether the errors of all steps stay, for rules that grow by gradient. Default false. */
  readonly keepErrors?: boolean;
  readonly random: Random;
}

/** Number of rule inputs that must be written out among the inputs. @throws FrugalError where the battery does not fit */
export function ruleChannelsOf(network: Rnn, battery: Battery): number {
  const { tasks, channels, classes, name } = battery;
  const written = network.rules > 0 ? 0 : tasks.length;
  if (network.inputs !== channels + written) {
    throw new FrugalError(
      `battery "${name}" needs ${channels + written} inputs${written > 0 ? ' (or a rule block)' : ''}, network has ${network.inputs}`,
    );
  }
  if (network.rules > 0 && network.rules !== tasks.length)
    throw new FrugalError(
      `battery "${name}" has ${tasks.length} rules, network has ${network.rules}`,
    );
  if (network.outputs !== classes)
    throw new FrugalError(
      `battery "${name}" has ${classes} classes, network has ${network.outputs}`,
    );
  return written;
}

/** Writes the weights of a window's losses: their sum over steps and sequences is 1. */
function weigh(
  tracks: readonly RnnTrack[],
  marks: Uint8Array,
  { steps, weight }: { steps: number; weight: number },
): void {
  let decided = 0;
  for (const mark of marks) decided += mark & MARK.decision;
  const one = 1 / (steps * tracks.length + (weight - 1) * decided);
  for (const { lossWeights, stepStart, stepStep } of tracks) {
    for (let t = 0, at = stepStart; t < steps; t++, at += stepStep)
      lossWeights[at] = (marks[at] & MARK.decision) !== 0 ? weight * one : one;
  }
}

/**
 * Feeds a network that answers with classes.
 *
 * @throws FrugalError where battery and network do not fit; UsageError for a count or weight out of range
 */
export function streamFeed(options: StreamFeedOptions): RecurrentFeed {
  const { network, battery, steps, windows = 1, decisionWeight = 1, noise, modality } = options;
  const ruleChannels = ruleChannelsOf(network, battery);
  if (network.loss !== 'cross-entropy')
    throw new FrugalError(`loss "${network.loss}" has no classes; streams need "cross-entropy"`);
  if (windows > 1 && network.has('initial'))
    throw new FrugalError(
      'a learned initial state has no gradient in windows that go on; leave it fixed, or use windows 1',
    );
  if (!(decisionWeight > 0 && decisionWeight < Infinity))
    throw new UsageError(`decision weight ${decisionWeight} is outside (0, ∞)`);
  const { batch } = network.geometry;
  const pass = createPass(network, {
    ...{ steps, learning: true, keepErrors: options.keepErrors ?? false },
  });
  const settings: StreamOptions = {
    ...{ battery, batch, length: steps, random: options.random, windowsPerFill: windows },
    ...(noise === undefined ? {} : { noise }),
    ...(modality === undefined ? {} : { modality }),
  };
  let streams = createStreams(settings);
  let window = 0;
  const { tiles, width } = network.geometry;
  const marks = decisionWeight === 1 ? undefined : new Uint8Array(tiles * steps * width);
  let tracks: (RnnTrack & Pick<Track, 'blank' | 'marks'>)[] = [];
  return {
    passes: [pass],
    next() {
      // Memory that has grown may have left the views behind.
      if (tracks.length === 0 || tracks[0].observations.length === 0) {
        tracks = pass.tracks(ruleChannels).map((track) => ({ ...track, blank: true, marks }));
      }
      // All at once, and then what is not 0: most of the inputs are.
      tracks[0].observations.fill(0);
      const trials = streams.next(tracks);
      if (marks !== undefined) weigh(tracks, marks, { steps, weight: decisionWeight });
      const carried = window > 0;
      window = (window + 1) % windows;
      return { pass, trials, carried };
    },
    state: () => ({ streams: streams.state(), window }),
    restore(state) {
      const saved = state as { readonly streams: StreamsState; readonly window: number };
      streams = createStreams(settings, saved.streams);
      window = saved.window;
    },
  };
}
