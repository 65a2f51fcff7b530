/** How often two perceptrons of ±1 synapses answer a random ±1 pattern differently: exact for every size. */

/** P(sum of n signs = n − 2k), k = 0 … n: from the middle outwards, so that nothing underflows where it matters. */
function signSums(n: number): Float64Array {
  const law = new Float64Array(n + 1);
  const middle = n >> 1;
  law[middle] = 1;
  for (let k = middle; k < n; k++) law[k + 1] = (law[k] * (n - k)) / (k + 1);
  for (let k = middle; k > 0; k--) law[k - 1] = (law[k] * k) / (n - k + 1);
  const total = law.reduce((sum, p) => sum + p, 0);
  return law.map((p) => p / total);
}

/**
 * Probability that perceptrons of N synapses, N odd, that differ in `distance` of them disagree. What they share sums to a,
 * where they differ to b, and they disagree where |b| > |a|. For N → ∞ arccos(1 − 2d)/π with d the share that differs.
 *
 * @example disagreement(3, 1) // ½
 */
export function disagreement(inputs: number, distance: number): number {
  if (distance === 0 || distance === inputs) return distance / inputs;
  const shared = signSums(inputs - distance);
  const differing = signSums(distance);
  // P(|a| = s), and below s.
  const below = new Float64Array(inputs + 2);
  for (let k = 0; k < shared.length; k++)
    below[Math.abs(inputs - distance - 2 * k) + 1] += shared[k];
  for (let s = 1; s < below.length; s++) below[s] += below[s - 1];
  return differing.reduce((sum, p, k) => sum + p * below[Math.abs(distance - 2 * k)], 0);
}
