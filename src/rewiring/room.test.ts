/** How much room layers need under each rule. */

import { describe, expect, it } from 'vitest';
import { dsr, emS } from './index.ts';
import { REWIRINGS, rewiringNamed } from './recipes.ts';
import { roomOf } from './rule.ts';
import { set, staticSparse } from './set.ts';

describe('room', () => {
  it('is asked for by rules alone that let a layer gain connections', () => {
    const rooms = Object.fromEntries(REWIRINGS.map((name) => [name, roomOf(rewiringNamed(name))]));
    const { dsr, snfs, 'snfs-sampled': sampled, 'em-s': ems, ...others } = rooms;
    expect([dsr, snfs, sampled, ems]).toEqual([4, 4, 4, 1.6]);
    expect(new Set(Object.values(others))).toEqual(new Set([1]));
    expect(roomOf(undefined)).toBe(1);
  });

  it('is a tenth where the number varies and the rule does not say how much', () => {
    expect(roomOf(set({ growth: 'expected' }))).toBe(1.1);
    expect(roomOf({ ...staticSparse(), births: () => 1 })).toBe(1.1);
    expect(roomOf({ ...dsr(), begins: {} })).toBe(1.1);
    expect(roomOf({ ...emS(), begins: { room: 2 } })).toBe(2);
  });
});
