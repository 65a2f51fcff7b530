/**
 * The version of what the engine computes, apart from how fast it computes it.
 *
 * Raise it in the same commit as any change after which the same spec gives other bits: another order of a sum,
 * another initialisation, another stream of random numbers, a corrected rule. It enters a run's identity, so that
 * results of both kinds are never mistaken for each other. Do not raise it for speed, messages or new features.
 *
 * pinned-hashes.json beside this file holds what a smoke run of every study comes to, and test/pinned.test.ts runs them:
 * a change of bits that nobody meant does not pass unseen. `npm run pin` renews the hashes.
 */
export const ENGINE_SEMANTICS = 2;
