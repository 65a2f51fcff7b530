/**
 * Where threads meet: a generation word that the coordinator advances, and a count of workers that have finished.
 *
 * Spins briefly (a meeting takes 0.25 µs when all processors are free), then sleeps on the word; never spins unbounded.
 */

/**
 * Control words at the head of the engine's memory, each on its own cache line (in 32-bit words). `crew` counts the workers'
 * replacements: one of an earlier crew, however late it wakes, knows that it is no longer meant.
 */
export const CONTROL = { generation: 16, arrived: 32, program: 48, crew: 64, failed: 80 } as const;
/** Bytes kept for them. */
export const CONTROL_BYTES = 1024;

/** Loads before a waiting thread goes to sleep: about 20 µs. */
const SPINS = 20_000;
/** Longest sleep in ms, so that a lost wake-up costs time but never hangs. */
const NAP = 100;

/** Returns when `words[at]` is no longer `value`. */
export function waitWhile(words: Int32Array, at: number, value: number): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (Atomics.load(words, at) !== value) return;
  }
  while (Atomics.load(words, at) === value) Atomics.wait(words, at, value, NAP);
}

/** Coordinator: announces the program at word `program` to the workers. */
export function release(words: Int32Array, program: number): void {
  Atomics.store(words, CONTROL.arrived, 0);
  Atomics.store(words, CONTROL.program, program);
  Atomics.add(words, CONTROL.generation, 1);
  Atomics.notify(words, CONTROL.generation);
}

/** Worker: reports that its strands could not be finished, and then that it is done. */
export function fail(words: Int32Array): void {
  Atomics.store(words, CONTROL.failed, 1);
  arrive(words);
}

/** Worker: reports that its strands are done. */
export function arrive(words: Int32Array): void {
  Atomics.add(words, CONTROL.arrived, 1);
  Atomics.notify(words, CONTROL.arrived);
}

/** Coordinator: returns when `workers` have arrived. */
export function meet(words: Int32Array, workers: number): void {
  for (;;) {
    const arrived = Atomics.load(words, CONTROL.arrived);
    if (arrived >= workers) return;
    waitWhile(words, CONTROL.arrived, arrived);
  }
}
