/** Binding a task to a time step: no period may be lost by rounding. */

import { describe, expect, it } from 'vitest';
import { baseTask } from './base.ts';
import { BATTERIES, createBattery } from './battery.ts';
import type { Duration, PeriodName, TaskSpec } from './spec.ts';
import { bindTask } from './task.ts';
import { variantFacts } from './variants.ts';

const GRID = { dt: 100, ring: 16 };
const DMS = baseTask('dms', variantFacts('modcog-base', 'released'));

/** The task with another duration of one period. */
const lasting = (period: PeriodName, duration: Duration, spec: TaskSpec = DMS): TaskSpec => ({
  ...spec,
  periods: spec.periods.map((own) => (own.name === period ? { ...own, duration } : own)),
});
const bound = (period: PeriodName, duration: Duration) => bindTask(lasting(period, duration), GRID);

describe('a duration shorter than a step', () => {
  it('of the decision is refused, whatever its kind', () => {
    const message = (ms: number) =>
      `period "decision" (task "dms") can last ${ms} ms, less than a step of 100 ms: take a shorter dt or a longer period`;
    expect(() => bound('decision', { uniform: [20, 80] })).toThrow(message(20));
    expect(() => bound('decision', { uniform: [99.5, 800] })).toThrow(message(99.5));
    expect(() => bound('decision', 50)).toThrow(message(50));
    expect(() => bound('decision', 0)).toThrow(message(0));
    expect(() => bound('decision', { choice: [200, 0] })).toThrow(message(0));
    expect(() => bound('decision', { byRing: [300, 70] })).toThrow(message(70));
  });

  it.each(['fixation', 'sample', 'delay', 'test'] as const)(
    'of %s too, but for exactly 0',
    (period) => {
      const lost = `period "${period}" (task "dms") can last`;
      expect(() => bound(period, { uniform: [20, 800] })).toThrow(`${lost} 20 ms`);
      expect(() => bound(period, { uniform: [0, 800] })).toThrow(`${lost} 0 ms`);
      expect(() => bound(period, { byRing: [500, 1] })).toThrow(`${lost} 1 ms`);
      expect(() => bound(period, { choice: [300, 30] })).toThrow(`${lost} 30 ms`);
      expect(() => bound(period, 40)).toThrow(`${lost} 40 ms`);
      for (const duration of [0, { choice: [0, 200] }, { byRing: [0, 150] }] as const)
        expect(bound(period, duration).shortest).toBe(bound(period, 100).shortest - 1);
    },
  );

  it('is one step at the least: a step exactly, or a range that begins there', () => {
    expect(bound('decision', 100).periods.at(-1)?.duration).toBe(100);
    const all = bound('decision', 0.1 * 1000).shortest;
    expect(bound('decision', { uniform: [100, 200] }).shortest).toBe(all);
    expect(bound('decision', { uniform: [100, 200] }).longest).toBe(bound('decision', 100).longest);
    expect(bound('decision', { uniform: [100, 201] }).longest).toBe(bound('decision', 200).longest);
    expect(bound('decision', { uniform: [100, 100] }).longest).toBe(bound('decision', 100).longest);
  });
});

describe('durations that are none', () => {
  it('are refused', () => {
    expect(() => bound('delay', -100)).toThrow(
      'period "delay" (task "dms") lasts -100 ms; durations are in [0, ∞)',
    );
    expect(() => bound('delay', Number.NaN)).toThrow('lasts NaN ms');
    expect(() => bound('delay', { uniform: [200, Infinity] })).toThrow('lasts 200, Infinity ms');
    expect(() => bound('delay', { choice: [] })).toThrow('lasts no ms');
    expect(() => bound('delay', { uniform: [800, 200] })).toThrow(
      'lasts 800 to 200 ms: its ends are interchanged',
    );
    expect(() => bindTask({ ...DMS, periods: [] }, GRID)).toThrow('task "dms" has no periods');
  });
});

it('leaves every task of every battery as it was', () => {
  for (const name of BATTERIES)
    for (const task of createBattery(name).tasks) expect(task.shortest).toBeGreaterThan(1);
});
