/** Text in messages. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from './text.ts';

const lines = fc.string({
  unit: fc.constantFrom('a', '\n', '\r', '\u007f', '\u0085', '\u2028', '\u2029'),
});

describe('shown', () => {
  it('is as long as asked at most, in quotes, on one line', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), lines),
        fc.integer({ min: 1, max: 60 }),
        (text, longest) => {
          const said = shown(text, longest);
          expect(said.length).toBeLessThanOrEqual(longest + 3);
          expect(said).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        },
      ),
      { examples: [['\u0001'.repeat(40), 40]] },
    );
  });

  it('leaves short text as it is, and says where it is cut', () => {
    expect(shown('weights')).toBe('"weights"');
    expect(shown('a "b"')).toBe('"a \\"b\\""');
    expect(shown('weights', 4)).toBe('"weig…"');
    expect(shown('ab\u0001', 6)).toBe('"ab…"');
  });
});
