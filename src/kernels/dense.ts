/**
 * Forward product of a dense layer, register-blocked: four outputs (or five) and eight examples at once, or sixteen where
 * vectors are packed, so that every input is loaded once for as many multiply-adds.
 *
 * Needed because a dense layer's weights may lie by input (where the fused backward walks them): there four neighbouring
 * outputs are one load. Such weights are taken some inputs at a time, for all outputs: rows far apart are many pages, which
 * are all visited again for the next four outputs.
 */

import { type Body, type Expression, f32, i32, v128 } from '../wasm/index.ts';
import {
  type Address,
  type Arithmetic,
  type Kernel,
  kernel,
  multiplyAdd,
  rowAddress,
  strideOf,
  type TileWidth,
} from './kernel.ts';

/** Whether `weight` is `[output][input]` or `[input][output]`. */
export type DenseOrder = 'by-output' | 'by-input';

/**
 * `output[o] = bias[o] + Σ_i w[o][i] · input[i]`, inputs in ascending order, one accumulator per output and example.
 *
 * With `onto` the sums start from a tile at `bias`, one number an output and example; it may be the output itself.
 */
export function denseForward(choice: {
  readonly width: TileWidth;
  readonly order: DenseOrder;
  readonly arithmetic: Arithmetic;
  readonly onto?: boolean;
}): Kernel {
  const { width, order, arithmetic, onto = false } = choice;
  return kernel(
    `denseForward.${width}.${order}.${arithmetic}${onto ? '.onto' : ''}`,
    ['from', 'to', 'inputs', 'outputs', 'weight', 'bias', 'input', 'output'],
    (body, from, to, inputs, outputs, weight, bias, input, output) => {
      const shapes = { width, order, arithmetic, inputs, outputs, weight, input, output };
      const first = body.local('i32', i32.const(0));
      const last = body.local('i32', inputs);
      if (order === 'by-output') {
        emitUnits(body, { ...shapes, onto, bias, first, last, from, to });
        return;
      }
      if (onto)
        body.if(i32.ne(bias, output), () => emitStart(body, { ...shapes, onto, bias, from, to }));
      else emitStart(body, { ...shapes, onto, bias, from, to });
      const step = body.local('i32', inputs);
      body.if(i32.geU(outputs, i32.const(FAR)), () => body.set(step, i32.const(INPUTS)));
      body.while(i32.ltU(first, inputs), () => {
        body.set(last, i32.add(first, step));
        body.if(i32.gtU(last, inputs), () => body.set(last, inputs));
        emitUnits(body, { ...shapes, onto: true, bias: output, first, last, from, to });
        body.set(first, last);
      });
    },
    (memory, from, to, inputs, outputs, weight, bias, input, output) => {
      const { f32: m } = memory;
      for (let o = from; o < to; o++) {
        for (let b = 0; b < width; b++) {
          let sum = m[bias / 4 + (onto ? o * width + b : o)];
          for (let i = 0; i < inputs; i++) {
            const w = m[weight / 4 + (order === 'by-output' ? o * inputs + i : i * outputs + o)];
            sum = Math.fround(Math.fround(w * m[input / 4 + i * width + b]) + sum);
          }
          m[output / 4 + o * width + b] = sum;
        }
      }
    },
  );
}

/**
 * Inputs that are taken at a time where the weights lie by input and so many outputs, at least, are between two of them.
 * Of 16 to 256 inputs, 16 and 32 are the fastest at 1000 and at 4000 units.
 */
const INPUTS = 32;
const FAR = 512;

interface Units {
  readonly width: TileWidth;
  readonly order: DenseOrder;
  readonly arithmetic: Arithmetic;
  readonly onto: boolean;
  readonly inputs: Address;
  readonly outputs: Address;
  readonly weight: Address;
  readonly bias: Address;
  readonly input: Address;
  readonly output: Address;
  /** Inputs `first … last − 1`, outputs `from … to − 1`. */
  readonly first: Address;
  readonly last: Address;
  readonly from: Address;
  readonly to: Address;
}

interface Block extends Units {
  /** First output of the block. */
  readonly unit: Address;
  readonly rows: 1 | 4 | 5;
}

/** Writes where the sums start from into the outputs. */
function emitStart(
  body: Body,
  { width, onto, bias, output, from, to }: Omit<Units, 'first' | 'last'>,
): void {
  const value = body.local('v128');
  const unit = body.local('i32', from);
  const target = body.local('i32', rowAddress(output, from, width));
  const source = body.local(
    'i32',
    onto ? rowAddress(bias, from, width) : i32.add(bias, i32.shl(from, i32.const(2))),
  );
  body.while(i32.ltU(unit, to), () => {
    if (width === 1) body.storeF32(target, f32.load(source));
    else {
      if (!onto) body.set(value, v128.load32Splat(source));
      for (let q = 0; q < width / 4; q++)
        body.storeV128(target, onto ? v128.load(source, 16 * q) : value, 16 * q);
    }
    body.advance(target, strideOf(width));
    body.advance(source, onto ? strideOf(width) : 4);
    body.advance(unit, 1);
  });
}

/** All outputs, four by four. */
function emitUnits(body: Body, units: Units): void {
  const { from, to } = units;
  const unit = body.local('i32', from);
  const count = body.local('i32', i32.sub(to, from));
  const fours = body.local('i32', i32.add(from, i32.and(count, i32.const(-4))));
  // One output left over would cost the loads of four: it goes with the last ones.
  const single = i32.eq(i32.and(count, i32.const(3)), i32.const(1));
  body.if(i32.and(single, i32.gtU(count, i32.const(4))), () => body.advance(fours, -4));
  body.while(i32.ltU(unit, fours), () => {
    emitBlock(body, { ...units, unit, rows: 4 });
    body.advance(unit, 4);
  });
  body.if(i32.eq(i32.sub(to, unit), i32.const(5)), () => {
    emitBlock(body, { ...units, unit, rows: 5 });
    body.advance(unit, 5);
  });
  body.while(i32.ltU(unit, to), () => {
    emitBlock(body, { ...units, unit, rows: 1 });
    body.advance(unit, 1);
  });
}

/** `rows` outputs from `unit` on, all examples of the tile, two or four vectors of examples at a time. */
function emitBlock(body: Body, block: Block): void {
  const { width, order, arithmetic, onto, rows, unit, first, last } = block;
  const madd = multiplyAdd(arithmetic);
  const scalar = width === 1;
  const vectors = body.packed && width >= 16 ? 4 : width >= 8 ? 2 : 1;
  const bytes = (count: Expression<'i32'>) => i32.shl(count, i32.const(2));
  const firstWeight =
    order === 'by-output'
      ? i32.add(i32.mul(unit, block.inputs), first)
      : i32.add(i32.mul(first, block.outputs), unit);
  const biasAt = body.local(
    'i32',
    onto ? rowAddress(block.bias, unit, width) : i32.add(block.bias, bytes(unit)),
  );
  const rowBytes = body.local('i32', bytes(order === 'by-output' ? block.inputs : block.outputs));
  // By input, the weights of neighbouring outputs lie side by side: one cursor does for all.
  const apart = order === 'by-output';
  const cursors = Array.from({ length: apart ? rows : 1 }, () => body.local('i32'));
  const target = body.local('i32', rowAddress(block.output, unit, width));
  const at = body.local('i32');
  const end = body.local('i32');
  const sums = Array.from({ length: rows }, () =>
    Array.from({ length: vectors }, () => body.local('v128')),
  );
  const values = Array.from({ length: vectors }, () => body.local('v128'));
  const splat = body.local('v128');
  for (let part = 0; part < Math.max(1, width / (4 * vectors)); part++) {
    const shift = 16 * vectors * part;
    body.set(cursors[0], i32.add(block.weight, bytes(firstWeight)));
    for (let r = 1; r < cursors.length; r++)
      body.set(cursors[r], i32.add(cursors[r - 1], rowBytes));
    body.set(at, rowAddress(block.input, first, width));
    body.set(end, rowAddress(block.input, last, width));
    sums.forEach((row, r) => {
      row.forEach((sum, q) => {
        const at = r * strideOf(width) + shift + 16 * q;
        if (!onto) body.set(sum, v128.load32Splat(biasAt, 4 * r));
        else body.set(sum, scalar ? v128.load32Zero(biasAt, at) : v128.load(biasAt, at));
      });
    });
    body.while(i32.ltU(at, end), () => {
      values.forEach((value, q) => {
        body.set(value, scalar ? v128.load32Zero(at) : v128.load(at, shift + 16 * q));
      });
      sums.forEach((row, r) => {
        body.set(splat, apart ? v128.load32Splat(cursors[r]) : v128.load32Splat(cursors[0], 4 * r));
        row.forEach((sum, q) => {
          body.set(sum, madd(splat, values[q], sum));
        });
      });
      for (const cursor of cursors) body.advance(cursor, apart ? 4 : rowBytes);
      body.advance(at, strideOf(width));
    });
    sums.forEach((row, r) => {
      row.forEach((sum, q) => {
        const offset = r * strideOf(width) + shift + 16 * q;
        if (scalar) body.storeLane0(target, sum, offset);
        else body.storeV128(target, sum, offset);
      });
    });
  }
}
