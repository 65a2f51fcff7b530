import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberReader } from './numbers.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads the text, which has to be a number as a whole. */
function read(text: string): number {
  const numbers = new NumberReader(bytesOf(`${text}\n`));
  const value = numbers.read(0);
  expect(numbers.end, text).toBe(text.length);
  return value;
}

const same = (text: string): void => {
  const value = read(text);
  if (!Object.is(value, Number(text))) throw new Error(`${text}: ${value} is not ${Number(text)}`);
};

const digits = (most: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));

describe('NumberReader', () => {
  it.each(['0', '-0', '+5', '5.', '.28', '-2.5e3', '1E+05', '1e-7', '007.50', '4.9e-324', '1e400'])(
    'reads %s',
    same,
  );

  it.each([
    // Halfway between two doubles, and just beside it.
    '9007199254740993',
    '9007199254740992.99999999',
    '9007199254740993.00000001',
    '1.00000000000000011102230246251565404236316680908203125',
    '1.00000000000000011102230246251565404236316680908203124',
    '0.500000000000000166533453693773481063544750213623046875',
    // Sources of past defects: PHP's hang, Java's hang, glibc 16151.
    '2.2250738585072011e-308',
    '2.2250738585072012e-308',
    '3.518437208883201171875e13',
    '179769313486231580793728971405301e277',
    '123456789012345678',
    '999999999999999999',
    '1234567890123456789012345678901234567890',
    '0.000000000000000000000000000000000000000001',
    '0.1234567890123456789e-5',
    '1e22',
    '1e23',
    '123456789012345e22',
  ])('rounds %s as it should', same);

  it('agrees with Number on every written form of doubles', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 21 }),
        (value, precision) => {
          same(String(value));
          same(value.toPrecision(precision));
          same(value.toExponential(precision - 1));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('agrees with Number on 17 digits of numbers of everyday size', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 2 ** 31 - 1 }), (high, low) => {
        const value = (high + low / 2 ** 31) / 2 ** 31;
        for (const scale of [1, 1000, 1e-3]) same((scale * value).toPrecision(17));
      }),
      { numRuns: 30_000 },
    );
  });

  it('agrees with Number on any digits', () => {
    const form = fc.tuple(fc.constantFrom('', '-', '+'), digits(25), fc.option(digits(25)));
    const exponent = fc.option(fc.integer({ min: -340, max: 340 }));
    fc.assert(
      fc.property(form, exponent, ([sign, whole, part], power) => {
        const fraction = part === null ? '' : `.${part}`;
        same(`${sign}${whole}${fraction}${power === null ? '' : `e${power}`}`);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(['', '-', '+', '.', '-.', 'e5', '.e5', 'NaN', 'inf', 'x', '--1', ' 1'])(
    'finds no number where %j begins',
    (text) => {
      const numbers = new NumberReader(bytesOf(`${text}\n`));
      expect(numbers.read(0)).toBeNaN();
      expect(numbers.end).toBe(0);
    },
  );

  it.each([
    ['1e', 1],
    ['1e+', 1],
    ['0x10', 1],
    ['1.5.2', 3],
    ['1_000', 1],
    ['1-2', 1],
  ])('stops in %j after %i bytes', (text, end) => {
    const numbers = new NumberReader(bytesOf(`${text}\n`));
    numbers.read(0);
    expect(numbers.end).toBe(end);
  });

  it('counts whole numbers that no double holds', () => {
    const numbers = new NumberReader(bytesOf('12345678901234567890 9007199254740991 1e30 '));
    for (let at = 0; at < 30; at = numbers.end + 1) numbers.read(at);
    expect([numbers.rounded, numbers.firstRounded]).toEqual([1, 0]);
  });
});
