/**
 * What can be seen of a run while it computes: a step may offer a `look`, which makes a `Sight` of the network under way.
 *
 * A look is taken between two pieces of work, by whoever wants to see (the lab). It copies and computes nothing that the run
 * reads, so a run that is looked at gives the bits of one that is not; a look that nobody takes costs nothing.
 */

import type { Space } from '../connectivity/index.ts';
import type { NetworkOutline } from '../interchange/arrays.ts';
import { outlineOfMlp, outlineOfRnn, storedLayers, storedOf } from '../interchange/live.ts';
import type { StoredLayer, StoredNetwork } from '../interchange/network.ts';
import type { Handled } from '../learners/hands.ts';
import { type Learner, type Scaling, type ScalingTables, scalingOf } from '../learners/index.ts';
import type { LedgerTotals } from '../ledger/index.ts';
import type { Mlp, Network, Rbm, Rnn } from '../networks/index.ts';
import {
  type AnyExamples,
  type Examples,
  type ExampleTask,
  isClassification,
  isSparse,
} from '../tasks/examples.ts';
import { type Battery, createTracks, seededTrial, writeTrial } from '../tasks/index.ts';
import { type Hands, handsOn } from './hands.ts';

/** A few examples with the answers that they should get. Plain data. */
export interface SeenExamples {
  readonly count: number;
  /** As the network's data store them, `[count][features]`: its own scaling is still to be applied. */
  readonly inputs: Uint8Array | Float32Array;
  /** Class of each. */
  readonly labels: Uint8Array | Uint16Array;
  readonly classes: readonly string[];
}

/** Where the units of a layer lie. */
export interface SeenSpace {
  /** Name of the layer whose outputs they are, e.g. `recurrent`. */
  readonly layer: string;
  readonly form: 'ring' | 'sheet' | 'box';
  readonly dimensions: 1 | 2 | 3;
  /** `[units][dimensions]`, in any unit of length. */
  readonly coordinates: Float32Array;
}

/** One trial of a task over time. */
export interface SeenTrial {
  readonly task: string;
  readonly steps: number;
  /** `[steps][channels]`. */
  readonly inputs: Float32Array;
  /** The rule input that is on, where the network has such. */
  readonly rule?: number;
  /** The output that is right at each step; −1 where none is asked for. */
  readonly targets: Int16Array;
  /** ms a step. */
  readonly stepMs?: number;
}

/** A law that theory gives for the weights of a layer. */
export interface SeenLaw {
  readonly layer: string;
  readonly name: string;
  /** Weights, ascending, and the probability density at each. */
  readonly weights: Float64Array;
  readonly density: Float64Array;
  /** Share of weights that are exactly 0. */
  readonly atZero: number;
}

/** A curve that a study draws while it computes, e.g. local entropy over the overlap with a solution. */
export interface SeenCurve {
  readonly name: string;
  readonly x: { readonly label: string; readonly values: Float64Array };
  readonly y: { readonly label: string; readonly values: Float64Array };
  /** Whether theory says it. */
  readonly theory: boolean;
}

/** A network at a moment. Plain data that owns its arrays: can be kept, and posted to another thread. */
export interface Sight {
  /** Which of the run's networks, in the words of the job's name: `set 1`. Another name is another network. */
  readonly name: string;
  readonly network?: StoredNetwork;
  /** Layers of what no file of a network could hold, e.g. a lone unit; beside those of `network`. */
  readonly layers?: readonly StoredLayer[];
  /** Shape of an example that is a picture, `[height, width]` or `[colours, height, width]`. */
  readonly shape?: readonly number[];
  readonly examples?: SeenExamples;
  readonly spaces?: readonly SeenSpace[];
  readonly trial?: SeenTrial;
  readonly laws?: readonly SeenLaw[];
  readonly curves?: readonly SeenCurve[];
  /** The account since the network's birth. */
  readonly totals?: LedgerTotals;
}

/** Takes a look; good until the run goes on. */
export interface Look {
  (): Sight;
  /** What may be done to the network that is looked at, where its learner allows it: no look changes anything by itself. */
  readonly hands?: Hands;
}

/** A look at a learner's network, with the hands that may be laid on it. */
export function lookWith(learner: { readonly hands?: Handled }, see: () => Sight): Look {
  const hands = handsOn(learner);
  return hands === undefined ? see : Object.assign(see, { hands });
}

/** Examples that are shown at most. */
const SHOWN = 32;

/** What is seen of a task: its first held-out examples, and their shape. Nothing of sparse tables or of answers that are numbers. */
export function seenOf(task: AnyExamples): Pick<Sight, 'examples' | 'shape'> {
  const { shape } = task;
  if (!isClassification(task) || isSparse(task.test)) return { shape };
  const { features, inputs, labels, count: all } = task.test as Examples;
  const count = Math.min(SHOWN, all);
  return {
    shape,
    examples: {
      count,
      inputs: inputs.slice(0, count * features),
      labels: labels.slice(0, count),
      classes: task.classNames,
    },
  };
}

/** What a look at a perceptron that learns a task needs. */
export interface Watched {
  readonly name: string;
  readonly network: Mlp;
  readonly task: ExampleTask;
  /** As its learner was given it. */
  readonly scaling: Scaling | ScalingTables;
  readonly learner: Pick<Learner<object>, 'totals' | 'hands'>;
}

/** The look at a perceptron that learns. Nothing is prepared before the first is taken. */
export function lookAtMlp({ name, network, task, scaling, learner }: Watched): Look {
  let facts: (Pick<Sight, 'examples' | 'shape'> & { outline: NetworkOutline }) | undefined;
  return lookWith(learner, () => {
    facts ??= {
      ...seenOf(task),
      outline: outlineOfMlp(network, network.loss, {
        scaling: typeof scaling === 'string' ? scalingOf(task.train, scaling) : scaling,
        classes: isClassification(task) ? task.classNames : task.outputNames,
      }),
    };
    const { outline, ...seen } = facts;
    return { ...seen, name, network: storedOf(network, outline), totals: learner.totals() };
  });
}

/** The look at a recurrent network that learns, its units where they lie now. */
export function lookAtRnn({
  name,
  network,
  learner,
  space,
  battery,
}: Pick<Watched, 'name' | 'learner'> & {
  readonly network: Rnn;
  readonly space?: () => Space;
  readonly battery?: Battery;
}): Look {
  const trial = battery && seenTrial(battery);
  return lookWith(learner, () => ({
    ...{ name, network: storedOf(network, outlineOfRnn(network)), totals: learner.totals() },
    ...(space && { spaces: [placesIn(space())] }),
    ...(trial && { trial }),
  }));
}

/** The look at the layers of any network that learns, one by one. */
export const lookAtLayers = ({
  name,
  network,
  learner,
}: Pick<Watched, 'name' | 'learner'> & { readonly network: Network }): Look =>
  lookWith(learner, () => ({ name, layers: storedLayers(network), totals: learner.totals() }));

/** One trial of a battery, without noise: of a task with a delay, where there is one. */
export function seenTrial({ tasks, dt, channels }: Battery): SeenTrial {
  const rule = Math.max(
    0,
    tasks.findIndex(({ name }) => name.includes('dly')),
  );
  const task = tasks[rule];
  const { trial } = seededTrial(task);
  const { observations, labels, each } = createTracks(trial.steps, 1, channels);
  writeTrial(task, trial, each[0], { rule, at: 0 });
  const { steps } = trial;
  return {
    ...{ task: task.name, steps, stepMs: dt, rule, inputs: observations },
    targets: Int16Array.from(labels),
  };
}

/** Where recurrent units lie, as a page draws it: a closed line is a ring. */
function placesIn({ coordinates, box }: Space): SeenSpace {
  const dimensions = box.length === 1 ? 1 : box.length === 2 ? 2 : 3;
  const form = dimensions === 1 ? 'ring' : dimensions === 2 ? 'sheet' : 'box';
  return { layer: 'recurrent', form, dimensions, coordinates: Float32Array.from(coordinates) };
}

/** What a machine's arrays mean, where its units are binary. */
const MACHINE: NetworkOutline = {
  ...{ kind: 'rbm', layers: [{ name: 'hidden', activation: 'sigmoid' }] },
};

/** The look at a Boltzmann machine that learns. */
export const lookAtRbm = ({
  name,
  network,
  learner,
  shape,
}: Pick<Watched, 'name' | 'learner'> & {
  readonly network: Rbm;
  readonly shape: readonly number[];
}): Look =>
  lookWith(learner, () => ({
    ...{ name, shape, network: storedOf(network, MACHINE), totals: learner.totals() },
  }));
