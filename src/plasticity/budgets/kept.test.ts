import { describe, expect, it } from 'vitest';
import { keptOf } from './kept.ts';

describe('the number kept', () => {
  // Counts of the published program: n − round((1 − p)(n − 1)).
  it('is that of the published program', () => {
    expect(keptOf(78_500, 0.1)).toBe(7851);
    expect(keptOf(78_500, 0.01)).toBe(786);
    expect(keptOf(1000, 0.784)).toBe(784);
    expect(keptOf(10, 1)).toBe(10);
    expect(keptOf(0, 0.5)).toBe(0);
  });

  it('rounds halves to even: 5 − round(0.5) and 4 − round(1.5)', () => {
    expect(keptOf(2, 0.5)).toBe(2);
    expect(keptOf(4, 0.5)).toBe(2);
  });
});
