import { describe, expect, it } from 'vitest';
import { ONE_CHOICE_PROBLEMS, oneChoice } from './one-choice.ts';

describe('one-choice inference', () => {
  it('shows the goal, nothing, and two ways', () => {
    const task = oneChoice({ goalSteps: 2, delaySteps: 1, choiceSteps: 3 });
    expect([task.problems, task.channels, task.classes, task.steps]).toEqual([8, 8, 4, 6]);
    // Problem 0: goal 9 is the second channel; up and left are ways 1 and 0.
    expect([0, 1, 2, 3, 5].map((step) => task.shown(0, step))).toEqual([
      [1],
      [1],
      [],
      [5, 4],
      [5, 4],
    ]);
    expect(task.answer(0)).toBe(1);
    expect(oneChoice().steps).toBe(50);
  });

  it('needs both goal and ways: neither tells the answer', () => {
    for (const { goal, offered, answer } of ONE_CHOICE_PROBLEMS) {
      expect(offered).toContain(answer);
      const sameGoal = ONE_CHOICE_PROBLEMS.filter((other) => other.goal === goal);
      expect(new Set(sameGoal.map((other) => other.answer)).size).toBe(2);
    }
    // Every answer is right in two problems of eight: guessing scores a quarter, guessing among the ways a half.
    for (const way of ['left', 'up', 'right', 'down'])
      expect(ONE_CHOICE_PROBLEMS.filter(({ answer }) => answer === way).length).toBe(2);
  });

  it('refuses what is no duration', () => {
    expect(() => oneChoice({ goalSteps: 0 })).toThrow('goal steps 0 is not an integer ≥ 1');
    expect(() => oneChoice({ delaySteps: -1 })).toThrow('delay steps -1 is not an integer ≥ 0');
  });
});
