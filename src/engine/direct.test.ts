/** Kernels without programs: the same on twins, which stand in where nothing can be compiled. */

import { describe, expect, it } from 'vitest';
import { fill, multiply } from '../kernels/index.ts';
import { createDirect } from './direct.ts';

describe('direct calls', () => {
  it.each(['wasm', 'twin'] as const)(
    'run at once, on a memory that may have grown (%s)',
    (backend) => {
      const { memory, functions } = createDirect([fill(8), multiply], backend);
      const [filled, multiplied] = functions;
      memory.allocate(1 << 20);
      const bias = memory.allocate(4 * 16);
      const rows = memory.allocate(4 * 16 * 8);
      const { f32 } = memory.views();
      for (let k = 0; k < 16; k++) f32[bias / 4 + k] = k;
      filled(16, bias, rows);
      multiplied(16 * 8, rows, rows, rows);
      for (let k = 0; k < 16; k++) expect(f32[rows / 4 + 8 * k + 3]).toBe(k * k);
    },
  );

  it('are made by twins where a page forbids to compile', () => {
    const { Module } = WebAssembly;
    WebAssembly.Module = class {
      constructor() {
        throw new RangeError('WebAssembly.Module() is disallowed on the main thread');
      }
    } as unknown as typeof Module;
    try {
      // A key of its own: other modules are kept.
      const { memory, functions } = createDirect([{ ...multiply, key: 'multiply here' }]);
      const rows = memory.allocate(16);
      memory.views().f32.set([1, 2, 3, 4], rows / 4);
      functions[0](4, rows, rows, rows);
      expect([...memory.views().f32.subarray(rows / 4, rows / 4 + 4)]).toEqual([1, 4, 9, 16]);
    } finally {
      WebAssembly.Module = Module;
    }
  });
});
