/** The kernels of one example at a time against their twins, for sizes with and without whole vectors. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { type Kernel, type Views, viewsOf } from './kernel.ts';
import {
  singleBackward,
  singleForward,
  singleGradient,
  singleSome,
  singleUpdate,
} from './single.ts';

const SIZE = 1 << 19;
const A = {
  list: 1024,
  input: 4096,
  output: 8192,
  error: 16384,
  back: 24576,
  scale: 32768,
  book: 32832,
  weight: 65536,
  gradient: 262144,
};

/** Inputs of which every third is 0, and values from a small generator. */
function fill(memory: Views, inputs: number, outputs: number): void {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  let count = 0;
  for (let i = 0; i < inputs; i++) {
    const value = i % 3 === 1 ? 0 : random();
    memory.f32[A.input / 4 + i] = value;
    if (value !== 0) memory.u32[A.list / 4 + ++count] = i;
  }
  memory.u32[A.list / 4] = count;
  for (let o = 0; o < outputs; o++) memory.f32[A.error / 4 + o] = random();
  for (let k = 0; k < inputs * outputs; k++) {
    memory.f32[A.weight / 4 + k] = random();
    memory.f32[A.gradient / 4 + k] = random();
  }
  memory.f32[A.scale / 4] = -0.1;
  memory.f32[A.scale / 4 + 1] = 0.03;
}

/** Both runs on equal memories; the buffers must be equal to the last bit. */
function check(
  kernel: Kernel,
  inputs: number,
  outputs: number,
  values: readonly number[],
  prepare: (memory: Views) => void = () => {},
): Views {
  const memory = new WebAssembly.Memory({ initial: SIZE / 65536, maximum: 64 });
  const bytes = emitModule([kernel.emit()], { shared: false, maximumPages: 64 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const emitted = viewsOf(memory.buffer);
  const twin = viewsOf(new ArrayBuffer(SIZE));
  fill(emitted, inputs, outputs);
  fill(twin, inputs, outputs);
  prepare(emitted);
  prepare(twin);
  expect(values.length).toBe(kernel.parameters.length);
  (instance.exports[kernel.key] as (...values: number[]) => void)(...values);
  kernel.twin(twin, ...values);
  const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
  expect(differing, `word ${differing}`).toBe(-1);
  return twin;
}

const SHAPES = [
  [1, 1],
  [7, 3],
  [10, 10],
  [40, 100],
  [33, 131],
] as const;

describe.each(SHAPES)('%d inputs, %d outputs', (inputs, outputs) => {
  it('forward', () => {
    const values = [A.list, A.weight, outputs, A.input, A.output];
    const { f32 } = check(singleForward('strict'), inputs, outputs, values);
    let sum = 0;
    for (let i = 0; i < inputs; i++)
      sum += f32[A.input / 4 + i] * f32[A.weight / 4 + i * outputs + outputs - 1];
    expect(f32[A.output / 4 + outputs - 1]).toBeCloseTo(sum, 4);
  });

  it('backward', () => {
    const values = [A.list, A.weight, outputs, A.error, A.back];
    const { f32, u32 } = check(singleBackward('strict'), inputs, outputs, values);
    const unit = u32[A.list / 4 + u32[A.list / 4]];
    let sum = 0;
    for (let o = 0; o < outputs; o++)
      sum += f32[A.error / 4 + o] * f32[A.weight / 4 + unit * outputs + o];
    expect(f32[A.back / 4 + unit]).toBeCloseTo(sum, 4);
  });

  it.each(['store', 'accumulate'] as const)('the gradient formed, %s', (mode) => {
    const values = [inputs, outputs, A.gradient, A.input, A.error];
    check(singleGradient(mode), inputs, outputs, values);
  });

  it.each(['commit', 'book'] as const)('update, %s', (ending) => {
    for (const touched of [outputs, Math.ceil(outputs / 2)]) {
      const values = [A.list, A.weight, outputs, touched, A.input, A.error, A.scale, A.book];
      const { f64, u32 } = check(singleUpdate(ending), inputs, outputs, values);
      const most = u32[A.list / 4] * touched;
      expect(f64[A.book / 8 + 2]).toBe(ending === 'commit' ? 0 : most);
    }
  });

  it('update of some', () => {
    const all = inputs * outputs;
    for (const [from, touched] of [
      [inputs, outputs],
      [Math.ceil(inputs / 2), Math.ceil(outputs / 2)],
    ])
      for (const step of [1, 3]) {
        const places = Uint32Array.from({ length: Math.ceil(all / step) }, (_, k) => step * k);
        const values = [places.length, A.gradient, A.weight, outputs, from, touched];
        const { f64, f32, u32 } = check(
          singleSome,
          inputs,
          outputs,
          [...values, A.input, A.error, A.scale, A.book],
          ({ u32: words }) => words.set(places, A.gradient / 4),
        );
        const taking = places.filter((p) => p % outputs < touched && p < from * outputs);
        const moving = taking.filter((p) => f32[A.input / 4 + Math.floor(p / outputs)] !== 0);
        expect(f64[A.book / 8 + 2]).toBe(moving.length);
        expect(u32[A.weight / 4 + all - 1]).not.toBe(0);
      }
  });
});
