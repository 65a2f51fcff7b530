import { UsageError } from '../../errors.ts';

/**
 * Sums of ±1 and votes must not vanish.
 *
 * @param sizes by the names of their parameters
 * @throws UsageError for an even one
 */
export function checkOdd(sizes: Readonly<Record<string, number | readonly number[]>>): void {
  for (const [name, values] of Object.entries(sizes))
    for (const value of [values].flat())
      if (value % 2 === 0)
        throw new UsageError(`${name} ${value} is even: sums of ±1 could vanish; take an odd one`);
}
