/** Parameters of `se-rnn`, and the presets. Defaults are those of the public demonstration unless said otherwise. */

import { RECURRENT_STARTS } from '../../connectivity/index.ts';
import { UsageError } from '../../errors.ts';
import {
  choice,
  choices,
  integer,
  list,
  number,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import { START_TEXTS } from '../cognitive/choice-texts.ts';
import { METHODS, type Method } from './methods.ts';

const METHOD_TEXTS: Readonly<Record<Method, string>> = {
  plain: 'all to all, no price',
  l1: 'price λ Σ|w| on weight',
  wire: 'price λ Σ|w| d on wire',
  'se-rnn': 'price λ Σ|w| d on wire, by communicability (Achterberg et al. 2023)',
  'bimt-still': 'price λ Σ|w|(1 + d), units stay where they are',
  bimt: 'the same price, and units swap places',
  local: 'a mask of near connections, no price',
  random: 'a mask of as many connections at random, no price',
};

export const parameters = {
  methods: choices(METHODS, {
    default: METHODS,
    about: METHOD_TEXTS,
    description:
      'Networks: no price, prices on weight, on wire, on wire by communicability, swaps of places, masks',
  }),
  prices: list(
    number({ above: 0, default: 1, unit: 'nats', description: 'Penalty of the first weights' }),
    {
      default: [1, 4],
      unique: true,
      description:
        'Strengths of every price, said as what the first weights have to pay in units of the loss: λ = price / R at the start. The demonstration has γ = 0.5, about 28 nats, under which most networks do not learn within its 400 updates',
    },
  ),
  replicates: integer({
    min: 1,
    max: 100,
    default: 1,
    repeats: true,
    description: 'Independent repetitions; all methods begin alike in each and see the same trials',
  }),
  sides: list(integer({ min: 1, max: 100, default: 5, description: 'Units along an axis' }), {
    default: [5, 5, 4],
    description: 'The box that the units fill, with open borders',
  }),
  density: number({
    above: 0,
    max: 1,
    default: 0.1,
    description:
      'Share of connections of the masks (the radius that comes nearest); other networks are pruned to as many',
  }),
  strongest: number({
    above: 0,
    below: 1,
    default: 0.1,
    description:
      'Share of all pairs of units whose connections, the strongest, make the graph that is measured',
  }),
  goalSteps: integer({ min: 1, max: 1000, default: 20, description: 'Steps that show the goal' }),
  delaySteps: integer({ min: 0, max: 1000, default: 10, description: 'Steps that show nothing' }),
  choiceSteps: integer({ min: 1, max: 1000, default: 20, description: 'Steps that show the ways' }),
  inputNoise: number({
    min: 0,
    default: 0.05,
    description: 'Standard deviation of the noise on every input at every step',
  }),
  start: choice(RECURRENT_STARTS, {
    default: 'orthogonal',
    about: START_TEXTS,
    description: 'First recurrent weights',
  }),
  rate: number({ above: 0, default: 0.001, symbol: 'η', description: 'Learning rate of Adam' }),
  clip: number({
    min: 0,
    default: 1,
    description:
      'Largest norm of the loss’s gradient, which the price is added to; 0 leaves it. The demonstration does not clip',
  }),
  updates: integer({
    min: 1,
    max: 1_000_000,
    default: 400,
    horizon: true,
    description: 'Updates of the weights',
  }),
  batch: integer({
    min: 1,
    max: 4096,
    default: 128,
    unit: 'trials',
    description: 'Trials of an update',
  }),
  evaluateEvery: integer({
    min: 1,
    max: 1_000_000,
    default: 20,
    unit: 'updates',
    description: 'From one evaluation to the next; units swap places as often',
  }),
  movers: integer({
    min: 1,
    max: 100_000,
    default: 30,
    description: 'Units that look for a better place at each swap, the strongest',
  }),
  testTrials: integer({
    min: 8,
    max: 100_000,
    default: 256,
    unit: 'trials',
    description: 'Trials of an evaluation, with noise',
  }),
  randomGraphs: integer({
    min: 1,
    max: 10_000,
    default: 100,
    description: 'Random graphs that small-worldness is measured against; the source has 1000',
  }),
} as const;

export type Values = ValuesOf<typeof parameters>;

export const unitsOf = ({ sides }: Pick<Values, 'sides'>): number =>
  sides.reduce((product, side) => product * side, 1);

/** The price that figures and accounts without a price axis show: the middle one. */
export function middlePrice({ prices }: Pick<Values, 'prices'>): number {
  const sorted = [...prices].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Combinations that no single range can express. Throws `UsageError`. */
export function check(values: Values): void {
  const units = unitsOf(values);
  if (units < 4 || units > 4096)
    throw new UsageError(`a box of ${values.sides.join('×')} has ${units} units; use 4 to 4096`);
  if (values.updates < values.evaluateEvery)
    throw new UsageError(
      `updates ${values.updates} end before the first evaluation at ${values.evaluateEvery}; lower evaluate-every`,
    );
}

export const presets = {
  /** A few seconds: does everything run? */
  smoke: {
    prices: [1],
    sides: [3, 3, 2],
    ...{ density: 0.3, strongest: 0.3 },
    ...{ goalSteps: 3, delaySteps: 1, choiceSteps: 3 },
    ...{ updates: 40, batch: 16, evaluateEvery: 20, testTrials: 32, randomGraphs: 5 },
  },
  /** Within two minutes: shorter trials, one price, three seeds. */
  quick: {
    prices: [4],
    replicates: 3,
    ...{ goalSteps: 5, delaySteps: 2, choiceSteps: 5 },
    ...{ updates: 300, batch: 64 },
  },
  /** The trials of the demonstration, three times its training, five seeds, a range of prices. About two hours on one core. */
  paper: { prices: [0.5, 2, 8, 28], replicates: 5, updates: 1200, randomGraphs: 1000 },
  /** The public demonstration as it stands, γ ≈ 0.5, beside a price at which it learns; five seeds, about five minutes. */
  demonstration: { methods: ['se-rnn', 'l1'], prices: [2, 28], replicates: 5, clip: 0 },
} as const satisfies Record<string, Partial<Values>>;
