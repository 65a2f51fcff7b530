/** Refuses methods and units that do not go together, before any data are read. */

import { UsageError } from '../../errors.ts';
import { checkNorm } from '../sparse-training/parameters.ts';
import { pruningOf } from './methods.ts';
import type { Values } from './parameters.ts';

/** @throws UsageError for pruning at birth, or batches of one, with batch normalisation */
export function check(values: Values): void {
  checkNorm(values);
  const pruned = values.methods.find((method) => pruningOf(method) !== undefined);
  if (values.norm === 'batch' && pruned !== undefined)
    throw new UsageError(
      `method "${pruned}" scores connections before anything is learned, and knows no batch normalisation: leave it out, or take --norm none`,
    );
}
