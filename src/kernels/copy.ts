/** `copy[k] = weight[source[k]]`: brings a mirror's weights up to date after an update. */

import { f32, i32 } from '../wasm/index.ts';
import { type Kernel, kernel } from './kernel.ts';

/** Four connections at a time; the order of the copies does not matter. */
export const copy: Kernel = kernel(
  'copy',
  ['count', 'source', 'weight', 'target'],
  (body, count, source, weight, target) => {
    const from = body.local('i32', source);
    const to = body.local('i32', target);
    const end = body.local('i32', i32.add(source, i32.shl(count, i32.const(2))));
    const pairs = body.local(
      'i32',
      i32.add(source, i32.and(i32.shl(count, i32.const(2)), i32.const(-16))),
    );
    const move = (k: number): void =>
      body.storeF32(
        to,
        f32.load(i32.add(weight, i32.shl(i32.load(from, 4 * k), i32.const(2)))),
        4 * k,
      );
    const step = (n: number) => (): void => {
      for (let k = 0; k < n; k++) move(k);
      body.advance(from, 4 * n);
      body.advance(to, 4 * n);
    };
    body.while(i32.ltU(from, pairs), step(4));
    body.while(i32.ltU(from, end), step(1));
  },
  ({ f32: m, u32 }, count, source, weight, target) => {
    for (let k = 0; k < count; k++) m[target / 4 + k] = m[weight / 4 + u32[source / 4 + k]];
  },
);
