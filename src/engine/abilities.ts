/**
 * What an engine has to know of this machine before it is made, found by trying: a tiny module is validated, a shared memory
 * is made. How wide its vectors are is tried only when kernels are compiled (`vectors.ts`); `probe.ts` tells all.
 *
 * Never by version strings. Each capability that is missing has a slower path, and the caller is told which was taken.
 */

import { FrugalError } from '../errors.ts';
import { emitFunction, emitModule, f32x4, v128 } from '../wasm/index.ts';

/** Whether this is Node (also inside its worker threads), by what is there. */
export const inNode = (): boolean =>
  typeof process === 'object' &&
  typeof process.versions === 'object' &&
  process.versions.node !== undefined;

export interface Abilities {
  /** 128-bit SIMD: required. */
  readonly simd: boolean;
  /** Fused multiply-add (relaxed SIMD): without it `fused` arithmetic becomes `strict`. */
  readonly relaxedSimd: boolean;
  /** Memory that threads share, and permission to post it to workers. */
  readonly sharedMemory: boolean;
  /** Whether this thread may block on a shared word (not on a browser's main thread). */
  readonly mayWait: boolean;
  /** Processors that the system offers. */
  readonly processors: number;
}

function validates(write: Parameters<typeof emitFunction>[2]): boolean {
  const bytes = emitModule([emitFunction('probe', 1, write)], { shared: false, maximumPages: 1 });
  return WebAssembly.validate(bytes);
}

/** A browser page that is not cross-origin isolated can make a shared memory but not post it to a worker. */
function canShare(): boolean {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  if (typeof SharedArrayBuffer === 'undefined' || isolated === false) return false;
  try {
    return (
      new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer instanceof
      SharedArrayBuffer
    );
  } catch {
    return false;
  }
}

function canWait(): boolean {
  if (!canShare()) return false;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/** Node has no `navigator` before version 21; its own way of asking cannot be imported where browsers load this. */
function processors(): number {
  if (inNode()) return process.getBuiltinModule('node:os').availableParallelism();
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

let found: Abilities | undefined;

/** Probes once and remembers. */
export function abilities(): Abilities {
  found ??= {
    simd: validates((body, at) => body.storeV128(at, f32x4.add(v128.load(at), v128.load(at)))),
    relaxedSimd: validates((body, at) => {
      const x = v128.load(at);
      body.storeV128(at, f32x4.relaxedMadd(x, x, x));
    }),
    sharedMemory: canShare(),
    mayWait: canWait(),
    processors: processors(),
  };
  return found;
}

/** Throws `FrugalError` on a machine that cannot run any kernel. */
export function requireSimd(): void {
  if (abilities().simd) return;
  throw new FrugalError(
    'this machine has no 128-bit WebAssembly SIMD; use a browser from 2023 on or Node 20 on',
  );
}
