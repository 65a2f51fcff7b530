/** Parameters and presets of `modcog`. */

import {
  choice,
  choices,
  flag,
  integer,
  list,
  number,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import { whyNot132 } from '../../tasks/cognitive/modcog.ts';
import {
  BATTERY_TEXTS,
  FORM_TEXTS,
  familyTexts,
  MATCHING_TEXTS,
} from '../cognitive/choice-texts.ts';
import { growthParameters } from '../cognitive/growth.ts';
import { trainingParameters } from '../cognitive/parameters.ts';
import { wiringParameters } from '../cognitive/wiring.ts';

export const FAMILIES = ['ring', 'torus', 'random'] as const;
export type Family = (typeof FAMILIES)[number];
const MATCHINGS = ['units', 'synapses'] as const;
export type Matching = (typeof MATCHINGS)[number];

export const parameters = {
  battery: choice(['modcog82', 'modcog126'], {
    default: 'modcog82',
    about: BATTERY_TEXTS,
    fault: (_, given) => (given === 'modcog132' ? whyNot132(given).message : undefined),
    description: 'The released list of tasks, or with all combinations of int and seq',
  }),
  form: choice(['corrected', 'released'], {
    default: 'corrected',
    about: FORM_TEXTS,
    description: 'Whether the errors of the released tasks are kept',
  }),
  families: choices(FAMILIES, {
    default: ['ring', 'random'],
    about: familyTexts(FAMILIES),
    description: 'Sparse networks to train at every density',
  }),
  matchings: choices(MATCHINGS, {
    default: MATCHINGS,
    about: MATCHING_TEXTS,
    description:
      'What sparse networks have in common with the dense one: the units, or the recurrent synapses',
  }),
  units: integer({
    min: 4,
    max: 65_536,
    default: 128,
    symbol: 'N',
    description:
      'Units of the dense network, and of all at equal units; its N² synapses are those of all at equal synapses',
  }),
  densities: list(
    number({ above: 0, below: 1, default: 0.1, description: 'Share of all recurrent connections' }),
    {
      default: [0.04, 0.08, 0.16, 0.32, 0.64],
      minLength: 0,
      maxLength: 20,
      unique: true,
      description:
        'Densities of the sparse networks; the nearest possible one is taken, at least three connections a unit',
    },
  ),
  autapses: flag({
    default: true,
    description: 'Whether to train the network of self-connections alone, the sparsest of all',
  }),
  ...trainingParameters,
  ...wiringParameters,
  ...growthParameters,
} as const;

export type Values = ValuesOf<typeof parameters>;

export const presets = {
  /** Seconds: does everything run? */
  smoke: {
    units: 16,
    densities: [0.3],
    matchings: ['units'],
    updates: 6,
    evaluateEvery: 3,
    batch: 4,
    window: 40,
    testTrials: 1,
    finalTrials: 2,
  },
  /** Within two minutes on two cores: three seeds of small networks, so that local can be told from dense. */
  quick: {
    replicates: 3,
    units: 64,
    densities: [0.08, 0.24],
    families: ['ring'],
    updates: 600,
    evaluateEvery: 100,
    testTrials: 5,
    finalTrials: 25,
    rate: 0.003,
    criterion: 0.4,
  },
  /** The article's question at the size of our reference numbers: five paired seeds, hours; resumable at every evaluation. */
  paper: {
    replicates: 5,
    densities: [0.04, 0.08, 0.16, 0.32, 0.64],
    updates: 3000,
    evaluateEvery: 100,
    testTrials: 10,
    finalTrials: 100,
    criterion: 0.5,
  },
} as const satisfies Record<string, Partial<Values>>;
