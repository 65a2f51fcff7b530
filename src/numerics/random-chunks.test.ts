/** Words and normal numbers of many blocks: kernels against their twins, and against numbers made one at a time. */

import { describe, expect, it } from 'vitest';
import type { Views } from '../kernels/index.ts';
import { blockNormals, blockWords, IS_OUTSIDE, OUTSIDE } from '../kernels/random-blocks.ts';
import { kernelCalls } from './kernel-calls.ts';
import { normalFromCentre } from './normal-quantile.ts';
import { createRandom } from './random.ts';

const BLOCKS = 1024;
const KEY = [0x3c527277, 0x6d51217a];
const MADE = 16;

/** What a kernel and its twin leave in a memory of their own. */
function both(kernel: typeof blockWords, low: number, high: number): readonly Views[] {
  const { views, call } = kernelCalls([kernel]);
  const twin = kernelCalls([]);
  for (const { u32 } of [views, twin.views]) u32.set(KEY);
  call(kernel, BLOCKS, 0, low, high, MADE);
  kernel.twin(twin.views, BLOCKS, 0, low, high, MADE);
  return [views, twin.views];
}

describe.each([
  [0, 0],
  [2 ** 32 - BLOCKS, 0],
  [512, 3],
])('from block %i + 2³² · %i on', (low, high) => {
  it.each([blockWords, blockNormals])('$key gives the bits of its twin', (kernel) => {
    const [fast, slow] = both(kernel, low | 0, high);
    const end = (MADE + 16 * BLOCKS) / 4;
    expect(fast.u32.slice(0, end)).toEqual(slow.u32.slice(0, end));
    expect(fast.u32[end]).toBe(0);
  });
});

it('are the numbers of the stream of that key', () => {
  const random = createRandom(7);
  expect([...random.key]).toEqual(KEY);
  const [{ u32 }] = both(blockWords, 0, 0);
  for (let w = 0; w < 4 * BLOCKS; w++) expect(u32[MADE / 4 + w]).toBe(random.bits());
  const [{ f64 }] = both(blockNormals, 0, 0);
  const again = createRandom(7);
  let outside = 0;
  for (let k = 0; k < 2 * BLOCKS; k++) {
    const made = f64[MADE / 8 + k];
    const q = made / OUTSIDE;
    const left = Math.abs(made) > IS_OUTSIDE;
    outside += Number(left);
    expect(left ? normalFromCentre(q, 0.5 - Math.abs(q)) : made).toBe(again.normal());
  }
  // 15 % of 2048, within 5 standard deviations.
  expect(Math.abs(outside - 307)).toBeLessThan(81);
});
