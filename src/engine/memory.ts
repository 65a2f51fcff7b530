/**
 * One WebAssembly memory and a bump allocator over it.
 *
 * Addresses are byte offsets. The memory may grow at any allocation: take views from `views()` again after one,
 * never keep them across.
 */

import { FrugalError } from '../errors.ts';
import type { Views } from '../kernels/index.ts';

const PAGE = 65536;
/** Cache line: every array starts on one. */
const ALIGNMENT = 64;
/** Arrays are padded to whole groups of 32 singles, so that vector kernels may run over their end. */
const PADDING = 128;
/** wasm32 addresses 4 GiB; the last page is left out because some engines refuse exactly 65,536. */
const MAXIMUM_PAGES = 65535;

export interface Memory {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  readonly maximumPages: number;
  /** Reserves `bytes` (padded), zeroed, and returns the address. Throws `FrugalError` when 4 GiB are not enough. */
  allocate(bytes: number): number;
  /** Everything allocated since `mark()` is given back by `release(mark)`. */
  mark(): number;
  release(mark: number): void;
  /** Views of the present buffer; stale after the next allocation. */
  views(): Views;
  /** Bytes handed out so far, and bytes that the memory holds. */
  readonly used: number;
  readonly size: number;
}

function reserve(shared: boolean): { memory: WebAssembly.Memory; maximumPages: number } {
  // A small device may refuse to reserve 4 GiB of address space: ask for less until it agrees.
  for (let pages = MAXIMUM_PAGES; pages >= 1024; pages = Math.floor(pages / 2)) {
    try {
      return {
        memory: new WebAssembly.Memory({ initial: 1, maximum: pages, shared }),
        maximumPages: pages,
      };
    } catch {}
  }
  throw new FrugalError(
    'no WebAssembly memory could be reserved (64 MiB asked for); close other programs and try again',
  );
}

/** A fresh memory; the first page's head is kept for the engine's own control words. */
export function createMemory(shared: boolean, reserved = 1024): Memory {
  const { memory, maximumPages } = reserve(shared);
  let top = reserved;
  let views: Views | undefined;
  return {
    memory,
    shared,
    maximumPages,
    allocate(bytes) {
      const address = Math.ceil(top / ALIGNMENT) * ALIGNMENT;
      const end = address + Math.ceil(bytes / PADDING) * PADDING;
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) {
        try {
          memory.grow(missing);
        } catch {
          const limit = Math.round((maximumPages * PAGE) / 2 ** 20);
          const asked = Math.round(end / 2 ** 20);
          throw new FrugalError(
            `the network needs ${asked} MiB, the engine's limit is ${limit} MiB; use fewer connections or a smaller batch`,
          );
        }
        views = undefined;
      }
      top = end;
      new Uint8Array(memory.buffer, address, end - address).fill(0);
      return address;
    },
    mark: () => top,
    release(mark) {
      top = mark;
    },
    views() {
      // Shared memories keep old buffers valid but short; others detach them. Either way: make new ones.
      if (views === undefined || views.u8.byteLength !== memory.buffer.byteLength) {
        // As `viewsOf` of the kernels, which would come with all of them: a page that imports the package waits for this file.
        const { buffer } = memory;
        views = {
          u8: new Uint8Array(buffer),
          u16: new Uint16Array(buffer),
          i32: new Int32Array(buffer),
          u32: new Uint32Array(buffer),
          f32: new Float32Array(buffer),
          f64: new Float64Array(buffer),
        };
      }
      return views;
    },
    get used() {
      return top;
    },
    get size() {
      return memory.buffer.byteLength;
    },
  };
}
