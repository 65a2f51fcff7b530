/** Rectifiers of three pieces: bit for bit against the twins, and values and gradients as torch 2 has them. */

import { describe, expect, it } from 'vitest';
import { A, ARITHMETIC, agree, generator } from './fixtures/twins.ts';
import { derivePieces, pieces, TILE_WIDTHS, type Views } from './index.ts';

const [UNITS, STRIDE] = [37, 256];

function prepare(memory: Views): void {
  const random = generator(5);
  for (let k = 0; k < UNITS * 32; k++) {
    memory.f32[A.own / 4 + k] = 8 * random() - 4;
    memory.f32[A.other / 4 + k] = random() - 0.5;
    memory.f32[A.ownGradient / 4 + k] = 7;
    memory.f32[A.weight / 4 + k] = random() < 0.3 ? 0 : 1.25;
  }
  for (let k = 0; k < STRIDE; k++) memory.f32[A.bias / 4 + k] = 2 * random() - 1;
  // A sum that is no number belongs to no piece and stays what it is; one at a threshold belongs to the left one.
  memory.f32[A.own / 4] = Number.NaN;
  memory.f32[A.own / 4 + 1] = memory.f32[A.bias / 4];
}

describe.each(ARITHMETIC)('rectifiers of three pieces, %s', (arithmetic) => {
  it.each(TILE_WIDTHS)('width %i', (width) => {
    agree(pieces(width), arithmetic, (memory) => {
      prepare(memory);
      return [UNITS, STRIDE, A.bias, A.own, A.ownGradient];
    });
    for (const mode of [undefined, 'store', 'accumulate'] as const)
      for (const masked of [false, true])
        agree(derivePieces(width, { mode, masked }), arithmetic, (memory) => {
          prepare(memory);
          memory.f32[A.own / 4] = 0.5;
          return [UNITS, STRIDE, A.bias, A.own, A.weight, A.other, A.ownGradient];
        });
  });
});

/**
 * torch 2: f = where(x <= tl, tl + al*(x - tl), where(x >= right, right + ar*(x - right), x)), right = tl + r.abs(), and the
 * gradients of (f*d).sum(), in doubles. All numbers are exact in singles.
 */
const TORCH = {
  x: [
    [-2.5, -1, 0.25],
    [0.5, 0, -0.75],
    [3, 2, 6],
  ],
  numbers: [
    [-1, 0.125, 0.5],
    [0.25, -0.5, 2],
    [0.75, -0.25, 2],
    [0.5, 1.5, 0.25],
  ],
  d: [
    [1, -2, 0.5],
    [0.25, 4, -1],
    [2, -1, 0.75],
  ],
  f: [
    [-1.375, -1.0, 0.0],
    [0.5625, 0.1875, 0.5625],
    [2.625, 2.0, 3.375],
  ],
  dx: [
    [0.25, -0.5, 0.25],
    [0.375, -2.0, 0.5],
    [0.5, -1.0, 0.1875],
  ],
  gradients: [
    [-0.5, 4.375, 2.0625],
    [-1.5, 0.375, 0.0],
    [0.25, 0.125, 2.0625],
    [0.25, 0.03125, 3.625],
  ],
};

it('gives the values and gradients of torch', () => {
  const memory = new ArrayBuffer(65536);
  const [f32, width, stride] = [new Float32Array(memory), 4, 128] as const;
  const views = { f32 } as Views;
  const [numbers, sum, activity, delta, gradient] = [0, 4096, 8192, 12288, 16384];
  for (const [k, row] of TORCH.numbers.entries()) f32.set(row, (numbers + k * stride) / 4);
  for (const [u, row] of TORCH.x.entries()) f32.set(row, sum / 4 + u * width);
  for (const [u, row] of TORCH.d.entries()) f32.set(row, delta / 4 + u * width);
  pieces(width).twin(views, 3, stride, numbers, sum, activity);
  derivePieces(width, { mode: 'store' }).twin(views, 3, stride, numbers, sum, 0, delta, gradient);
  const rows = (at: number): number[][] =>
    [0, 1, 2].map((u) => [...f32.subarray(at / 4 + u * width, at / 4 + u * width + 3)]);
  expect(rows(activity)).toEqual(TORCH.f);
  expect(rows(delta)).toEqual(TORCH.dx);
  const found = [0, 1, 2, 3].map((k) => {
    const at = (gradient + k * stride) / 4;
    return [...f32.subarray(at, at + 3)];
  });
  for (const [k, row] of TORCH.gradients.entries())
    for (const [u, value] of row.entries()) expect(found[k][u]).toBeCloseTo(value, 12);
});
