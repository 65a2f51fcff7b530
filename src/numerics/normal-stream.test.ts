/** Normal numbers in bulk: the distribution, the slow twin, and going on from a saved state. */

import { describe, expect, it, vi } from 'vitest';
import { addNoise, type Views } from '../kernels/index.ts';
import { normalQuantile } from './normal-quantile.ts';
import { createNormals, type Normals, restoreNormals } from './normal-stream.ts';
import { createRandom } from './random.ts';

const COUNT = 200_000;

function drawn(normals: Normals, count: number): Float32Array {
  const out = new Float32Array(count);
  normals.write(out, 0, 1, new Float64Array(count), 0, count, 1);
  return out;
}

describe('the distribution', () => {
  const values = drawn(createNormals(createRandom('normals')), COUNT).sort();

  it('fills 200 equally likely cells equally (χ², 199 degrees of freedom, 4 s.d.)', () => {
    let chiSquare = 0;
    let from = 0;
    for (let cell = 1; cell <= 200; cell++) {
      const end = cell === 200 ? Number.POSITIVE_INFINITY : normalQuantile(cell / 200);
      let to = from;
      while (to < COUNT && values[to] < end) to++;
      chiSquare += (to - from - COUNT / 200) ** 2 / (COUNT / 200);
      from = to;
    }
    expect(Math.abs(chiSquare - 199)).toBeLessThan(4 * Math.sqrt(2 * 199));
  });

  it('has the tails of a normal distribution', () => {
    // P(|z| > 3.6541528853610088) = 2.5798e-4 (complementary error function).
    const beyond = values.filter((z) => Math.abs(z) > 3.6541528853610088);
    const expected = 2.5798e-4 * COUNT;
    expect(Math.abs(beyond.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const mean = beyond.reduce((sum, z) => sum + Math.abs(z), 0) / beyond.length;
    // φ(a)/Q(a) = 3.9054 is the mean beyond a; its s.d. is 0.24.
    expect(Math.abs(mean - 3.9054)).toBeLessThan((4 * 0.24) / Math.sqrt(beyond.length));
  });

  it('has neighbours that know nothing of each other, at distances 1 to 32 (5 s.d.)', () => {
    const numbers = drawn(createNormals(createRandom('lags')), 50_000);
    for (let lag = 1; lag <= 32; lag++) {
      let sum = 0;
      let squares = 0;
      for (let k = lag; k < numbers.length; k++) {
        sum += numbers[k] * numbers[k - lag];
        squares += (numbers[k] ** 2 - 1) * (numbers[k - lag] ** 2 - 1);
      }
      // Products have variance 1, those of z² − 1 have 4.
      expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(numbers.length));
      expect(Math.abs(squares)).toBeLessThan(5 * 2 * Math.sqrt(numbers.length));
    }
  });
});

describe('the numbers', () => {
  it('are those of the slow twin, 256 at a time', () => {
    const random = createRandom('twin');
    const numbers = drawn(createNormals(random), 600);
    const buffer = new ArrayBuffer(16 + 4 * 768);
    const u32 = new Uint32Array(buffer);
    const f32 = new Float32Array(buffer);
    u32.set([...random.key, 1]);
    f32[3] = 1;
    const memory = { u32, f32 } as unknown as Views;
    for (let chunk = 0; chunk < 3; chunk++) {
      addNoise.twin(memory, 256, 0, chunk, 0, 16 + 1024 * chunk);
    }
    expect(numbers).toEqual(f32.slice(4, 604));
  });

  it('are the same without WebAssembly', async () => {
    const numbers = drawn(createNormals(createRandom('plain')), 300);
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const plain = await import('./normal-stream.ts');
    expect(drawn(plain.createNormals(createRandom('plain')), 300)).toEqual(numbers);
    vi.unstubAllGlobals();
  });

  it('are the same in any parts, at any stride, with means and a deviation', () => {
    const whole = drawn(createNormals(createRandom(3)), 1000);
    const normals = createNormals(createRandom(3));
    const out = new Float32Array(3000).fill(9);
    const means = Float64Array.from({ length: 1000 }, (_, n) => n / 7);
    for (
      let from = 0, count = 1;
      from < 1000;
      from += count, count = Math.min(2 * count, 1000 - from)
    )
      normals.write(out, 3 * from, 3, means, from, count, 0.1);
    out.forEach((value, n) => {
      const k = n / 3;
      expect(value).toBe(n % 3 === 0 ? Math.fround(means[k] + 0.1 * whole[k]) : 9);
    });
  });

  it('do not depend on what the stream or another one has drawn', () => {
    const [a, b] = [createRandom('a'), createRandom('b')];
    const first = drawn(createNormals(a), 300);
    a.uniform();
    const again = createNormals(a);
    const other = createNormals(b);
    const [start, between] = [drawn(again, 100), drawn(other, 100)];
    expect([...start, ...drawn(again, 200)]).toEqual([...first]);
    expect([...between]).not.toEqual([...start]);
  });

  it('are the same on every engine', () => {
    expect(Array.from(drawn(createNormals(createRandom('pinned')), 4))).toMatchInlineSnapshot(`
      [
        -0.4948415160179138,
        0.9160972833633423,
        0.2142174243927002,
        -0.0030671751592308283,
      ]
    `);
  });
});

describe('a saved state', () => {
  it.each([0, 1, 255, 256, 257, 600])('goes on after %i numbers', (count) => {
    const normals = createNormals(createRandom(9));
    drawn(normals, count);
    const state = JSON.parse(JSON.stringify(normals.state()));
    expect(state.position).toBe(count);
    expect(drawn(restoreNormals(state), 300)).toEqual(drawn(normals, 300));
  });

  it('that is none is refused', () => {
    expect(() => restoreNormals({ key: [0, 0], position: -1 })).toThrow(
      /position of a random state/,
    );
  });
});
