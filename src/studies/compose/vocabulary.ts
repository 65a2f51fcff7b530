/**
 * What a learner can be composed of: the names at each place, a line on each. Every place is filled freely; which fillings do
 * not go together, why-not.ts says.
 */

import { RULE_TEXTS } from '../../rewiring/texts.ts';

/** What learns. */
export const NETWORK_TEXTS = {
  mlp: 'a multilayer perceptron learns examples with classes',
  rnn: 'a recurrent network learns the tasks of a cognitive battery',
  perceptron: 'one unit with a threshold stores random associations',
} as const;

/** The rule that makes a change of a gradient. */
export const RULE_NAMES = {
  sgd: 'the gradient times a rate',
  momentum: 'with momentum 0.9, as in the articles on SET',
  nesterov: 'with Nesterov’s momentum 0.9',
  adam: 'moments of the gradient (Kingma & Ba 2015)',
} as const;

/** Who is connected at birth. */
export const WIRING_TEXTS = {
  dense: 'all connections',
  random: 'every unit hears as many others, drawn at random',
  local: 'every unit hears others near its own place, as many as in a random wiring',
} as const;

/** Who loses and who gains a connection while the network learns. */
export const REWIRING_TEXTS = {
  none: 'connections stay as they are',
  set: 'the weakest of each sign die, as many are born at random (Mocanu et al. 2018)',
  rigl: 'those of largest gradient are born, of all absent ones (Evci et al. 2020)',
  ...RULE_TEXTS,
} as const;

/** Which synapses may change at a step. */
export const BUDGET_TEXTS = {
  none: 'all synapses',
  competitive: 'those of largest change (van Rossum & Pache 2024)',
  'random-synapses': 'a share drawn anew at every step: a control',
  'fixed-synapses': 'a share drawn once: a control',
  residual: 'changes gather in a hidden store until they are worth a write',
  'residual-competitive': 'the same, and the largest stores are written',
  caching: 'changes are transient and consolidated when large (Li & van Rossum 2020)',
} as const;

/** Where a weight may lie. */
export const CONSTRAINT_TEXTS = {
  none: 'anywhere',
  dale: 'a sending unit has one sign: excitatory or inhibitory',
  l1: 'the mean |w| of a layer is held where it was at birth',
  gap: 'the same, and no weight rests near 0: it is absent, or of a least size (Baig & Stepanyants 2024)',
} as const;

/** How finely a weight is kept. */
export const DISCRETISATION_TEXTS = {
  none: '32 bits',
  levels: 'a few levels, with hidden states behind them (Baldassi et al. 2007)',
} as const;

/** What a weight costs in the loss. */
export const PENALTY_TEXTS = {
  none: 'nothing',
  l2: 'λ Σw²/2',
  l1: 'λ Σ|w|',
  wire: 'λ Σ|w| · distance',
  communicability: 'λ Σ|w| · distance · communicability (Achterberg et al. 2023)',
} as const;

/** What accuracy is held against. */
export const METER_TEXTS = {
  connections: 'synapses at the end',
  bits: 'bits that keep the weights and say where they are',
  changes: 'M₀, changes of synapses',
  energy: 'M₁ = Σ|Δw|',
  upkeep: 'connections that existed, summed over steps',
  arithmetic: 'multiply-adds of learning',
  wire: 'length of all connections',
} as const;

const namesOf = <K extends string>(texts: Readonly<Record<K, string>>): [K, ...K[]] =>
  Object.keys(texts) as [K, ...K[]];

export const NETWORKS = namesOf(NETWORK_TEXTS);
export const RULES = namesOf(RULE_NAMES);
export const WIRINGS = namesOf(WIRING_TEXTS);
export const REWIRINGS = namesOf(REWIRING_TEXTS);
export const BUDGETS = namesOf(BUDGET_TEXTS);
export const CONSTRAINTS = namesOf(CONSTRAINT_TEXTS);
export const DISCRETISATIONS = namesOf(DISCRETISATION_TEXTS);
export const PENALTIES = namesOf(PENALTY_TEXTS);
export const METERS = namesOf(METER_TEXTS);

export type NetworkName = (typeof NETWORKS)[number];
export type RuleName = (typeof RULES)[number];
export type WiringName = (typeof WIRINGS)[number];
export type RewiringName = (typeof REWIRINGS)[number];
export type BudgetName = (typeof BUDGETS)[number];
export type ConstraintName = (typeof CONSTRAINTS)[number];
export type DiscretisationName = (typeof DISCRETISATIONS)[number];
export type PenaltyName = (typeof PENALTIES)[number];
export type MeterName = (typeof METERS)[number];

/** The places at which several names may be given: every combination of them is a method. */
export const PLACES = [
  ...['rule', 'wiring', 'rewiring', 'budget', 'constraint', 'discretisation', 'penalty'],
] as const;

/** A name at each of these places. */
export interface Method {
  readonly rule: RuleName;
  readonly wiring: WiringName;
  readonly rewiring: RewiringName;
  readonly budget: BudgetName;
  readonly constraint: ConstraintName;
  readonly discretisation: DiscretisationName;
  readonly penalty: PenaltyName;
}

/** A method, what learns by it, what is learned, and what the result is held against. */
export interface Choice extends Method {
  readonly network: NetworkName;
  /** Name of a data set, path of a table, name of a battery, or `associations`. */
  readonly task: string;
  readonly meters: readonly MeterName[];
  /** Levels of a discrete weight. */
  readonly levels: number;
  /** Whether features have places, as pixels have; unknown before the task is read. */
  readonly places?: boolean;
}

/** Batteries that recurrent networks learn. */
export const BATTERY_TASKS = ['cog20', 'modcog82', 'modcog126'] as const;
export type BatteryTask = (typeof BATTERY_TASKS)[number];
export const isBattery = (task: string): task is BatteryTask =>
  BATTERY_TASKS.some((name) => name === task);

/** What perceptrons store. */
export const ASSOCIATIONS = 'associations';

/** The places of the bench, in the order in which a learner is put together. */
export const TABLE_OF_PLACES = [
  { parameter: 'network', title: 'What learns' },
  {
    ...{ parameter: 'task', title: 'What is learned' },
    names: ['digits', ...BATTERY_TASKS, ASSOCIATIONS],
  },
  { parameter: 'wiring', title: 'Who is connected at birth' },
  { parameter: 'rewiring', title: 'Who loses and gains a connection' },
  { parameter: 'rule', title: 'How a gradient becomes a change' },
  { parameter: 'penalty', title: 'What a weight costs' },
  { parameter: 'budget', title: 'Which synapses may change' },
  { parameter: 'constraint', title: 'Where a weight may lie' },
  { parameter: 'discretisation', title: 'How finely a weight is kept' },
  { parameter: 'meters', title: 'What accuracy is held against' },
];

/** Words of a method, those alone that say what it has beyond a plain dense network: `set + competitive + levels`. */
export function methodName(method: Method): string {
  const { rule, wiring, rewiring, budget, constraint, discretisation, penalty } = method;
  const moves = rewiring !== 'none';
  const words = [
    moves && wiring === 'random' ? rewiring : wiring === 'random' ? 'static' : wiring,
    ...(moves && wiring !== 'random' ? [rewiring] : []),
    ...[budget, constraint, discretisation].filter((name) => name !== 'none'),
    // A constraint is called l1, too.
    ...(penalty === 'none' ? [] : [`${penalty} penalty`]),
  ];
  return [...words, ...(rule === 'momentum' ? [] : [rule])].join(' + ');
}
