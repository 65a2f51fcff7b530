/**
 * A bound on the memory of WebAssembly modules, for a thread that has one only and does nothing else.
 *
 * A damaged file can have the library ask for all the memory there is. What it asks for beyond the bound it does not get, as if
 * the machine had no more; it then gives up what it was about.
 */

const PAGE = 2 ** 16;
let most = Number.POSITIVE_INFINITY;
let refused = 0;
let watching = false;

function watch(): void {
  if (watching) return;
  watching = true;
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    const wanted = this.buffer.byteLength + PAGE * Number(pages);
    if (!(wanted <= most)) {
      refused = wanted;
      throw new RangeError(`${wanted} bytes of memory are more than the ${most} that are allowed`);
    }
    return grow.call(this, pages);
  };
}

/** From now on all modules of this thread may have so many bytes each. */
export function boundMemory(bytes: number): void {
  watch();
  most = bytes;
  refused = 0;
}

/** The bytes that were asked for last and refused, 0 for none, since the bound was set. */
export const refusedMemory = (): number => refused;
