/**
 * Kernels that numerics calls for itself, in a memory of their own; or their slow twins, which give the same bits, where
 * WebAssembly or its vectors cannot be had.
 */

import { type Kernel, type Views, viewsOf } from '../kernels/kernel.ts';
import { emitModule } from '../wasm/index.ts';

/** Kernels ready to be called, and the memory that they work on. */
export interface KernelCalls {
  /** Whether they are kernels, and not their twins. */
  readonly emitted: boolean;
  readonly views: Views;
  readonly call: (kernel: Kernel, ...values: number[]) => void;
}

/**
 * Kernels on a memory in which arrays lie already, whose addresses are their byte offsets, and room to work in there: nothing
 * has to be copied.
 */
export interface Beside {
  readonly call: (kernel: Kernel, ...values: number[]) => void;
  /** Address of the room, on a multiple of 16. What is left there does not last. */
  readonly scratch: number;
  readonly views: () => Views;
}

const PAGE = 65536;

/** @param pages of 64 KiB */
export function kernelCalls(kernels: readonly Kernel[], pages = 1): KernelCalls {
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const bytes = emitModule(
      kernels.map((kernel) => kernel.emit()),
      { shared: false, maximumPages: pages },
    );
    const module = new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const call: KernelCalls['call'] = ({ key }, ...values) =>
      (exports[key] as (...values: number[]) => void)(...values);
    return { emitted: true, views: viewsOf(memory.buffer), call };
  } catch {
    // No WebAssembly, no vectors, or a page that forbids to compile.
    const views = viewsOf(new ArrayBuffer(PAGE * pages));
    return { emitted: false, views, call: ({ twin }, ...values) => twin(views, ...values) };
  }
}
