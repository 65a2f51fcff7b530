/**
 * Kernels called one by one on the calling thread, without programs, threads or waiting: for loops of many calls that take
 * no longer than the words of a program do. The module is compiled at once, so it is for few and small kernels: some
 * browsers refuse to compile more than 4 KiB that way outside a worker.
 */

import { FrugalError } from '../errors.ts';
import type { Kernel } from '../kernels/index.ts';
import { emitModule } from '../wasm/index.ts';
import { requireSimd } from './abilities.ts';
import { createMemory, type Memory } from './memory.ts';
import type { KernelFunction } from './program.ts';
import { instantiate } from './serve.ts';

/** A memory and what works on it. */
export interface Direct {
  readonly memory: Memory;
  /** The kernels as functions, in the order given. */
  readonly functions: readonly KernelFunction[];
}

/** Bytes that any browser compiles at once. */
const MOST_BYTES = 4096;

/** A memory of its own for `kernels`. Throws `FrugalError` where there is no SIMD or the kernels are too large. */
export function createDirect(
  kernels: readonly Kernel[],
  backend: 'wasm' | 'twin' = 'wasm',
): Direct {
  const memory = createMemory(false);
  if (backend === 'twin') {
    const functions = kernels.map(
      (kernel): KernelFunction =>
        (...values) =>
          kernel.twin(memory.views(), ...values),
    );
    return { memory, functions };
  }
  requireSimd();
  const emitted = kernels.map((kernel) => kernel.emit());
  const { maximumPages } = memory;
  const bytes = emitModule(emitted, { shared: false, maximumPages });
  if (bytes.length > MOST_BYTES)
    throw new FrugalError(
      `kernels of ${bytes.length} bytes are more than the ${MOST_BYTES} that are compiled at once; use createEngine`,
    );
  const module = new WebAssembly.Module(bytes);
  const names = kernels.map(({ key }) => key);
  return { memory, functions: instantiate(module, memory.memory, names) };
}
