import { expect, it } from 'vitest';
import { logDomain } from './log-domain.ts';

it('encloses values between 1, 2 and 5 times powers of ten', () => {
  expect(logDomain([6.4e4, 1.39e5])).toEqual([5e4, 2e5]);
  expect(logDomain([1, 10])).toEqual([1, 10]);
  expect(logDomain([0.003, 0.0041])).toEqual([0.002, 0.005]);
  expect(logDomain([1000])).toEqual([500, 2000]);
  expect(logDomain([0, Number.NaN, Infinity])).toBeUndefined();
});
