/**
 * NumPy's `RandomState(seed).shuffle` of 0 … n − 1: the order in which published demonstrations split their data.
 *
 * Source: M. Matsumoto, T. Nishimura 1998, "Mersenne Twister", ACM TOMACS 8(1):3–30, seeded as in `init_genrand` of 2002; numbers
 * up to a bound by rejection under the next power of two, as NumPy's `random_interval`.
 */

const [WORDS, SHIFT] = [624, 397];

/** 32-bit words of MT19937, `init_genrand(seed)`. */
export function* mersenneTwister(seed: number): Generator<number, never> {
  const state = new Uint32Array(WORDS);
  state[0] = seed;
  for (let i = 1; i < WORDS; i++)
    state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  for (;;) {
    for (let i = 0; i < WORDS; i++) {
      const mixed = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
      state[i] = state[(i + SHIFT) % WORDS] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    for (const word of state) {
      let y = word ^ (word >>> 11);
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      yield (y ^ (y >>> 18)) >>> 0;
    }
  }
}

/** The permutation of `numpy.random.seed(seed); numpy.random.shuffle(numpy.arange(count))`. */
export function legacyShuffle(count: number, seed: number): Int32Array {
  const words = mersenneTwister(seed);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j = i + 1;
    while (j > i) j = (words.next().value & mask) >>> 0;
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
