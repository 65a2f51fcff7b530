/** What the tests of the theory share: groups, either question, closeness. */

import { expect } from 'vitest';
import type { InputGroup } from '../src/theory/associative/model.ts';
import {
  type AssociativeSolution,
  type CapacityQuestion,
  capacity,
  maxRobustness,
  type RobustnessQuestion,
} from '../src/theory/associative/solution.ts';

export type Question = CapacityQuestion | RobustnessQuestion;

export const free = (activity: number): InputGroup[] => [{ fraction: 1, activity }];
export const signed = (inhibitory: number, activity: number): InputGroup[] => [
  { fraction: inhibitory, activity, sign: 'inhibitory' },
  { fraction: 1 - inhibitory, activity, sign: 'excitatory' },
];
export const HALVES: InputGroup[] = [
  { fraction: 0.5, activity: 0.1 },
  { fraction: 0.5, activity: 0.5 },
];

export function solve(question: Question): AssociativeSolution {
  return 'margin' in question ? capacity(question) : maxRobustness(question);
}

export function expectNear(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}
