/** The claims that runs leave undecided, in one sentence that says what it would take. */

import type { ClaimResult } from '../protocol/study.ts';

/** Needs that are listed; of more the commonest. */
const MOST = 3;

/**
 * Undefined where all are decided.
 *
 * @param total how many claims there are, where only the undecided ones are given
 * @example '4 of 6 claims are left undecided; it would take 100 epochs or more (3); more seeds (1)'
 */
export function openClaims(
  claims: readonly ClaimResult[],
  total = claims.length,
): string | undefined {
  const open = claims.filter(({ verdict }) => verdict === 'undecided');
  if (open.length === 0) return undefined;
  const needs = new Map<string, number>();
  for (const { needs: what } of open)
    if (what !== undefined) needs.set(what, (needs.get(what) ?? 0) + 1);
  const list = [...needs]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => (needs.size === 1 ? what : `${what} (${count})`));
  if (list.length > MOST + 1)
    list.splice(MOST, list.length, `${list.length - MOST} other kinds of runs`);
  const which =
    total === 1
      ? 'The claim is'
      : open.length === total
        ? `All ${total} claims are`
        : `${open.length} of ${total} claims ${open.length === 1 ? 'is' : 'are'}`;
  const take = list.length === 0 ? '' : `; it would take ${list.join('; ')}`;
  return `${which} left undecided${take}`;
}
