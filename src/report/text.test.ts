import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatNumber,
  plural,
  powerOfTen,
  shorten,
  textWidth,
  wrap,
} from './text.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [124600, '124,600'],
    [1234.56, '1,235'],
    [0.86217, '0.8622'],
    [-12.5, '−12.5'],
    [0.0002, '2 × 10⁻⁴'],
    [3.2e11, '3.2 × 10¹¹'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NaN, 'not a number'],
  ])('writes %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('powerOfTen', () => {
  it.each([
    [1, '1'],
    [1000, '1,000'],
    [0.001, '0.001'],
    [1e-4, '10⁻⁴'],
    [1e12, '10¹²'],
    [20, ''],
  ])('writes %s as "%s"', (value, text) => {
    expect(powerOfTen(value)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0.04, '0.0 s'],
    [9.96, '10 s'],
    [59.6, '1 min 0 s'],
    [83.2, '1 min 23 s'],
    [3599.9, '1 h 0 min'],
    [7384, '2 h 3 min'],
  ])('writes %s s as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('setting text', () => {
  it('breaks lines at spaces and leaves long words whole', () => {
    expect(wrap('one two three', 12, textWidth('one two', 12))).toEqual(['one two', 'three']);
    expect(wrap('incomprehensibilities', 12, 10)).toEqual(['incomprehensibilities']);
    expect(wrap('  ', 12, 10)).toEqual([]);
  });

  it('knows that wide letters are wider', () => {
    expect(textWidth('mmm', 12)).toBeGreaterThan(textWidth('iii', 12) * 2);
  });

  it('makes plurals', () => {
    expect([plural(1, 'run'), plural(1200, 'run')]).toEqual(['1 run', '1,200 runs']);
  });
});

describe('shorten', () => {
  it('keeps what fits and says that there is more', () => {
    expect(shorten('a name', 11, 60)).toBe('a name');
    const short = shorten('a name without end', 11, 60);
    expect(short).toMatch(/^a name.*…$/);
    expect(textWidth(short, 11)).toBeLessThanOrEqual(60);
    expect(shorten('name', 11, 0)).toBe('…');
  });
});
