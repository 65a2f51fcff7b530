/** All claims of `plasticity`, decided by the records of all runs together. */

import type { Claim } from '../../../protocol/study.ts';
import type { Values } from '../parameters.ts';
import { controlClaims } from './controls.ts';
import { ownClaims } from './own.ts';
import { perceptronClaims } from './perceptron.ts';
import { ruleClaims } from './rules.ts';
import { sizeClaims } from './sizes.ts';

export const claims: readonly Claim<Values>[] = [
  ...ruleClaims,
  ...sizeClaims,
  ...controlClaims,
  ...ownClaims,
  ...perceptronClaims,
];
