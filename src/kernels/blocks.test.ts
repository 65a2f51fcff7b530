/** Parts of lists: where they begin, and the list kernels on them, each against its twin. */

import { describe, expect, it } from 'vitest';
import { A, ARITHMETIC, agree, both, generator } from './fixtures/twins.ts';
import {
  backward,
  gather,
  listBounds,
  sample,
  scatter,
  type Views,
  BLOCKED_WIDTH as width,
} from './index.ts';

const [LISTS, OTHERS] = [23, 41];
const INDEX = ['u16', 'u32'] as const;
/** Two words: where beginnings and ends of the parts lie. */
const PAIR = 512;
const BOUNDS = 3072;

/** Lists of up to 41 partners, some empty, some without any in some block; numbers for everything. */
function prepare(memory: Views, index: (typeof INDEX)[number]): void {
  const random = generator(11);
  let position = 0;
  for (let list = 0; list < LISTS; list++) {
    memory.u32[A.start / 4 + list] = position;
    const share = list % 6 === 0 ? 0 : random();
    for (let other = list % 4 === 1 ? 20 : 0; other < OTHERS; other++) {
      if (random() > share) continue;
      if (index === 'u16') memory.u16[A.index / 2 + position] = other;
      else memory.u32[A.index / 4 + position] = other;
      position += 1;
    }
  }
  memory.u32[A.start / 4 + LISTS] = position;
  for (let k = A.weight / 4; k < A.bias / 4 + 64; k++) memory.f32[k] = 2 * random() - 1;
}

/** The same, and block `b` of `blocks`. */
function prepareBlock(memory: Views, index: (typeof INDEX)[number], b: number, blocks: number) {
  prepare(memory, index);
  const each = Math.ceil(OTHERS / blocks);
  listBounds(index).twin(memory, LISTS, A.start, A.index, each, blocks, BOUNDS);
  const bound = (n: number): number => BOUNDS + 4 * LISTS * (n - 1);
  memory.u32[PAIR / 4] = b === 0 ? A.start : bound(b);
  memory.u32[PAIR / 4 + 1] = b === blocks - 1 ? A.start + 4 : bound(b + 1);
}

describe.each(INDEX)('parts of lists, %s', (index) => {
  it.each([2, 3, 7, 41, 60])(
    'begin where a partner of their range comes first, of %d',
    (blocks) => {
      const each = Math.ceil(OTHERS / blocks);
      const { emitted, twin } = both(listBounds(index), (memory) => {
        prepare(memory, index);
        return [LISTS, A.start, A.index, each, blocks, A.bias];
      });
      const found = ({ u32 }: Views) => [
        ...u32.subarray(A.bias / 4, A.bias / 4 + LISTS * (blocks - 1)),
      ];
      expect(found(emitted)).toEqual(found(twin));
    },
  );

  describe.each(ARITHMETIC)('as the kernels walk them, %s', (arithmetic) => {
    const choice = { width, index, arithmetic } as const;
    it.each([
      ['first', 0, 2],
      ['later', 1, 2],
      ['later', 1, 5],
    ] as const)('the %s of them: %d of %d', (block, b, blocks) => {
      for (const onto of block === 'first' ? [false, true] : [false])
        for (const from of [0, 8])
          agree(gather({ ...choice, onto, block }), arithmetic, (memory) => {
            prepareBlock(memory, index, b, blocks);
            const bias = onto || block === 'later' ? A.own : A.bias;
            return [from, from + 15, PAIR, A.index, A.weight, bias, A.other, A.own];
          });
      agree(scatter({ ...choice, block: true }), arithmetic, (memory) => {
        prepareBlock(memory, index, b, blocks);
        return [0, LISTS, PAIR, A.index, A.weight, A.own, A.other];
      });
      for (const mode of ['store', 'accumulate'] as const) {
        agree(sample({ ...choice, mode, block: true }), arithmetic, (memory) => {
          prepareBlock(memory, index, b, blocks);
          return [0, LISTS, PAIR, A.index, A.gradient, A.own, A.other];
        });
        agree(backward({ ...choice, mode, block }), arithmetic, (memory) => {
          prepareBlock(memory, index, b, blocks);
          return [
            ...[0, LISTS, PAIR, A.index, A.weight, A.gradient],
            ...[A.own, A.ownGradient, A.other],
          ];
        });
      }
    });
  });
});

it('are of tiles alone whose sums have one accumulator', () => {
  const choice = { width: 8, index: 'u16', arithmetic: 'strict', mode: 'store' } as const;
  for (const refused of [
    () => gather({ ...choice, block: 'first' }),
    () => scatter({ ...choice, block: true }),
    () => sample({ ...choice, block: true }),
    () => backward({ ...choice, block: 'later' }),
  ])
    expect(refused).toThrow('tiles of 8 are not walked in blocks');
});
