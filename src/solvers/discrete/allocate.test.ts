import { expect, it } from 'vitest';
import { createMemory } from '../../engine/memory.ts';
import { finish } from '../../numerics/pace.ts';
import { allocateInSteps } from './allocate.ts';

it('allocates in pieces that lie together', () => {
  const memory = createMemory(false);
  const whole = createMemory(false);
  for (const bytes of [5, 2 ** 25, 2 ** 25 + 1, 3 * 2 ** 25 + 77]) {
    expect(finish(allocateInSteps(memory, bytes))).toBe(whole.allocate(bytes));
    expect(memory.used).toBe(whole.used);
  }
});
