/** Refuses, before any work starts, combinations that no single range can. */

import { UsageError } from '../../errors.ts';
import { MOST_ENUMERATED } from '../../theory/index.ts';
import { checkMethods } from './methods.ts';
import type { Values } from './parameters.ts';

/** @throws UsageError for combinations that no single range can refuse: before any machine learns */
export function check({ decay, decayForm, likelihood, hidden, task, methods }: Values): void {
  checkMethods(methods);
  if (decayForm === 'decoupled' && decay > 1)
    throw new UsageError(
      `decay ${decay} is outside [0, 1] with --decay-form decoupled, where it is a share per step`,
    );
  if (likelihood === 'exact' && hidden > MOST_ENUMERATED && task === 'digits')
    throw new UsageError(
      `--likelihood exact enumerates at most ${MOST_ENUMERATED} units, the machine has ${hidden} hidden ones: use --likelihood annealed`,
    );
}
