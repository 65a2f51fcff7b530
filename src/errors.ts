/**
 * Errors that are for the person: what was given, what is allowed, what to do.
 *
 * Every room throws `FrugalError` for bad input and for a world that is not as needed (missing file, full disk).
 * Anything else that is thrown is a defect of Frugal itself.
 */

/** A one-line message for the user. The command line prints it without a stack unless `--debug` is given. */
export class FrugalError extends Error {
  override readonly name: string = 'FrugalError';
}

/** The user asked for something that does not exist or is not allowed (exit code 2 of the command line). */
export class UsageError extends FrugalError {
  override readonly name: string = 'UsageError';
}

/** Edit distance (optimal string alignment) between two words; O(|a|·|b|) time. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(previous[j] + 1, current[j - 1] + 1, substitution);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, before[j - 2] + 1);
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length];
}

/**
 * The known name nearest to `given`, or the only one that begins with it (`cifar10` → `cifar10-subset`); `undefined` when none
 * is near enough to be what was meant.
 */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  let best: string | undefined;
  let distance = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of names) {
    const d = editDistance(given.toLowerCase(), name.toLowerCase());
    if (d < distance) {
      best = name;
      distance = d;
    }
  }
  if (best !== undefined || given.length < 3) return best;
  const longer = names.filter((name) => name.toLowerCase().startsWith(given.toLowerCase()));
  return longer.length === 1 ? longer[0] : undefined;
}

/**
 * The error for a name that is not known, with the nearest known name and the list.
 *
 * @example unknownName('rule', 'sett', ['set', 'static']).message
 * // 'unknown rule "sett"; did you mean "set"? Known: set, static'
 */
export function unknownName(what: string, given: string, known: Iterable<string>): UsageError {
  const names = [...known];
  const near = nearest(given, names);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const list = names.length > 0 ? `${hint === '' ? '; known' : ' Known'}: ${names.join(', ')}` : '';
  return new UsageError(`unknown ${what} "${given}"${hint}${list}`);
}

/**
 * Refuses options whose names are not known: from plain JavaScript nothing else would tell a misspelt one.
 *
 * @param of what takes them, e.g. `set()`
 * @throws UsageError for a name that is not known, or for options that are no object
 * @example checkNames('set()', { zeta: 0.3 }, ['zeta', 'value'])
 */
export function checkNames(of: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new UsageError(
      `${of} takes an object of options (${known.join(', ')}), not ${JSON.stringify(options)}`,
    );
  for (const name of Object.keys(options))
    if (!known.includes(name)) throw unknownName(`option of ${of}`, name, known);
}
