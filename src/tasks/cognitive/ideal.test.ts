/** The ideal observer against published and exact ceilings. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { cognitiveTask, createBattery } from './battery.ts';
import { bayesCeiling } from './ceiling.ts';
import { bayesAccuracy } from './ideal.ts';

describe('the ideal observer', () => {
  it.each([
    ['dm2', 'modcog-base', 700],
    ['dm1', 'yang19-2025', 700],
    ['ctxdm1', 'yang19', 500],
    ['multidm', 'yang19', 500],
    ['multidlydm', 'yang19', 500],
    ['dlydm2intl', 'modcog-base', 100],
    ['dnms', 'modcog-base', 100],
    ['dmcintrseql', 'modcog-base', 100],
    ['dlyantiintl', 'modcog-base', 20],
  ] as const)('reaches the ceiling of %s (%s)', (name, variant, trials) => {
    const task = cognitiveTask(name, { variant });
    const { accuracy, standardError, right } = bayesAccuracy(task, createRandom(name), trials);
    const ceiling = bayesCeiling(task);
    expect(Math.abs(accuracy - ceiling)).toBeLessThan(4 * standardError + 1e-3);
    // It knows how often it is right.
    const error = Math.sqrt((ceiling * (1 - ceiling)) / trials);
    expect(Math.abs(right - ceiling)).toBeLessThan(4 * error + 1e-3);
  });

  it('knows no more at another time step: noise and number of steps cancel', () => {
    const task = cognitiveTask('dm1', { dt: 20 });
    const { accuracy, standardError } = bayesAccuracy(task, createRandom(2), 300);
    expect(Math.abs(accuracy - bayesCeiling(task))).toBeLessThan(4 * standardError);
  });
});

describe('ceilings', () => {
  it('have the mean 0.984 over the 20 tasks', () => {
    const { tasks } = createBattery('cog20');
    const mean = tasks.reduce((sum, task) => sum + bayesCeiling(task), 0) / tasks.length;
    expect(mean).toBeCloseTo(0.9846, 4);
  });

  it('are not known for other rings, nor where angles are continuous', () => {
    const larger = cognitiveTask('dm1', { ring: 32 });
    expect(() => bayesCeiling(larger)).toThrow(/known for rings of 16, task "dm1" has 32/);
    expect(bayesCeiling(cognitiveTask('dlygo', { ring: 32 }))).toBe(1);
    const task = cognitiveTask('dm1', { variant: 'yang2019-original' });
    expect(() => bayesCeiling(task)).toThrow(/continuous angles/);
    expect(() => bayesAccuracy(task, createRandom(1), 1)).toThrow(/continuous angles/);
  });
});
