/**
 * `R′[i] = Σ_k w_k · A[j_k]` and `g_k = ⟨R[i], A[j_k]⟩` in one pass: both gradients of a hidden layer.
 *
 * Every `A[j]` is loaded once for two multiply-adds, which makes this 1.4–1.5 times as fast as scatter and sample apart.
 */

import { f32, f32x4, i32, v128 } from '../wasm/index.ts';
import {
  type Arithmetic,
  type IndexWidth,
  type Kernel,
  kernel,
  type Mode,
  multiplyAdd,
  rowAddress,
  sumLanes,
  sumLanesTwin,
  type TileWidth,
  vectorsOf,
} from './kernel.ts';
import { emitLists, walkLists } from './lists.ts';

/**
 * The dot product has two accumulators (vectors of even and of odd number) that are added before the lane sum;
 * the input gradient is one running sum in list order. An empty list stores a zero input gradient.
 */
export function backward(choice: {
  readonly width: TileWidth;
  readonly index: IndexWidth;
  readonly arithmetic: Arithmetic;
  readonly mode: Mode;
}): Kernel {
  const { width, index, arithmetic, mode } = choice;
  return kernel(
    `backward.${width}.${index}.${arithmetic}.${mode}`,
    ['from', 'to', 'start', 'index', 'weight', 'gradient', 'own', 'ownGradient', 'other'],
    (body, from, to, start, indices, weight, gradient, own, ownGradient, other) => {
      const madd = multiplyAdd(arithmetic);
      const vectors = vectorsOf(width);
      const row = body.local('i32');
      const target = body.local('i32');
      const slot = body.local('i32', i32.sub(gradient, weight));
      const lists = {
        from,
        to,
        start,
        index: indices,
        weight,
        other,
        width,
        indexWidth: index,
        group: 1,
      };
      if (width === 1) {
        const scalar = body.local('f32');
        const sum = body.local('f32');
        const a = body.local('f32');
        emitLists(body, {
          ...lists,
          begin: (list) => {
            body.set(row, rowAddress(own, list, width));
            body.set(target, rowAddress(ownGradient, list, width));
            body.set(scalar, f32.load(row));
            body.set(sum, f32.const(0));
          },
          connections: ([c]) => {
            body.set(a, f32.load(c.row));
            body.set(sum, f32.add(f32.mul(f32.load(c.weight), a), sum));
            const at = i32.add(c.weight, slot);
            const product = f32.mul(scalar, a);
            body.storeF32(at, mode === 'store' ? product : f32.add(f32.load(at), product));
          },
          end: () => body.storeF32(target, sum),
        });
        return;
      }
      const sums = Array.from({ length: vectors }, () => body.local('v128'));
      const dots = [body.local('v128'), body.local('v128')];
      const value = body.local('v128');
      const a = body.local('v128');
      emitLists(body, {
        ...lists,
        begin: (list) => {
          body.set(row, rowAddress(own, list, width));
          body.set(target, rowAddress(ownGradient, list, width));
          for (const sum of sums) body.set(sum, v128.zero);
        },
        connections: ([c]) => {
          body.set(value, v128.load32Splat(c.weight));
          sums.forEach((sum, q) => {
            body.set(a, v128.load(c.row, 16 * q));
            body.set(sum, madd(value, a, sum));
            const r = v128.load(row, 16 * q);
            body.set(dots[q % 2], q < 2 ? f32x4.mul(r, a) : madd(r, a, dots[q % 2]));
          });
          const both = vectors > 1 ? f32x4.add(dots[0], dots[1]) : dots[0];
          const dot = f32x4.extract(sumLanes(body, both), 0);
          const at = i32.add(c.weight, slot);
          body.storeF32(at, mode === 'store' ? dot : f32.add(f32.load(at), dot));
        },
        end: () => {
          for (const [q, sum] of sums.entries()) body.storeV128(target, sum, 16 * q);
        },
      });
    },
    (memory, from, to, start, indices, weight, gradient, own, ownGradient, other) => {
      const { f32: m } = memory;
      const round = Math.fround;
      m.fill(0, ownGradient / 4 + from * width, ownGradient / 4 + to * width);
      const even = new Float32Array(4);
      const odd = new Float32Array(4);
      walkLists(memory, index, from, to, start, indices, (list, position, unit) => {
        even.fill(0);
        odd.fill(0);
        for (let b = 0; b < width; b++) {
          const a = m[other / 4 + unit * width + b];
          const at = ownGradient / 4 + list * width + b;
          m[at] = round(m[weight / 4 + position] * a) + m[at];
          const product = round(m[own / 4 + list * width + b] * a);
          const dots = Math.floor(b / 4) % 2 === 0 ? even : odd;
          dots[b % 4] = b < 8 ? product : dots[b % 4] + product;
        }
        if (width > 4) for (let l = 0; l < 4; l++) even[l] += odd[l];
        const dot = width === 1 ? even[0] : sumLanesTwin(even);
        const at = gradient / 4 + position;
        m[at] = mode === 'store' ? dot : m[at] + dot;
      });
    },
  );
}
