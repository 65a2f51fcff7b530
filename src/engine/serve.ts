/** The life of a worker thread, the same in Node and in the browser: wait, run one's strands, report, wait again. */

import { arrive, CONTROL, fail, waitWhile } from './barrier.ts';
import { type KernelFunction, runStrands } from './program.ts';

/** What a worker is started with. */
export interface WorkerOrder {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** Export names in the order of their kernel numbers. */
  readonly kernels: readonly string[];
  readonly thread: number;
  readonly threads: number;
  /** The generation that the worker has already seen. */
  readonly generation: number;
  /** Number of the crew that it belongs to. */
  readonly crew: number;
}

/** The exported kernels of a module over `memory`, by number. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  kernels: readonly string[],
): KernelFunction[] {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return kernels.map((key) => exports[key] as KernelFunction);
}

/** Serves until another crew does. `ready` is called once the kernels are there. */
export function serve(order: WorkerOrder, ready: () => void): void {
  const { memory, thread, threads } = order;
  const functions = instantiate(order.module, memory, order.kernels);
  let generation = order.generation;
  let words = new Int32Array(memory.buffer);
  ready();
  for (;;) {
    waitWhile(words, CONTROL.generation, generation);
    generation = Atomics.load(words, CONTROL.generation);
    if (Atomics.load(words, CONTROL.crew) !== order.crew) return;
    const program = Atomics.load(words, CONTROL.program);
    // The coordinator may have grown the memory: a view of the old length would miss the new programs. An engine tells
    // other threads at the end of a loop at the latest, and so not before the first try.
    do words = new Int32Array(memory.buffer);
    while (program >= words.length);
    try {
      runStrands(functions, words, program, thread, threads);
      arrive(words);
    } catch {
      // The coordinator blocks while it waits: only the shared memory can tell it.
      fail(words);
    }
  }
}
