/**
 * What `train` lets one choose, by kind of network: as types, and checked at run time for whoever has none.
 */

import type { EngineOptions } from '../engine/index.ts';
import { UsageError, unknownName } from '../errors.ts';
import type { Bundle } from '../networks/bundle.ts';
import type { Description } from '../networks/describe.ts';
import type { Transform } from '../plasticity/transform.ts';
import type { Rewiring } from '../rewiring/rule.ts';
import type { Topology } from '../sparse/topology.ts';
import type { BirthOptions } from './birth.ts';
import type { ClassifierOptions } from './classifier.ts';
import type { PerceptronOptions } from './perceptron.ts';
import type { RbmLearnerOptions } from './rbm.ts';
import type { RecurrentOptions } from './recurrent.ts';

/** What all kinds of networks let one choose. */
export interface Training {
  /** Default 1. */
  readonly seed?: number | string;
  /** The optimiser and whatever else stands between a gradient and a weight; the same for all bundles, or by bundle. */
  readonly optimiser?: Transform | ((bundle: Bundle) => Transform);
}

export interface EngineTraining extends Training, Pick<EngineOptions, 'threads' | 'arithmetic'> {
  /** How sparse layers evolve; of a recurrent network the recurrent block. Default not at all. */
  readonly rewiring?: Rewiring;
}

export interface MlpTraining
  extends EngineTraining,
    Partial<
      Pick<
        ClassifierOptions,
        'epochs' | 'scaling' | 'mirror' | 'booked' | 'classWeights' | 'rewireEvery'
      >
    > {
  /** Examples of a step. Default 128. */
  readonly batch?: number;
  /** Prunes the network before it learns classes; describe it with `density: 1`. Default not at all. */
  readonly pruning?: BirthOptions;
}

export interface RnnTraining
  extends EngineTraining,
    Partial<
      Pick<RecurrentOptions, 'updates' | 'evaluateEvery' | 'rewireEvery' | 'clip' | 'booked'>
    > {
  /** Streams of trials of a step, and their length. Default 32 and 100. */
  readonly batch?: number;
  readonly steps?: number;
  /** Fresh trials of each task at an evaluation. Default 25. */
  readonly testTrials?: number;
  /** Which recurrent connections exist, e.g. of `fromGraph`; else they are drawn. */
  readonly wiring?: Topology;
  /** First weights of the wiring, in its order, e.g. of `scaledWeights`. */
  readonly wiringWeights?: ArrayLike<number>;
}

export interface PerceptronTraining
  extends Training,
    Omit<PerceptronOptions, 'data' | 'rule' | 'weights' | 'random' | 'gap'> {}

export interface RbmTraining
  extends EngineTraining,
    Partial<Pick<RbmLearnerOptions, 'epochs' | 'rewireEvery' | 'booked'>> {
  /** Examples of a step. Default 100. */
  readonly batch?: number;
}

/** Options of the kind of network that is described. */
export type AnyTraining = MlpTraining | RnnTraining | PerceptronTraining | RbmTraining;

const OF_TRAINING = { seed: true, optimiser: true } as const;
const OF_ENGINE = { ...OF_TRAINING, threads: true, arithmetic: true, rewiring: true } as const;
const OF_MLP = {
  ...OF_ENGINE,
  ...{ epochs: true, scaling: true, mirror: true, booked: true, classWeights: true },
  ...{ rewireEvery: true, batch: true, pruning: true },
} as const satisfies Record<keyof MlpTraining, true>;
const OF_RNN = {
  ...OF_ENGINE,
  ...{ updates: true, evaluateEvery: true, rewireEvery: true, clip: true, booked: true },
  ...{ batch: true, steps: true, testTrials: true, wiring: true, wiringWeights: true },
} as const satisfies Record<keyof RnnTraining, true>;
const OF_PERCEPTRON = {
  ...OF_TRAINING,
  ...{ margin: true, threshold: true, mode: true, maxSteps: true, tolerance: true },
  ...{ patience: true, interval: true },
} as const satisfies Record<keyof PerceptronTraining, true>;
const OF_RBM = {
  ...OF_ENGINE,
  ...{ epochs: true, rewireEvery: true, booked: true, batch: true },
} as const satisfies Record<keyof RbmTraining, true>;

/** Names of the options of each kind of network. */
const OPTIONS: Readonly<Record<Description['kind'], Readonly<Record<string, true>>>> = {
  ...{ mlp: OF_MLP, cnn: OF_MLP, rnn: OF_RNN, perceptron: OF_PERCEPTRON, rbm: OF_RBM },
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A given value in a message. */
const shown = (value: unknown): string =>
  (typeof value === 'function'
    ? `function ${value.name}`
    : (JSON.stringify(value) ?? 'undefined')
  ).slice(0, 60);

function checkRewiring(rewiring: unknown): void {
  if (isObject(rewiring) && isObject(rewiring.drop) && isObject(rewiring.grow)) return;
  throw new UsageError(
    typeof rewiring === 'function'
      ? `rewiring ${shown(rewiring)} is to be called: rewiring: ${rewiring.name || 'set'}()`
      : `rewiring ${shown(rewiring)} is no rule; give one such as set(), rigl(), staticSparse(), or rewiringNamed(name) of frugal/rewiring`,
  );
}

const KINDS = ['synaptic', 'bundle', 'chain'];

function checkOptimiser(optimiser: unknown): void {
  if (typeof optimiser === 'function') return;
  if (isObject(optimiser) && KINDS.includes(String(optimiser.kind))) return;
  throw new UsageError(
    `optimiser ${shown(optimiser)} is none; give e.g. sgd({ rate: 0.05, momentum: 0.9 }), adam(…), chain(…), or a function that gives one for each bundle`,
  );
}

/**
 * Refuses what the types forbid, with what is allowed; the numbers are checked by whoever uses them.
 *
 * @throws UsageError for an option that the kind of network does not have, a rule or an optimiser that is none
 */
export function checkTraining(kind: Description['kind'], options: unknown): void {
  if (!isObject(options))
    throw new UsageError(`options ${shown(options)} of train are no object, e.g. { epochs: 5 }`);
  const known = OPTIONS[kind];
  for (const name of Object.keys(options))
    if (!Object.hasOwn(known, name))
      throw unknownName(`option of train ("${kind}")`, name, Object.keys(known));
  const { rewiring, optimiser } = options;
  if (rewiring !== undefined) checkRewiring(rewiring);
  if (optimiser !== undefined) checkOptimiser(optimiser);
}
