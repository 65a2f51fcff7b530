import { describe, expect, it } from 'vitest';
import { REWIRINGS, rewiringNamed } from './recipes.ts';

describe('recipes', () => {
  it('are found by their names', () => {
    expect(REWIRINGS.length).toBe(25);
    for (const name of REWIRINGS) expect(rewiringNamed(name).name).toBe(name);
    expect(rewiringNamed('set-magnitude').drop.name).toBe('smallest-magnitude');
    expect(rewiringNamed('set', { finalStep: 'prune' }).finalStep).toBe('prune');
    expect(rewiringNamed('set', { excludeJustRemoved: true }).grow.name).toBe('uniform-elsewhere');
  });

  it('refuse a near miss with the name that was meant', () => {
    expect(() => rewiringNamed('sett')).toThrow(
      'unknown rule "sett"; did you mean "set"? Known: set, set-public-code, set-keras, set-magnitude, static, ',
    );
    expect(() => rewiringNamed('toString')).toThrow('unknown rule "toString"');
    expect(() => rewiringNamed('set', { zeta: 2 })).toThrow('zeta 2 is outside [0, 1]');
  });
});
