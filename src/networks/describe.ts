/**
 * Networks as plain values: what a spec, a URL and a file can carry. `build` (build.ts) makes a network of one.
 *
 * A description says what is chosen; how many inputs and outputs there are is the task's to say. Everything is checked when
 * it is made, also where no compiler has looked: a description may come from a file.
 */

import { ALLOCATIONS, type Allocation } from '../connectivity/allocate.ts';
import type { RecurrentStartName } from '../connectivity/recurrent-weights.ts';
import { WEIGHT_LAWS, type WeightLawName } from '../connectivity/weights.ts';
import { UsageError, unknownName } from '../errors.ts';
import type { ActivationName, LossName } from '../kernels/index.ts';
import type { LayerActivation } from './pieces.ts';
import type { RbmChains } from './rbm.ts';
import type { RnnLoss } from './rnn/spec.ts';

/** A multilayer perceptron. All layers are as scarce as `epsilon` or `density` says. */
export interface MlpDescription {
  readonly kind: 'mlp';
  /** Units of the hidden layers; none: one layer from the inputs to the outputs. */
  readonly hidden: readonly number[];
  /** Of the hidden units. `srelu`: each learns four numbers of its own. `all-relu`: the layers lean to either side in turn. */
  readonly activation: LayerActivation;
  /** α of `all-relu`, default 0.6: slope below 0, −α in odd hidden layers and α in even ones. */
  readonly slope?: number;
  /**
   * Of classes: `cross-entropy`, linear outputs under a softmax, or `mean-squared-error` of sigmoid outputs from 0 and 1. Of
   * numbers: `squared-error`, linear outputs.
   */
  readonly loss: LossName;
  /** Expected connections per unit, ε (inputs + outputs) in a layer; where that is all or more, the layer is dense. */
  readonly epsilon?: number;
  /** Share of all possible connections, (0, 1]; in place of ε. */
  readonly density?: number;
  /** How a density is shared out among the layers: the same for all (default), or the smaller the layer the more of it. */
  readonly allocation?: Allocation;
  /** Exponent of the allocations `er` and `erk`; default 1, 0 is `uniform`. */
  readonly allocationExponent?: number;
  /**
   * Who is connected at birth: `random`, all positions alike (default), or `small-world`, neighbours on rings of units, of which
   * the share `moved` leads anywhere (CHTs).
   */
  readonly wiring?: 'random' | 'small-world';
  /** Of `small-world`, in [0, 1]; default 0.25. */
  readonly moved?: number;
  /** Law of the first weights, and the deviation of `normal`. */
  readonly initial: WeightLawName;
  readonly deviation: number;
  /** Share of the hidden activities set to 0 while learning, [0, 1). */
  readonly dropout: number;
  /**
   * `batch`: the sums of every hidden unit are shifted and scaled to mean 0 and variance 1 over the examples of a batch, then by
   * a gain and a shift of its own, before its activation; those of a channel of a convolution over all pixels too. Default none.
   */
  readonly norm?: 'none' | 'batch';
}

/** A convolutional network: blocks of convolutions of 3 × 3 with rectifiers, each pooled at its end, before a perceptron. */
export interface CnnDescription extends Omit<MlpDescription, 'kind'> {
  readonly kind: 'cnn';
  /** Output channels of the convolutions of each block. Dropout follows those that are not pooled. */
  readonly blocks: readonly (readonly number[])[];
  /** Share of the kernels' weights that exist, (0, 1], the more the smaller a kernel is (ERK); default all. */
  readonly kernelDensity?: number;
}

/** A recurrent network; the blocks from the inputs and to the outputs are dense. */
export interface RnnDescription {
  readonly kind: 'rnn';
  readonly units: number;
  /** Share of the recurrent connections that exist, (0, 1]; drawn at random unless the builder is given which. */
  readonly density: number;
  readonly activation: Exclude<ActivationName, 'sigmoid'>;
  /** α = dt/τ in (0, 1]: the share of a unit's state that a step replaces. */
  readonly alpha: number;
  /** σ of the noise in every unit while learning; its deviation per step is √(2/α)·σ. */
  readonly noise: number;
  readonly loss: RnnLoss;
  /** First recurrent weights. */
  readonly start: RecurrentStartName;
  /** First input, rule and output weights: uniform in ±1/√(fan-in), or by Glorot's law. */
  readonly initial: 'uniform' | 'glorot-uniform';
}

/** One unit with a threshold over binary inputs. */
export interface PerceptronDescription {
  readonly kind: 'perceptron';
  /** δ̃: first weights are at least so far from 0 where their sign is prescribed, and 1 + δ̃ times as large. */
  readonly gap: number;
}

/** A restricted Boltzmann machine. What steps, chains, statistics and reconstruction are, `RbmChains` says. */
export interface RbmDescription extends RbmChains {
  readonly kind: 'rbm';
  /** Hidden units. */
  readonly hidden: number;
  /** Expected connections per unit, ε (visible + hidden) in all; where that is all or more, the machine is dense. */
  readonly epsilon?: number;
  /** Share of all possible connections, (0, 1]; in place of ε. */
  readonly density?: number;
  /** Law of the first weights, and the deviation of `normal`. */
  readonly initial: WeightLawName;
  readonly deviation: number;
  /** First biases of the visible units: 0, or log-odds of the training data's means. */
  readonly visibleBias: 'zero' | 'data-means';
}

export type Description =
  | MlpDescription
  | CnnDescription
  | RnnDescription
  | PerceptronDescription
  | RbmDescription;

/** What a field may be: said, checked, and what it is where nothing is said. */
interface Field {
  readonly allowed: string;
  readonly holds: (value: unknown) => boolean;
  /** Names among which the value must be, for a message that finds the nearest. */
  readonly names?: readonly string[];
  readonly default?: unknown;
  /** Whether it may stay unsaid. */
  readonly optional?: boolean;
}

const number = (allowed: string, within: (value: number) => boolean, standard?: number): Field => ({
  allowed,
  holds: (value) => typeof value === 'number' && Number.isFinite(value) && within(value),
  ...(standard === undefined ? {} : { default: standard }),
});

const oneOf = (names: readonly string[], standard = names[0]): Field => ({
  allowed: names.join(', '),
  holds: (value) => typeof value === 'string' && names.includes(value),
  names,
  default: standard,
});

const isUnits = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1;

/** Names by key, so that the compiler misses none: listing them from the kernels would load those. */
const keys = (names: Readonly<Record<string, boolean>>): string[] => Object.keys(names);
const ACTIVATIONS = {
  relu: true,
  sigmoid: true,
  tanh: true,
  softplus: true,
  'rectified-tanh': true,
};
ACTIVATIONS satisfies Record<ActivationName, boolean>;
const LAYER_ACTIVATIONS = { ...ACTIVATIONS, srelu: true, 'all-relu': true };
LAYER_ACTIVATIONS satisfies Record<LayerActivation, boolean>;
const LOSSES = { 'cross-entropy': true, 'mean-squared-error': true, 'squared-error': true };
LOSSES satisfies Record<LossName, boolean>;
const RNN_LOSSES = { 'cross-entropy': true, 'squared-error': true };
RNN_LOSSES satisfies Record<RnnLoss, boolean>;
const STARTS = {
  ...{ identity: true, 'uniform-dense': true, 'uniform-fan-in': true },
  ...{ gaussian: true, orthogonal: true },
} as const;
STARTS satisfies Record<RecurrentStartName, boolean>;

const share = (standard?: number): Field =>
  number('a number in (0, 1]', (x) => x > 0 && x <= 1, standard);

const MLP: Readonly<Record<string, Field>> = {
  hidden: {
    allowed: 'a list of integers ≥ 1',
    holds: (value) => Array.isArray(value) && value.every(isUnits),
  },
  activation: oneOf(keys(LAYER_ACTIVATIONS), 'relu'),
  slope: { ...number('a number in [0, 1]', (x) => x >= 0 && x <= 1), optional: true },
  loss: oneOf(keys(LOSSES), 'cross-entropy'),
  epsilon: { ...number('a number > 0', (x) => x > 0), optional: true },
  density: { ...share(), optional: true },
  allocation: { ...oneOf(ALLOCATIONS), default: undefined, optional: true },
  allocationExponent: { ...number('a number ≥ 0', (x) => x >= 0), optional: true },
  wiring: { ...oneOf(['random', 'small-world']), default: undefined, optional: true },
  moved: { ...number('a number in [0, 1]', (x) => x >= 0 && x <= 1), optional: true },
  initial: oneOf(WEIGHT_LAWS, 'sparse-fan-in'),
  deviation: number('a number > 0', (x) => x > 0, 0.1),
  dropout: number('a number in [0, 1)', (x) => x >= 0 && x < 1, 0),
  norm: { ...oneOf(['none', 'batch']), default: undefined, optional: true },
};

const FIELDS: Readonly<Record<Description['kind'], Readonly<Record<string, Field>>>> = {
  mlp: MLP,
  cnn: {
    blocks: {
      allowed: 'a list of one or more lists of one or more integers ≥ 1',
      holds: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((block) => Array.isArray(block) && block.length > 0 && block.every(isUnits)),
    },
    kernelDensity: { ...share(), optional: true },
    ...MLP,
  },
  rnn: {
    units: { allowed: 'an integer ≥ 1', holds: isUnits },
    density: share(0.1),
    activation: oneOf(
      keys(ACTIVATIONS).filter((name) => name !== 'sigmoid'),
      'relu',
    ),
    alpha: share(1),
    noise: number('a number ≥ 0', (x) => x >= 0, 0),
    loss: oneOf(keys(RNN_LOSSES), 'cross-entropy'),
    start: oneOf(keys(STARTS), 'uniform-fan-in'),
    initial: oneOf(['uniform', 'glorot-uniform']),
  },
  perceptron: {
    gap: number('a number ≥ 0', (x) => x >= 0, 0),
  },
  rbm: {
    hidden: { allowed: 'an integer ≥ 1', holds: isUnits },
    epsilon: { ...number('a number > 0', (x) => x > 0), optional: true },
    density: { ...share(), optional: true },
    initial: oneOf(WEIGHT_LAWS, 'normal'),
    deviation: number('a number > 0', (x) => x > 0, 0.05),
    visibleBias: oneOf(['zero', 'data-means']),
    steps: { allowed: 'an integer ≥ 1', holds: isUnits, default: 1 },
    chains: oneOf(['data', 'persistent']),
    statistics: oneOf(['states', 'probabilities']),
    reconstruction: oneOf(['probabilities', 'states']),
  },
};

const KINDS = Object.keys(FIELDS);

/** ε where neither it nor a density is given: the values of the article on SET. */
const EPSILON: Readonly<Record<string, number>> = { mlp: 20, cnn: 20, rbm: 11 };

/**
 * A description out of plain JSON, with the defaults of what is not said.
 *
 * @throws UsageError for an unknown kind or field, or a value that is not allowed: with what was given and what is allowed
 */
export function describe(given: unknown): Description {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new UsageError(
      `a network is described by an object with a kind (${KINDS.join(', ')}), not by ${JSON.stringify(given)}`,
    );
  const { kind, ...said } = given as Readonly<Record<string, unknown>>;
  const fields =
    typeof kind === 'string' && Object.hasOwn(FIELDS, kind)
      ? FIELDS[kind as Description['kind']]
      : undefined;
  if (fields === undefined) throw unknownName('kind of network', String(kind), KINDS);
  for (const name of Object.keys(said))
    if (!Object.hasOwn(fields, name))
      throw unknownName(`field of "${String(kind)}"`, name, Object.keys(fields));
  const made: Record<string, unknown> = { kind };
  for (const [name, field] of Object.entries(fields)) {
    const { allowed, holds, names, default: standard, optional = false } = field;
    const value = said[name] ?? standard;
    if (value === undefined && optional) continue;
    if (!holds(value)) {
      if (typeof value === 'string' && names !== undefined) throw unknownName(name, value, names);
      throw new UsageError(
        `${name} ${JSON.stringify(value)} is not ${allowed} (network "${String(kind)}")`,
      );
    }
    made[name] = Array.isArray(value) ? [...value] : value;
  }
  if (Object.hasOwn(fields, 'epsilon')) {
    if (made.epsilon !== undefined && made.density !== undefined)
      throw new UsageError(`give either epsilon or density, not both (network "${String(kind)}")`);
    if (made.epsilon === undefined && made.density === undefined)
      made.epsilon = EPSILON[String(kind)];
    if (made.allocation !== undefined && made.density === undefined)
      throw new UsageError(
        `an allocation shares out a density; give one (network "${String(kind)}")`,
      );
    if (made.moved !== undefined && made.wiring !== 'small-world')
      throw new UsageError(
        `moved is the share of a small world; give wiring 'small-world' (network "${String(kind)}")`,
      );
  }
  return made as object as Description;
}

type Options<D extends Description, Said extends keyof D = never> = Partial<Omit<D, 'kind' | Said>>;

/**
 * A multilayer perceptron: sparse with ε = 20, rectified, under cross-entropy unless said otherwise.
 *
 * @example mlp([300, 300], { epsilon: 10 })
 * @throws UsageError for a value that is not allowed
 */
export const mlp = (
  hidden: readonly number[],
  options: Options<MlpDescription, 'hidden'> = {},
): MlpDescription => describe({ ...options, kind: 'mlp', hidden }) as MlpDescription;

/**
 * A convolutional network: all kernels, before a head with ε = 20, unless said otherwise.
 *
 * @param blocks output channels of the convolutions of each block
 * @param hidden units of the head's hidden layers
 * @example cnn([[32, 32], [64, 64], [128, 128]], [2048, 2048], { dropout: 0.3 }) // SET-CNN of Mocanu et al. (2018)
 * @throws UsageError for a value that is not allowed
 */
export const cnn = (
  blocks: CnnDescription['blocks'],
  hidden: readonly number[],
  options: Options<CnnDescription, 'blocks' | 'hidden'> = {},
): CnnDescription => describe({ ...options, kind: 'cnn', blocks, hidden }) as CnnDescription;

/**
 * A recurrent network: a tenth of its recurrent connections, rectified, discrete in time unless said otherwise.
 *
 * @example rnn({ units: 128, density: 0.2, alpha: 0.2 })
 * @throws UsageError for a value that is not allowed
 */
export const rnn = (
  options: Options<RnnDescription, 'units'> & Pick<RnnDescription, 'units'>,
): RnnDescription => describe({ ...options, kind: 'rnn' }) as RnnDescription;

/**
 * A perceptron.
 *
 * @example perceptron({ gap: 2.5 })
 * @throws UsageError for a value that is not allowed
 */
export const perceptron = (options: Options<PerceptronDescription> = {}): PerceptronDescription =>
  describe({ ...options, kind: 'perceptron' }) as PerceptronDescription;

/**
 * A restricted Boltzmann machine: sparse with ε = 11, under contrastive divergence of one step unless said otherwise.
 *
 * @example rbm(500, { epsilon: 11, steps: 3 })
 * @throws UsageError for a value that is not allowed
 */
export const rbm = (
  hidden: number,
  options: Options<RbmDescription, 'hidden'> = {},
): RbmDescription => describe({ ...options, kind: 'rbm', hidden }) as RbmDescription;
