/** The claims that runs leave undecided, in one sentence that says what it would take. */

import type { ClaimResult } from '../protocol/study.ts';

/**
 * Undefined where all are decided.
 *
 * @example '4 of 6 claims are left undecided; it would take 100 epochs or more (3); more seeds (1)'
 */
export function openClaims(claims: readonly ClaimResult[]): string | undefined {
  const open = claims.filter(({ verdict }) => verdict === 'undecided');
  if (open.length === 0) return undefined;
  const needs = new Map<string, number>();
  for (const { needs: what } of open)
    if (what !== undefined) needs.set(what, (needs.get(what) ?? 0) + 1);
  const list = [...needs]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => (needs.size === 1 ? what : `${what} (${count})`));
  const which =
    claims.length === 1
      ? 'The claim is'
      : open.length === claims.length
        ? `All ${claims.length} claims are`
        : `${open.length} of ${claims.length} claims ${open.length === 1 ? 'is' : 'are'}`;
  const take = list.length === 0 ? '' : `; it would take ${list.join('; ')}`;
  return `${which} left undecided${take}`;
}
