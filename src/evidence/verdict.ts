/** What a claim can come to. Three outcomes are always possible, whatever was measured. */

export type Verdict = 'holds' | 'falls short' | 'undecided';

/** A number in words with its uncertainty, and what it says on the claim. */
export interface Finding {
  readonly measured: string;
  readonly verdict: Verdict;
  /** Of what is undecided: what it would take to decide it, in a few words. */
  readonly needs?: string;
}

/** Nothing can be said, and why, and what it would take. */
export const undecided = (measured: string, needs?: string): Finding => ({
  ...{ measured, verdict: 'undecided' },
  ...(needs !== undefined && { needs }),
});
