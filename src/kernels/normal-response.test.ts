/** Responses of Gaussian units: bit for bit against the twin, and closely against the definition. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { type Views, viewsOf } from './kernel.ts';
import { inverseMillsTwin, normalResponse } from './normal-response.ts';

const SIZE = 1 << 16;
const A = {
  sums: 1024,
  signs: 4096,
  slopes: 8192,
  means: 12288,
  output: 16384,
  cell: 64,
  book: 96,
};

function prepare(memory: Views, count: number, variance: number): void {
  let state = 5;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  for (let k = 0; k < count; k++) {
    memory.f32[A.sums / 4 + k] = 60 * random();
    memory.f32[A.signs / 4 + k] = random() < 0 ? -1 : 1;
    memory.f32[A.slopes / 4 + k] = 0.3 * random();
  }
  const width = Math.sqrt(variance);
  memory.f32.set([0.5, variance, 1 / width, 1 / variance], A.cell / 4);
}

describe('responses of Gaussian units', () => {
  it('has the inverse Mills ratio to a millionth, also far out', () => {
    // By arithmetic of 60 digits (mpmath), as in numerics.
    for (const [x, expected] of [
      [-8, 5.052271083536895e-15],
      [-3, 0.004437839042125664],
      [-1, 0.2875999709391784],
      [0, 0.7978845608028654],
      [0.5, 1.1410777703680646],
      [3, 3.2830986549304364],
      [8, 8.121368112236112],
      [20, 20.049753068527853],
      [60, 60.016657420241124],
      [1e4, 10000.000099999997],
    ])
      expect(Math.abs(inverseMillsTwin(x) / expected - 1)).toBeLessThan(2e-6);
    expect(inverseMillsTwin(-100)).toBeLessThan(1e-30);
  });

  for (const [count, variance] of [
    [1, 1],
    [37, 40],
    [256, 0.01],
  ])
    it(`agrees with its twin for ${count} units of variance ${variance}`, () => {
      const memory = new WebAssembly.Memory({ initial: SIZE / 65536, maximum: 64 });
      const bytes = emitModule([normalResponse.emit()], { shared: false, maximumPages: 64 });
      const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
      const emitted = viewsOf(memory.buffer);
      const twin = viewsOf(new ArrayBuffer(SIZE));
      prepare(emitted, count, variance);
      prepare(twin, count, variance);
      const { sums, signs, slopes, means, output, cell, book } = A;
      const values = [count, sums, signs, slopes, means, output, cell, book];
      (instance.exports.normalResponse as (...values: number[]) => void)(...values);
      normalResponse.twin(twin, ...values);
      expect(emitted.u32.findIndex((word, k) => word !== twin.u32[k])).toBe(-1);
      // Signs of 0 pad: nothing comes of them.
      expect(emitted.f32[slopes / 4 + count]).toBe(0);
      let bends = 0;
      for (let k = 0; k < count; k++) {
        const [mean, slope] = [emitted.f32[means / 4 + k], emitted.f32[slopes / 4 + k]];
        bends += slope * (slope + mean / variance);
      }
      expect(emitted.f64[book / 8] / bends).toBeCloseTo(1, 4);
    });
});
