/**
 * What types say of `execute`, said again at run time: callers without a compiler (a notebook, plain JavaScript) get the
 * messages of the command line before any work starts.
 */

import { FrugalError, UsageError, unknownName } from '../errors.ts';
import { checkValues } from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import type { ExecuteOptions } from './execute.ts';
import type { RunSpec, SpecDocument } from './identity.ts';

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

/**
 * Checks that a run is of the very data that were meant: an address of the lab names their digest, and does not have them.
 *
 * @param digits the first of the digest
 * @throws FrugalError where they are others, or no file
 */
export function checkData({ data }: Pick<SpecDocument, 'data'>, digits: string): void {
  const found = data.file;
  if (found === undefined)
    throw new FrugalError(
      `data from a file with the digest ${digits} … were asked for, and this run reads none: give --task the file`,
    );
  if (!found.startsWith(digits))
    throw new FrugalError(
      `the data are others than were asked for: their digest is ${found.slice(0, digits.length)} …, not ${digits} …; give the same file and the same options that prepare it, or leave out the digest to run on these`,
    );
}
