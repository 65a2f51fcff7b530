import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import type { Json } from '../protocol/study.ts';
import { canonicalJson, canonicalJsonAtPlace } from './canonical.ts';

/** The same value with the members of every object in another order. */
function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).reverse() as [string, Json][];
  return Object.fromEntries(members.map(([key, member]) => [key, reordered(member)]));
}

const json = fc.jsonValue({ maxDepth: 5 }).map((value) => value as Json);

describe('canonicalJson', () => {
  it('gives the texts of RFC 8785, section 3.2', () => {
    const sample = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000F\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': 7,
    };
    expect(Object.values(JSON.parse(canonicalJson(keys)))).toHaveLength(7);
    expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('does not depend on the order of members, and reads back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!/\\ud[89a-f]/i.test(JSON.stringify(value)));
        const text = canonicalJson(value);
        expect(canonicalJson(reordered(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });

  it('is what the slower walk gives, which names the place of what it refuses', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (value) => {
        const of = (walk: (value: Json) => string) => {
          try {
            return walk(value as Json);
          } catch (error) {
            return String(error);
          }
        };
        expect(of(canonicalJson)).toBe(of(canonicalJsonAtPlace));
      }),
    );
  });

  it('refuses what JSON cannot hold and says where it is', () => {
    const cases: [unknown, string][] = [
      [Number.NaN, 'the value is NaN, which JSON cannot hold'],
      [{ loss: [1, Infinity] }, '"loss[1]" is Infinity, which JSON cannot hold'],
      [{ a: { b: undefined } }, '"a.b" is of type undefined, which JSON cannot hold'],
      [{ w: new Float32Array(2) }, '"w" is of type Float32Array, which JSON cannot hold'],
      [{ n: 1n }, '"n" is of type bigint, which JSON cannot hold'],
      ['\ud800', 'the value holds half a character (lone surrogate)'],
    ];
    for (const [value, message] of cases) {
      expect(() => canonicalJson(value as Json)).toThrow(new FrugalError(message));
    }
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => canonicalJson(circle as Json)).toThrow(/nested deeper/);
  });
});
