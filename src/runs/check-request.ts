/**
 * What types say of `execute`, said again at run time: callers without a compiler (a notebook, plain JavaScript) get the
 * messages of the command line before any work starts.
 */

import { UsageError, unknownName } from '../errors.ts';
import { checkValues } from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import type { ExecuteOptions } from './execute.ts';
import type { RunSpec } from './identity.ts';

const ARITHMETIC = ['strict', 'fused'];

/**
 * Checks what a run is asked for.
 *
 * @throws UsageError for parameters that are missing, unknown or out of range, and for options of another kind than allowed
 */
export function checkRequest(study: Study, spec: RunSpec, options: ExecuteOptions): void {
  if (typeof study?.run !== 'function')
    throw new UsageError('execute needs a study: one of loadStudy(name), or made by study({ … })');
  const { parameters, arithmetic } = spec;
  const { threads, tasks } = options;
  checkValues(study.parameters, parameters);
  const missing = Object.keys(study.parameters).filter((name) => parameters[name] === undefined);
  if (missing.length > 0)
    throw new UsageError(
      `parameter "${missing[0]}" of ${study.name} is missing; resolveParameters(study.parameters, { … }) gives all of them`,
    );
  if (!ARITHMETIC.includes(arithmetic))
    throw unknownName('arithmetic', `${arithmetic}`, ARITHMETIC);
  if (!Number.isInteger(threads) || threads < 1 || threads > 256)
    throw new UsageError(`threads ${threads} is not an integer in [1, 256]`);
  if (typeof tasks?.load !== 'function' || typeof tasks.digest !== 'function')
    throw new UsageError('execute needs tasks: taskSource() finds them in the data folder');
}
