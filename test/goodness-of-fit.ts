/** Whether drawn numbers follow the law that they are said to follow. */

import { UsageError } from '../src/errors.ts';

/**
 * How far observed counts are from expected ones: Pearson's χ² turned into a number that is about standard normal when
 * the expectation is right (E. B. Wilson and M. M. Hilferty, PNAS 17, 1931). Above 3 is a misfit; below −3 is too good.
 *
 * Neighbouring cells are joined until each expects at least 5.
 *
 * @param observed counts
 * @param expected expected counts, as many, with the same sum
 */
export function goodnessOfFit(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (observed.length !== expected.length) {
    throw new UsageError(`${observed.length} observed and ${expected.length} expected counts`);
  }
  const cells: { seen: number; due: number }[] = [];
  let open = { seen: 0, due: 0 };
  for (let i = 0; i < observed.length; i++) {
    open.seen += observed[i];
    open.due += expected[i];
    if (open.due < 5) continue;
    cells.push(open);
    open = { seen: 0, due: 0 };
  }
  const last = cells.at(-1);
  if (last !== undefined) {
    last.seen += open.seen;
    last.due += open.due;
  }
  const freedom = cells.length - 1;
  if (freedom < 1)
    throw new UsageError('goodness of fit needs two cells that expect at least 5 each');
  let chiSquare = 0;
  for (const { seen, due } of cells) chiSquare += ((seen - due) * (seen - due)) / due;
  const unit = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - (1 - unit)) / Math.sqrt(unit);
}
