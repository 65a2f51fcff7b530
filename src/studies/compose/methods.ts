/** The methods of a run: every combination of the names that were given, less those that do not go together. */

import { UsageError } from '../../errors.ts';
import { flagName } from '../../protocol/parameters.ts';
import type { LeftOut } from '../../protocol/places.ts';
import type { Values } from './parameters.ts';
import { type Choice, type Method, methodName, PLACES } from './vocabulary.ts';
import { whyNot } from './why-not.ts';

/** Most networks of one replicate: more is a search, not a comparison. */
const MOST = 64;

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

/** The combinations that go, and those that do not, each with the reason. */
interface Sorted {
  readonly methods: readonly Method[];
  readonly leftOut: readonly LeftOut[];
}

/** @param places whether features are pixels, once that is known */
export function sorted(values: Values, places?: boolean): Sorted {
  const leftOut: LeftOut[] = [];
  const methods = combinationsOf(values).filter((method) => {
    const why = whyNot(choiceOf(method, values, places));
    if (why !== undefined) leftOut.push({ name: methodName(method), why });
    return why === undefined;
  });
  return { methods, leftOut };
}

/**
 * What is trained, and what is left out.
 *
 * @param places whether features are pixels, once that is known
 * @throws UsageError where nothing is left, with the reason, or where too much is asked for
 */
export function methodsOf(values: Values, places?: boolean): Sorted {
  const { methods, leftOut } = sorted(values, places);
  if (methods.length === 0) throw new UsageError(leftOut[0].why);
  if (methods.length > MOST) {
    const longest = PLACES.reduce((a, b) => (values[b].length > values[a].length ? b : a));
    throw new UsageError(
      `${methods.length} combinations are more than ${MOST}: name fewer, e.g. of --${flagName(longest)}`,
    );
  }
  return { methods, leftOut };
}
