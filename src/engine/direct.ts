/**
 * Kernels called one by one on the calling thread, without programs, threads or waiting: for loops of many calls that take
 * no longer than the words of a program do. Each is compiled at once, as a module of its own: Chromium refused that outside a
 * worker to more than 4 KiB until 2023, and does to 8 MiB since.
 */

import type { Kernel } from '../kernels/index.ts';
import { requireSimd } from './abilities.ts';
import { alone, twinOf } from './compile.ts';
import { createMemory, type Memory } from './memory.ts';
import type { KernelFunction } from './program.ts';

/** A memory and what works on it. */
export interface Direct {
  readonly memory: Memory;
  /** The kernels as functions, in the order given. */
  readonly functions: readonly KernelFunction[];
}

/** A memory of its own for `kernels`. Throws `FrugalError` where there is no SIMD. */
export function createDirect(
  kernels: readonly Kernel[],
  backend: 'wasm' | 'twin' = 'wasm',
): Direct {
  const memory = createMemory(false);
  if (backend === 'twin') return { memory, functions: kernels.map((each) => twinOf(each, memory)) };
  requireSimd();
  return { memory, functions: kernels.map((each) => alone(each, memory)) };
}
