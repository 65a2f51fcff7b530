/**
 * Forward product of a dense layer, register-blocked: four outputs (or five) and eight examples at once,
 * so that every input is loaded once for as many multiply-adds.
 *
 * Needed because a dense layer's weights may lie by input (where the fused backward walks them):
 * there four neighbouring outputs are one load.
 */

import { type Body, type Expression, i32, v128 } from '../wasm/index.ts';
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
      const shapes = {
        ...{ width, order, arithmetic, onto, inputs, outputs, weight, bias, input, output },
      };
      const unit = body.local('i32', from);
      const count = body.local('i32', i32.sub(to, from));
      const fours = body.local('i32', i32.add(from, i32.and(count, i32.const(-4))));
      // One output left over would cost the loads of four: it goes with the last ones.
      const single = i32.eq(i32.and(count, i32.const(3)), i32.const(1));
      body.if(i32.and(single, i32.gtU(count, i32.const(4))), () => body.advance(fours, -4));
      body.while(i32.ltU(unit, fours), () => {
        emitBlock(body, { ...shapes, unit, rows: 4 });
        body.advance(unit, 4);
      });
      body.if(i32.eq(i32.sub(to, unit), i32.const(5)), () => {
        emitBlock(body, { ...shapes, unit, rows: 5 });
        body.advance(unit, 5);
      });
      body.while(i32.ltU(unit, to), () => {
        emitBlock(body, { ...shapes, unit, rows: 1 });
        body.advance(unit, 1);
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

interface Block {
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
  /** First output of the block. */
  readonly unit: Address;
  readonly rows: 1 | 4 | 5;
}

/** `rows` outputs from `unit` on, all examples of the tile, two vectors of examples at a time. */
function emitBlock(body: Body, block: Block): void {
  const { width, order, arithmetic, onto, rows, unit } = block;
  const madd = multiplyAdd(arithmetic);
  const scalar = width === 1;
  const vectors = width >= 8 ? 2 : 1;
  const bytes = (count: Expression<'i32'>) => i32.shl(count, i32.const(2));
  const firstWeight = order === 'by-output' ? i32.mul(unit, block.inputs) : unit;
  const biasAt = body.local(
    'i32',
    onto ? rowAddress(block.bias, unit, width) : i32.add(block.bias, bytes(unit)),
  );
  const rowBytes = body.local('i32', bytes(order === 'by-output' ? block.inputs : block.outputs));
  // By input, the weights of neighbouring outputs lie side by side: one cursor does for all.
  const apart = order === 'by-output';
  const cursors = Array.from({ length: apart ? rows : 1 }, () => body.local('i32'));
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
    body.set(at, block.input);
    body.set(end, rowAddress(block.input, block.inputs, width));
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
        const target = rowAddress(block.output, unit, width);
        const offset = r * strideOf(width) + shift + 16 * q;
        if (scalar) body.storeLane0(target, sum, offset);
        else body.storeV128(target, sum, offset);
      });
    });
  }
}
