/**
 * Sums of independent yes/no variables with one of them left out: the exact law behind a threshold unit of small fan-in
 * and behind the majority of a committee.
 *
 * Prefix laws are kept (n²/2 numbers), suffix laws run along; time O(n²) for all n at once. Nothing is divided out and no
 * tail is taken as 1 minus another, so that tails keep their relative accuracy however small they are.
 */

/** For each variable, tails of the number n₋ᵢ of yeses among the others. */
export interface LeaveOneOut {
  /** P(n₋ᵢ ≥ k − 1), P(n₋ᵢ ≥ k), P(n₋ᵢ < k − 1), P(n₋ᵢ < k). */
  readonly reached: Float64Array;
  readonly exceeded: Float64Array;
  readonly missed: Float64Array;
  readonly below: Float64Array;
  /**
   * @param yes, no probabilities of each variable, with sum 1; both are asked for because each is known to full accuracy
   * @param k wanted number of yeses
   * @returns P(n ≥ k) of all n variables, and 1 minus it
   */
  compute(yes: Float64Array, no: Float64Array, count: number, k: number): readonly [number, number];
}

/** Room for up to `most` variables. */
export function createLeaveOneOut(most: number): LeaveOneOut {
  // Law of the first j variables at [j(j+1)/2 …]: j + 1 numbers.
  const prefix = new Float64Array(((most + 1) * (most + 2)) / 2);
  const suffix = new Float64Array(most + 2);
  /** tail[s] = P(suffix ≥ s), head[s] = P(suffix < s), s = 0 … m + 1. */
  const tail = new Float64Array(most + 3);
  const head = new Float64Array(most + 3);
  const [reached, exceeded, missed, below] = [0, 0, 0, 0].map(() => new Float64Array(most));
  return {
    ...{ reached, exceeded, missed, below },
    compute(yes, no, count, k) {
      prefix[0] = 1;
      for (let j = 0, from = 0; j < count; j++) {
        const to = from + j + 1;
        const [p, q] = [yes[j], no[j]];
        prefix[to] = q * prefix[from];
        for (let s = 1; s <= j; s++)
          prefix[to + s] = q * prefix[from + s] + p * prefix[from + s - 1];
        prefix[to + j + 1] = p * prefix[from + j];
        from = to;
      }
      const last = (count * (count + 1)) / 2;
      let [atLeast, less] = [0, 0];
      for (let s = count; s >= Math.max(k, 0); s--) atLeast += prefix[last + s];
      for (let s = 0; s < Math.min(k, count + 1); s++) less += prefix[last + s];
      suffix.fill(0);
      suffix[0] = 1;
      for (let i = count - 1, length = 0; i >= 0; i--, length++) {
        tail[length + 1] = 0;
        for (let s = length; s >= 0; s--) tail[s] = tail[s + 1] + suffix[s];
        head[0] = 0;
        for (let s = 0; s <= length; s++) head[s + 1] = head[s] + suffix[s];
        const from = (i * (i + 1)) / 2;
        let [over, equal, under] = [0, 0, 0];
        for (let s = 0; s <= i; s++) {
          const f = prefix[from + s];
          // The others of the suffix need k − s yeses, one fewer, or fall short of both.
          const need = k - s;
          if (need <= 0) over += f * tail[0];
          else if (need <= length) over += f * tail[need];
          if (need - 1 >= 0 && need - 1 <= length) equal += f * suffix[need - 1];
          if (need - 1 > 0) under += f * head[Math.min(need - 1, length + 1)];
        }
        exceeded[i] = over;
        reached[i] = over + equal;
        missed[i] = under;
        below[i] = under + equal;
        const [p, q] = [yes[i], no[i]];
        for (let s = length + 1; s > 0; s--) suffix[s] = q * suffix[s] + p * suffix[s - 1];
        suffix[0] *= q;
      }
      return [atLeast, less];
    },
  };
}
