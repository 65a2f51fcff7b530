import { describe, expect, it } from 'vitest';
import { beginsNamed, REWIRINGS, rewiringNamed } from './recipes.ts';

describe('recipes', () => {
  it('are found by their names', () => {
    expect(REWIRINGS.length).toBe(25);
    for (const name of REWIRINGS) expect(rewiringNamed(name).name).toBe(name);
    expect(rewiringNamed('set-magnitude').drop.name).toBe('smallest-magnitude');
    expect(rewiringNamed('set', { finalStep: 'prune' }).finalStep).toBe('prune');
    expect(rewiringNamed('set', { excludeJustRemoved: true }).grow.name).toBe('uniform-elsewhere');
  });

  it('say what they want of a network at birth, and a ramp down begins no lower than it ends', () => {
    expect(beginsNamed('granet')).toEqual({ density: 0.5 });
    expect(beginsNamed('granet', 0.05)).toEqual({ density: 0.5 });
    for (const ramp of ['granet', 'chtss'])
      expect(beginsNamed(ramp, 0.7)).toEqual({ density: 0.7 });
    expect(beginsNamed('gmp', 0.7)).toEqual({ density: 1, listed: true });
    expect(beginsNamed('set', 0.7)).toBeUndefined();
    expect(beginsNamed('dense')).toBeUndefined();
    expect(() => beginsNamed('gmp', 2)).toThrow('density 2 is outside [0, 1]');
  });

  it('refuse a near miss with the name that was meant', () => {
    expect(() => rewiringNamed('sett')).toThrow(
      'unknown rule "sett"; did you mean "set"? Known: set, set-public-code, set-keras, set-magnitude, static, ',
    );
    expect(() => rewiringNamed('toString')).toThrow('unknown rule "toString"');
    expect(() => rewiringNamed('set', { zeta: 2 })).toThrow('zeta 2 is outside [0, 1]');
  });
});
