/** Competition against its twin, which forms and sorts all: the same weights to the last bit, ties and zeros in plenty. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { singleCompete } from './compete.ts';
import { competeScratch } from './compete-sides.ts';
import { viewsOf } from './kernel.ts';

const PAGES = 32;
const A = {
  list: 1024,
  input: 16_384,
  error: 32_768,
  terms: 65_536,
  book: 65_600,
  weight: 131_072,
};

const kernels = [singleCompete('commit'), singleCompete('book')];
const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
const bytes = emitModule(
  kernels.map((kernel) => kernel.emit()),
  { shared: false, maximumPages: PAGES },
);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
const [emitted, twin] = [viewsOf(memory.buffer), viewsOf(new ArrayBuffer(PAGES * 65_536))];

interface Case {
  readonly inputs: ArrayLike<number>;
  readonly errors: ArrayLike<number>;
  readonly scale: number;
  readonly keep: number;
  /** Outputs that take part; all unless given. */
  readonly touched?: number;
  readonly step?: number;
}

/** The key of the stream that breaks ties. */
const KEY = [0x12345678, 0x9abcdef0];

/** Both runs on equal memories: equal weights, and books that differ by rounding only. Gives the positions changed. */
function check(given: Case): number[] {
  const { inputs, errors, scale, keep, touched = errors.length, step = 0 } = given;
  const [n, m] = [inputs.length, errors.length];
  const scratch = Math.ceil((A.weight + 4 * n * m) / 16) * 16;
  const end = scratch + competeScratch(n, touched);
  expect(end).toBeLessThan(PAGES * 65_536 - 64);
  for (const { f32, f64, u32 } of [emitted, twin]) {
    u32.fill(0xcccccccc, scratch / 4, end / 4 + 16);
    f32.set(Float32Array.from(inputs), A.input / 4);
    f32.set(Float32Array.from(errors), A.error / 4);
    const active = Array.from(inputs, (x, i) => (Math.fround(x) === 0 ? -1 : i));
    const list = active.filter((i) => i >= 0);
    u32.set([list.length, ...list], A.list / 4);
    f32[A.terms / 4] = scale;
    u32.set([keep, ...KEY, step], A.terms / 4 + 1);
    f64.fill(0, A.book / 8, A.book / 8 + 3);
    for (let k = 0; k < n * m; k++) f32[A.weight / 4 + k] = ((k * 37) % 101) / 64 - 0.75;
  }
  const before = emitted.f32.slice(A.weight / 4, A.weight / 4 + n * m);
  for (const kernel of kernels) {
    const values = [A.list, A.weight, m, touched, A.input, A.error, A.terms, A.book, scratch];
    (exports[kernel.key] as (...values: number[]) => void)(...values);
    kernel.twin(twin, ...values);
    for (let k = 0; k < n * m; k++) {
      if (Object.is(emitted.f32[A.weight / 4 + k], twin.f32[A.weight / 4 + k])) continue;
      expect(emitted.f32[A.weight / 4 + k], `weight ${k}`).toBe(twin.f32[A.weight / 4 + k]);
    }
  }
  // Nothing is written behind the scratch.
  expect([...emitted.u32.subarray(end / 4, end / 4 + 16)]).toEqual(new Array(16).fill(0xcccccccc));
  const [found, expected] = [emitted, twin].map(({ f64 }) =>
    f64.subarray(A.book / 8, A.book / 8 + 3),
  );
  expect(found[2]).toBe(expected[2]);
  for (const slot of [0, 1]) {
    const spent = expected[0] + expected[1];
    expect(Math.abs(found[slot] - expected[slot])).toBeLessThanOrEqual(1e-6 * spent);
  }
  return [...before.keys()].filter((k) => before[k] !== emitted.f32[A.weight / 4 + k]);
}

/** Few distinct values make ties; wide exponents try the search. */
const value = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 2),
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.float({ min: Math.fround(-1e-8), max: Math.fround(1e-8), noNaN: true }),
);
const wild = fc.float({ noNaN: true, noDefaultInfinity: true });
const side = fc.array(value, { minLength: 1, maxLength: 60 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the largest of a change of rank one', () => {
  it('are those that sorting all of it finds', () => {
    fc.assert(
      fc.property(side, side, share, share, (inputs, errors, p, q) => {
        const keep = 1 + Math.floor(p * inputs.length * errors.length);
        const touched = Math.max(1, Math.round(q * errors.length));
        check({ inputs, errors, scale: Math.fround(-0.01), keep, touched });
      }),
      { numRuns: 500 },
    );
  });

  it('are found for any exponents', () => {
    const any = fc.array(wild, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(any, any, wild, share, (inputs, errors, scale, p) => {
        // What overflows has no order.
        const largest = (x: readonly number[]): number => Math.max(...x.map(Math.abs));
        fc.pre(Math.abs(scale) * largest(inputs) * largest(errors) < 1e38);
        fc.pre(largest(inputs) * largest(errors) < 1e38);
        const keep = 1 + Math.floor(p * inputs.length * errors.length);
        check({ inputs, errors, scale, keep });
      }),
      { numRuns: 500 },
    );
  });

  it('are exactly as many as asked, where many are equal, as with pixels in bytes', () => {
    const inputs = Array.from({ length: 500 }, (_, k) => ((k * 37) % 5) / 4);
    const errors = Array.from({ length: 60 }, (_, k) => ((k * 11) % 7) - 3);
    const nonzero = inputs.filter(Boolean).length * errors.filter(Boolean).length;
    for (const keep of [1, 17, 300, 3000, 29_999])
      expect(check({ inputs, errors, scale: Math.fround(0.1), keep })).toHaveLength(
        Math.min(keep, nonzero),
      );
  });

  it('of equal ones are any, each as likely, whether a row has one of them or many', () => {
    const ones = new Array<number>(20).fill(1);
    const distinct = Array.from({ length: 20 }, (_, k) => 2 + k);
    for (const errors of [ones, distinct]) {
      const hits = new Float64Array(20 * errors.length);
      const steps = 400;
      // Of the distinct errors, the 10 largest with every input, and 5 of the 20 that have the next.
      const keep = errors === ones ? 100 : 205;
      for (let step = 0; step < steps; step++)
        for (const k of check({ inputs: ones, errors, scale: 0.5, keep, step })) hits[k]++;
      const open = [...hits.keys()].filter((k) => errors === ones || k % 20 === 9);
      // Each is taken in a quarter of the steps; χ² shrinks by 1 − 1/4. 99.9 % quantiles of 399 and 19 degrees of freedom.
      let chiSquare = 0;
      for (const k of open) chiSquare += (hits[k] - steps / 4) ** 2 / (steps / 4);
      expect(chiSquare / 0.75).toBeLessThan(errors === ones ? 491 : 43.8);
      expect(hits.reduce((sum, n) => sum + n, 0)).toBe(steps * keep);
    }
  });

  it('are found where most inputs are nearly equal, as with a background and noise', () => {
    let state = 5;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const inputs = Array.from({ length: 700 }, (_, k) =>
      k % 5 === 0 ? random() : -0.13 + 0.002 * random(),
    );
    const errors = Array.from({ length: 100 }, () => (random() - 0.5) * random());
    for (const keep of [1, 700, 2100, 7000, 21_000, 69_999])
      check({ inputs, errors, scale: Math.fround(0.01), keep });
  });

  it('end where an input is infinite or not a number', () => {
    for (const odd of [Infinity, Number.NaN])
      for (const kernel of kernels) {
        check({ inputs: [1, 2], errors: [1, 2], scale: 1, keep: 1 });
        emitted.f32[A.input / 4 + 1] = odd;
        const scratch = 262_144;
        const values = [A.list, A.weight, 2, 2, A.input, A.error, A.terms, A.book, scratch];
        (exports[kernel.key] as (...values: number[]) => void)(...values);
      }
  });
});
