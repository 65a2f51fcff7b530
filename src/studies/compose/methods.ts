/** The methods of a run: every combination of the names that were given, less those that do not go together. */

import { UsageError } from '../../errors.ts';
import { flagName } from '../../protocol/parameters.ts';
import type { Values } from './parameters.ts';
import { type Choice, type Method, methodName, PLACES } from './vocabulary.ts';
import { whyNot } from './why-not.ts';

/** Most networks of one replicate: more is a search, not a comparison. */
const MOST = 64;

/** A combination that cannot be trained. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** All combinations, the first name of each place first. */
function combinationsOf(values: Values): Method[] {
  let found: Partial<Method>[] = [{}];
  for (const place of PLACES)
    found = found.flatMap((partial) =>
      values[place].map((name) => ({ ...partial, [place]: name })),
    );
  return found as Method[];
}

/** A method with all that decides whether it goes. @param places whether features are pixels, once that is known */
export const choiceOf = (method: Method, values: Values, places?: boolean): Choice => {
  const { network, task, meters, levels } = values;
  return { ...method, network, task, meters, levels, ...(places !== undefined && { places }) };
};

/**
 * What is trained, and what is left out.
 *
 * @param places whether features are pixels, once that is known
 * @throws UsageError where nothing is left, with the reason, or where too much is asked for
 */
export function methodsOf(
  values: Values,
  places?: boolean,
): { readonly methods: readonly Method[]; readonly leftOut: readonly LeftOut[] } {
  const all = combinationsOf(values);
  const leftOut: LeftOut[] = [];
  const methods = all.filter((method) => {
    const why = whyNot(choiceOf(method, values, places));
    if (why !== undefined) leftOut.push({ name: methodName(method), why });
    return why === undefined;
  });
  if (methods.length === 0) throw new UsageError(leftOut[0].why);
  if (methods.length > MOST) {
    const longest = PLACES.reduce((a, b) => (values[b].length > values[a].length ? b : a));
    throw new UsageError(
      `${methods.length} combinations are more than ${MOST}: name fewer, e.g. of --${flagName(longest)}`,
    );
  }
  return { methods, leftOut };
}
