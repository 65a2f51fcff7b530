/** Kernels without programs: the same on twins, and refused where they are too large. */

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

  it('are refused to more than browsers compile at once', () => {
    const many = Array.from({ length: 200 }, (_, k) => ({ ...multiply, key: `multiply ${k}` }));
    expect(() => createDirect(many)).toThrow(/kernels of \d+ bytes are more than the 4096/);
  });
});
