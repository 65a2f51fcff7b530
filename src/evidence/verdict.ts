/** What a claim can come to. Three outcomes are always possible, whatever was measured. */

export type Verdict = 'holds' | 'falls short' | 'undecided';

/** A number in words with its uncertainty, and what it says on the claim. */
export interface Finding {
  readonly measured: string;
  readonly verdict: Verdict;
}

/** Nothing can be said, and why. */
export const undecided = (measured: string): Finding => ({ measured, verdict: 'undecided' });
