/** Parameters and presets of `cog20`. */

import {
  choice,
  choices,
  flag,
  integer,
  list,
  number,
  type ValuesOf,
} from '../../protocol/parameters.ts';
import { FAMILY_TEXTS, FORM_TEXTS, VARIANT_TEXTS } from '../cognitive/choice-texts.ts';
import { growthParameters } from '../cognitive/growth.ts';
import { trainingParameters } from '../cognitive/parameters.ts';
import { wiringParameters } from '../cognitive/wiring.ts';

export const FAMILIES = ['ring', 'torus', 'random', 'dense', 'diagonal'] as const;
export type Family = (typeof FAMILIES)[number];

export const parameters = {
  variant: choice(['yang19', 'modcog-base', 'yang19-2025'], {
    default: 'yang19',
    about: VARIANT_TEXTS,
    description:
      'Which published version of the 20 tasks: of NeuroGym 2020–2024, as released with Mod-Cog, or of NeuroGym since 2025',
  }),
  form: choice(['corrected', 'released'], {
    default: 'corrected',
    about: FORM_TEXTS,
    description: 'Whether the errors of the released tasks are kept',
  }),
  families: choices(FAMILIES, {
    default: ['ring', 'dense', 'diagonal', 'random'],
    about: FAMILY_TEXTS,
    description:
      'Networks: units that hear their neighbours on a ring or a sheet, as many units at random, all units, or themselves alone (autapses)',
  }),
  units: integer({
    min: 4,
    max: 65_536,
    default: 128,
    symbol: 'N',
    description: 'Units of every network',
  }),
  densities: list(
    number({ above: 0, below: 1, default: 0.1, description: 'Share of all recurrent connections' }),
    {
      default: [0.04],
      maxLength: 20,
      unique: true,
      description:
        'Densities of the local and random networks; the nearest possible one is taken, at least three connections a unit',
    },
  ),
  analyses: flag({
    default: true,
    description:
      'Whether trained networks are examined: task variances, clusters and their lesions, order in space',
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
    densities: [0.2],
    updates: 6,
    evaluateEvery: 3,
    batch: 4,
    window: 40,
    testTrials: 1,
    finalTrials: 4,
  },
  /**
   * Within two minutes on two cores: small networks of three seeds, enough to tell local from dense ones. At 1,500 updates none
   * comes to the usual criterion, so that a lower one is asked for.
   */
  quick: {
    families: ['ring', 'dense', 'diagonal'],
    replicates: 3,
    units: 64,
    updates: 1500,
    evaluateEvery: 100,
    rate: 0.003,
    criterion: 0.7,
  },
  /** Our protocol at the size of its reference numbers: five paired seeds, resumable at every evaluation. */
  paper: {
    replicates: 5,
    units: 256,
    densities: [0.04, 0.13],
    updates: 6000,
    evaluateEvery: 200,
    finalTrials: 200,
    criterion: 0.95,
  },
} as const satisfies Record<string, Partial<Values>>;
