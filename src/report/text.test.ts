import { describe, expect, it } from 'vitest';
import {
  alongAxis,
  formatDuration,
  formatNumber,
  plural,
  powersOfTen,
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

describe('powersOfTen', () => {
  it.each([
    [
      [0.001, 0.1, 1, 1000, 10_000],
      ['0.001', '0.1', '1', '1,000', '10,000'],
    ],
    // One way of writing along an axis: 10,000 does not stand beside 10⁵.
    [
      [1, 10, 100, 10_000, 1e5],
      ['1', '10', '10²', '10⁴', '10⁵'],
    ],
    [
      [1e-4, 0.01, 1],
      ['10⁻⁴', '10⁻²', '1'],
    ],
    [[1e12], ['10¹²']],
  ])('writes %j as %j', (values, texts) => {
    expect(values.map(powersOfTen(values))).toEqual(texts);
  });

  it('leaves other numbers empty', () => {
    expect(powersOfTen([1, 10, 100])(20)).toBe('');
  });
});

describe('alongAxis', () => {
  it.each([
    [
      [0, 0.5, 20_000],
      ['0', '0.5', '20,000'],
    ],
    // 500,000,000 does not stand beside 2 × 10⁹.
    [
      [0, 5e8, 2e9, 1e10],
      ['0', '5 × 10⁸', '2 × 10⁹', '10¹⁰'],
    ],
    [
      [-2e-4, 1e-3],
      ['−2 × 10⁻⁴', '10⁻³'],
    ],
  ])('writes %j as %j', (values, texts) => {
    expect(values.map(alongAxis(values))).toEqual(texts);
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
