/**
 * Which names do not go together, each with the reason in one line: for the errors of the command line and for whoever offers
 * the names to choose from.
 */

import { looksLikePath } from '../../tasks/names.ts';
import {
  ASSOCIATIONS,
  type BudgetName,
  type Choice,
  isBattery,
  type RewiringName,
} from './vocabulary.ts';

/** Rules that put a learning rule of their own around the optimiser. */
const OWN_LEARNING: readonly RewiringName[] = ['deepr', 'top-kast', 'top-kast-sampled'];
/** Rules that begin with a share of connections of their own. */
const OWN_BEGINNING: readonly RewiringName[] = ['granet', 'gmp', 'srigl', 'top-kast'];
/** Rules that ask for the weakest positive and the weakest negative weights. */
const PER_SIGN: readonly RewiringName[] = ['set', 'set-public-code'];
/** Budgets that hold changes back in a store. */
const STORES: readonly BudgetName[] = ['residual', 'residual-competitive', 'caching'];
/** Rules that read means of gradients, which the optimiser has to keep. */
const OF_MOMENTUM: readonly RewiringName[] = ['snfs', 'snfs-sampled'];
/** Rules that recurrent blocks follow. */
const OF_RECURRENT: readonly RewiringName[] = ['none', 'set', 'set-magnitude', 'rigl-sampled'];

/** Two words and the sentence that says why they exclude each other; absent where they do not. */
type Reason = (choice: Choice) => string | false;

/** What learns what. */
const ofTasks: readonly Reason[] = [
  ({ network, task }) =>
    network === 'mlp' &&
    (isBattery(task) || task === ASSOCIATIONS) &&
    `network mlp learns examples with classes (digits, mnist, a table), and task ${task} has none`,
  ({ network, task }) =>
    network === 'rnn' &&
    !isBattery(task) &&
    `network rnn learns trials in time: task cog20, modcog82 or modcog126, not ${nameOf(task)}`,
  ({ network, task }) =>
    network === 'perceptron' &&
    task !== ASSOCIATIONS &&
    `network perceptron stores random associations: task ${ASSOCIATIONS}, not ${nameOf(task)}`,
];

/** What one unit cannot do. */
const ofPerceptrons: readonly Reason[] = [
  ({ network, rule }) =>
    network === 'perceptron' &&
    rule !== 'sgd' &&
    `rule ${rule} goes on moving synapses after an error; a perceptron moves them at errors alone: rule sgd`,
  ({ network, wiring }) =>
    network === 'perceptron' &&
    wiring !== 'dense' &&
    `a perceptron hears all its inputs, wiring dense; constraint gap takes synapses away`,
  ({ network, penalty }) =>
    network === 'perceptron' &&
    penalty !== 'none' &&
    `a perceptron has no loss that penalty ${penalty} could be part of: constraint l1 holds its weights`,
  ({ network, constraint, discretisation }) =>
    network === 'perceptron' &&
    constraint === 'none' &&
    discretisation === 'none' &&
    'weights of a perceptron without a constraint only grow: constraint l1 or gap, or levels',
];

/** Connections that are to be replaced. */
const ofRewiring: readonly Reason[] = [
  ({ wiring, rewiring }) =>
    wiring === 'dense' &&
    rewiring !== 'none' &&
    `rewiring ${rewiring} has nowhere to grow where all connections exist: wiring random or local`,
  ({ wiring, rewiring }) =>
    wiring === 'local' &&
    OWN_BEGINNING.includes(rewiring) &&
    `rewiring ${rewiring} begins with connections of its own, not with wiring local`,
  ({ wiring, places }) =>
    wiring === 'local' &&
    places === false &&
    'wiring local needs places, and the features of this task are no pixels',
  ({ network, rewiring }) =>
    network === 'rnn' &&
    !OF_RECURRENT.includes(rewiring) &&
    `rewiring ${rewiring} is not made for recurrent networks: ${OF_RECURRENT.join(', ')}`,
  ({ rewiring, discretisation, levels }) =>
    rewiring !== 'none' &&
    discretisation === 'levels' &&
    levels === 2 &&
    `rewiring ${rewiring} removes weak synapses, and of 2 levels neither is weaker: 3 levels or more`,
  ({ rewiring, discretisation, levels }) =>
    PER_SIGN.includes(rewiring) &&
    discretisation === 'levels' &&
    levels === 3 &&
    `rewiring ${rewiring} removes the weakest of each sign, and 3 levels have one size a sign: rewiring set-magnitude removes those at 0`,
];

/** What may change a synapse. */
const ofPlasticity: readonly Reason[] = [
  ({ rewiring, rule, budget, constraint, discretisation }) =>
    OWN_LEARNING.includes(rewiring) &&
    (budget !== 'none' || constraint !== 'none' || discretisation !== 'none' || rule === 'adam') &&
    `rewiring ${rewiring} has a learning rule of its own, which takes no ${budget !== 'none' ? 'budget' : constraint !== 'none' ? 'constraint' : discretisation !== 'none' ? 'levels' : 'adam'}`,
  ({ rewiring, rule }) =>
    OF_MOMENTUM.includes(rewiring) &&
    rule === 'sgd' &&
    `rewiring ${rewiring} grows by momentum, and rule sgd has none: rule momentum or adam`,
  ({ rewiring, budget }) =>
    rewiring !== 'none' &&
    budget === 'fixed-synapses' &&
    `budget fixed-synapses names synapses once, and rewiring ${rewiring} replaces them`,
  ({ discretisation, budget }) =>
    discretisation === 'levels' &&
    STORES.includes(budget) &&
    `budget ${budget} holds changes back, and so do the hidden states of levels: one store a synapse`,
  ({ discretisation, constraint }) =>
    discretisation === 'levels' &&
    constraint !== 'none' &&
    `levels lie where they lie, on both sides of 0: constraint ${constraint} could not move them`,
  ({ budget, constraint }) =>
    STORES.includes(budget) &&
    constraint !== 'none' &&
    `budget ${budget} holds changes back, and constraint ${constraint} would change what is written after it`,
  ({ network, penalty }) =>
    network === 'mlp' &&
    (penalty === 'wire' || penalty === 'communicability') &&
    `penalty ${penalty} is of one population in space: network rnn`,
];

/** What can be measured. */
const ofMeters: readonly Reason[] = [
  ({ network, meters }) =>
    network === 'perceptron' &&
    meters.length === 1 &&
    meters[0] === 'wire' &&
    'meter wire needs places, and the inputs of a perceptron have none',
  ({ places, meters }) =>
    places === false &&
    meters.length === 1 &&
    meters[0] === 'wire' &&
    'meter wire needs places, and the features of this task are no pixels',
];

const REASONS = [...ofTasks, ...ofPerceptrons, ...ofRewiring, ...ofPlasticity, ...ofMeters];

const nameOf = (task: string): string => (looksLikePath(task) ? 'a table' : task);

/**
 * Why a combination cannot be trained, in one line that says what would go instead; `undefined` where it can.
 *
 * @example whyNot({ ...choice, wiring: 'dense', rewiring: 'set' })
 * // rewiring set has nowhere to grow where all connections exist: wiring random or local
 */
export function whyNot(choice: Choice): string | undefined {
  for (const reason of REASONS) {
    const found = reason(choice);
    if (found !== false) return found;
  }
  return undefined;
}
