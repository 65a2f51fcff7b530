/**
 * A one-hot input that rarely changes: the weights of the one input that is on, added without any multiplication.
 *
 * A *drive* tile holds, for every unit and example, the bias and the weight from the example's active input. Only examples
 * whose input has changed since the step before are rewritten, so a step in which nothing changes costs nothing. The
 * gradient goes the same way: errors are summed over the steps of one input, then added to its weights once.
 * Weights lie `[input][unit]`; a number below 0 means that no input is on.
 */

import type { Body } from '../wasm/index.ts';
import { type Expression, f32, i32 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, strideOf, type TileWidth } from './kernel.ts';

/** Visits the examples whose input in `now` differs from that in `before`, with the addresses of both sides' first unit. */
function emitChanged(
  body: Body,
  width: TileWidth,
  tables: { readonly now: Address; readonly before: Address; readonly tile: Address },
  visit: (input: Address, column: Address) => void,
): void {
  const at = body.local('i32', i32.const(0));
  const input = body.local('i32');
  const column = body.local('i32');
  body.while(i32.ltU(at, i32.const(4 * width)), () => {
    body.set(input, i32.load(i32.add(tables.now, at)));
    body.if(i32.ne(input, i32.load(i32.add(tables.before, at))), () => {
      body.set(column, i32.add(tables.tile, at));
      visit(input, column);
    });
    body.advance(at, 4);
  });
}

const rowOf = (base: Address, input: Address, units: Address): Expression<'i32'> =>
  i32.add(base, i32.shl(i32.mul(input, units), i32.const(2)));

/** `drive[n][b] = bias[n] + weight[now[b]][n]` for every example b whose input is another than in `before`. */
export function oneHotDrive(width: TileWidth): Kernel {
  return kernel(
    `oneHotDrive.${width}`,
    ['units', 'now', 'before', 'weight', 'bias', 'drive'],
    (body, units, now, before, weight, bias, drive) => {
      const from = body.local('i32');
      const own = body.local('i32');
      const end = body.local('i32');
      emitChanged(body, width, { now, before, tile: drive }, (input, column) => {
        body.set(own, bias);
        body.set(end, i32.add(bias, i32.shl(units, i32.const(2))));
        const walk = (value: () => Expression<'f32'>): void =>
          body.while(i32.ltU(own, end), () => {
            body.storeF32(column, value());
            body.advance(own, 4);
            body.advance(column, strideOf(width));
          });
        body.if(
          i32.ltS(input, i32.const(0)),
          () => walk(() => f32.load(own)),
          () => {
            // The weight of a unit lies as far from its row's start as the bias from its own.
            body.set(from, i32.sub(rowOf(weight, input, units), bias));
            walk(() => f32.add(f32.load(own), f32.load(i32.add(own, from))));
          },
        );
      });
    },
    ({ f32: m, i32: words }, units, now, before, weight, bias, drive) => {
      for (let b = 0; b < width; b++) {
        const input = words[now / 4 + b];
        if (input === words[before / 4 + b]) continue;
        for (let n = 0; n < units; n++) {
          const own = m[bias / 4 + n];
          m[drive / 4 + n * width + b] = input < 0 ? own : own + m[weight / 4 + input * units + n];
        }
      }
    },
  );
}

/**
 * For every example b whose input changes at this step: `gradient[now[b]][n] += sum[n][b]`, `biasGradient[n] += sum[n][b]`
 * and `sum[n][b] = 0`. To be called after the step's errors have been added to `sum`.
 */
export function oneHotGradient(width: TileWidth): Kernel {
  return kernel(
    `oneHotGradient.${width}`,
    ['units', 'now', 'before', 'gradient', 'biasGradient', 'sum'],
    (body, units, now, before, gradient, biasGradient, sum) => {
      const to = body.local('i32');
      const own = body.local('i32');
      const end = body.local('i32');
      const value = body.local('f32');
      emitChanged(body, width, { now, before, tile: sum }, (input, column) => {
        body.set(own, biasGradient);
        body.set(end, i32.add(biasGradient, i32.shl(units, i32.const(2))));
        const walk = (also: () => void): void =>
          body.while(i32.ltU(own, end), () => {
            body.set(value, f32.load(column));
            body.storeF32(own, f32.add(f32.load(own), value));
            also();
            body.storeF32(column, f32.const(0));
            body.advance(own, 4);
            body.advance(column, strideOf(width));
          });
        body.if(
          i32.ltS(input, i32.const(0)),
          () => walk(() => {}),
          () => {
            body.set(to, rowOf(gradient, input, units));
            walk(() => {
              body.storeF32(to, f32.add(f32.load(to), value));
              body.advance(to, 4);
            });
          },
        );
      });
    },
    ({ f32: m, i32: words }, units, now, before, gradient, biasGradient, sum) => {
      for (let b = 0; b < width; b++) {
        const input = words[now / 4 + b];
        if (input === words[before / 4 + b]) continue;
        for (let n = 0; n < units; n++) {
          const value = m[sum / 4 + n * width + b];
          m[biasGradient / 4 + n] += value;
          if (input >= 0) m[gradient / 4 + input * units + n] += value;
          m[sum / 4 + n * width + b] = 0;
        }
      }
    },
  );
}
