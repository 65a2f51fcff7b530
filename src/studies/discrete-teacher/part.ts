/** What a part of this study is, and the names of what is compared. */

import type { PartOf } from '../discrete/jobs.ts';
import { LEARNER_NAMES } from '../discrete/part.ts';
import type { Values } from './parameters.ts';

export type Part = PartOf<Values>;

/** The names in figures and claims. */
export const NAMES: Readonly<Record<string, string>> = {
  ...LEARNER_NAMES,
  decimation: 'decimated BP',
  bayes: 'means of BP',
  typical: 'typical (the teacher itself)',
};
