/**
 * Kernels as WebAssembly modules, each compiled once: a module has no state, so all engines of a process that need the same
 * kernels share it, with what V8 has learned of it. A process that executes one short run after another compiles for the first.
 */

import type { Kernel } from '../kernels/index.ts';
import { emitModule } from '../wasm/index.ts';
import type { Memory } from './memory.ts';
import type { KernelFunction } from './program.ts';
import { instantiate } from './serve.ts';

/** Modules that are kept: those asked for last. One of many kernels is a few hundred kilobytes. */
const KEPT = 16;
/** And of a single kernel some kilobytes. */
const KEPT_SINGLE = 64;

type Form = Pick<Memory, 'shared' | 'maximumPages'>;

const modules = kept<Promise<WebAssembly.Module>>(KEPT);
const single = kept<WebAssembly.Module>(KEPT_SINGLE);

/** Whether pairs of vectors are taken for one of 256 bits, once that was tried: the results are the same. */
let wide = false;

/**
 * Tries how wide vectors are, before kernels are compiled at once: `createDirect` cannot wait for it. What tries is loaded with
 * the first that asks.
 */
export async function tryVectors(): Promise<void> {
  const { vectors } = await import('./vectors.ts');
  wide = vectors().bits === 256;
}

/** The kernels as one module that imports such a memory. */
export async function compile(kernels: readonly Kernel[], form: Form): Promise<WebAssembly.Module> {
  await tryVectors();
  const codes = () => kernels.map((kernel) => kernel.emit(wide));
  const key = `${wide} ${keyOf(kernels, form)}`;
  return modules(key, () => WebAssembly.compile(emitModule(codes(), plain(form))));
}

/** One kernel as a module, without waiting. @throws where it is too large for that */
const compileAtOnce = (kernel: Kernel, form: Form): WebAssembly.Module =>
  single(
    `${wide} ${keyOf([kernel], form)}`,
    () => new WebAssembly.Module(emitModule([kernel.emit(wide)], plain(form))),
  );

/** A kernel as it runs in JavaScript. */
export const twinOf =
  (kernel: Kernel, memory: Memory): KernelFunction =>
  (...values) =>
    kernel.twin(memory.views(), ...values);

/** A kernel that is compiled at once; its twin where that cannot be had. */
export function alone(kernel: Kernel, memory: Memory): KernelFunction {
  try {
    return instantiate(compileAtOnce(kernel, memory), memory.memory, [kernel.key])[0];
  } catch {
    return twinOf(kernel, memory);
  }
}

/** Equal keys of kernels mean equal bytes. */
const keyOf = (kernels: readonly Kernel[], { shared, maximumPages }: Form): string =>
  [shared, maximumPages, ...kernels.map(({ key }) => key)].join('\n');

const plain = ({ shared, maximumPages }: Form): Form => ({ shared, maximumPages });

/** The values of the keys that were asked for last; what could not be made is not kept. */
function kept<T>(most: number): (key: string, make: () => T) => T {
  const values = new Map<string, T>();
  return (key, make) => {
    const value = values.get(key) ?? make();
    values.delete(key);
    values.set(key, value);
    if (value instanceof Promise) value.catch(() => values.delete(key));
    for (const [oldest] of values) {
      if (values.size <= most) break;
      values.delete(oldest);
    }
    return value;
  };
}
