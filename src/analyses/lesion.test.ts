import { describe, expect, it } from 'vitest';
import { createTopology } from '../sparse/topology.ts';
import { groupsOf, lesionGroups, withoutOutgoing } from './lesion.ts';

// 0 → 1, 2 → 1, 0 → 2, 1 → 2 of three units, listed by output.
const byOutput = createTopology({
  inputs: 3,
  outputs: 3,
  order: 'by-output',
  start: Uint32Array.of(0, 0, 2, 4),
  index: Uint16Array.of(0, 2, 0, 1),
});
// The same four by input: 0 → 1, 0 → 2, 1 → 2, 2 → 1.
const byInput = createTopology({
  inputs: 3,
  outputs: 3,
  order: 'by-input',
  start: Uint32Array.of(0, 2, 3, 4),
  index: Uint16Array.of(1, 2, 2, 1),
});

describe('withoutOutgoing', () => {
  it('silences what leaves a unit in either order, and only that', () => {
    expect([...withoutOutgoing(byOutput, Float32Array.of(1, 2, 3, 4), [0])]).toEqual([0, 2, 0, 4]);
    expect([...withoutOutgoing(byInput, Float32Array.of(1, 2, 3, 4), [0])]).toEqual([0, 0, 3, 4]);
    expect([...withoutOutgoing(byInput, Float32Array.of(1, 2, 3, 4), [])]).toEqual([1, 2, 3, 4]);
  });

  it('refuses units and weights that are not there', () => {
    expect(() => withoutOutgoing(byInput, new Float32Array(4), [3])).toThrow(
      'unit 3 is outside 0 … 2',
    );
    expect(() => withoutOutgoing(byInput, new Float32Array(3), [])).toThrow(
      '3 weights for 4 connections',
    );
  });
});

describe('lesionGroups', () => {
  it('compares every task with the intact network', () => {
    // Unit u carries 0.1·(u + 1) of task u mod 2.
    const evaluate = (lesioned: ArrayLike<number>): number[] =>
      [0, 1].map((task) =>
        [0, 1, 2, 3]
          .filter((u) => u % 2 === task && !Array.from(lesioned).includes(u))
          .reduce((sum, u) => sum + 0.1 * (u + 1), 0),
      );
    const { intact, performance, change } = lesionGroups(
      groupsOf([0, 1, 0, 1], [0, 1, 2, 3]),
      evaluate,
    );
    expect([...intact]).toEqual([0.4, 0.6].map((x) => expect.closeTo(x, 12)));
    expect([...performance]).toEqual([0, 0.6, 0.4, 0].map((x) => expect.closeTo(x, 12)));
    expect([...change]).toEqual([-0.4, 0, 0, -0.6].map((x) => expect.closeTo(x, 12)));
  });

  it('refuses an evaluation that changes its mind about the tasks', () => {
    expect(() => lesionGroups([[0]], (units) => new Array(1 + units.length).fill(0))).toThrow(
      'lesion of group 0 gave 2 tasks, 1 were intact',
    );
  });
});
