/** Competition onto each unit against forming every change. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keepExtreme } from '../numerics/keep-extreme.ts';
import { createRandom } from '../numerics/random.ts';
import { largestOntoEach } from './largest-onto-each.ts';

const value = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 1.0000001, 1e-30, 3e-40),
  fc.float({ min: -2, max: 2, noNaN: true }),
);
const values = fc.array(value, { minLength: 1, maxLength: 40 });

it('keeps what forming all changes keeps, ties and all', () => {
  fc.assert(
    fc.property(values, values, fc.integer({ min: 1, max: 40 }), (given, wrong, keep) => {
      const [inputs, errors] = [Float32Array.from(given), Float32Array.from(wrong)];
      const scale = Math.fround(-0.01);
      const stream = createRandom('ties');
      const formed = Array.from(errors, (error) => {
        const own = inputs.map((input) => Math.fround(Math.fround(input * error) * scale));
        return own;
      });
      for (const own of formed) keepExtreme(own, own, keep, 'largest', () => stream);
      const listed = Uint32Array.from(inputs.keys()).filter((i) => inputs[i] !== 0);
      const same = createRandom('ties');
      const change = { inputs, listed, errors, outputs: errors.length, scale };
      const { rows, places } = largestOntoEach(change, keep, () => same);
      const found = formed.map(() => new Float32Array(inputs.length));
      const write = (i: number, o: number): void => {
        found[o][i] = Math.fround(Math.fround(inputs[i] * errors[o]) * scale);
      };
      for (const i of rows) for (const o of errors.keys()) write(i, o);
      for (const place of places) write(Math.floor(place / errors.length), place % errors.length);
      expect(found.map((own) => [...own.map((x) => x + 0)])).toEqual(
        formed.map((own) => [...own.map((x) => x + 0)]),
      );
      expect(same.state()).toEqual(stream.state());
    }),
    { numRuns: 400 },
  );
});
