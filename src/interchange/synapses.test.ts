import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readNpz } from '../formats/npz.ts';
import { readDiscreteWeights, writeDiscreteWeights } from './synapses.ts';

const arraysIn = (bytes: Uint8Array) => readNpz(bytes, { name: 'w.npz' }).value;

it('±1 synapses are one bit each, input 0 the lowest of the first byte', () => {
  const weights = [1, -1, -1, 1, -1, -1, -1, -1, 1, 1];
  const arrays = arraysIn(writeDiscreteWeights({ inputs: 10, units: 1, levels: [-1, 1], weights }));
  expect(arrays.get('bits')).toMatchObject({
    ...{ type: 'uint8', shape: [1, 1, 2] },
    data: Uint8Array.of(0b1001, 0b11),
  });
  expect(arrays.get('levels')).toMatchObject({ shape: [1, 10], data: Int8Array.from(weights) });
  expect(arrays.get('values')?.data).toEqual(Int8Array.of(-1, 1));
});

it('bits and levels say the same, for any number of levels, units and inputs', () => {
  const problems = fc
    .record({
      ...{ inputs: fc.integer({ min: 1, max: 70 }), half: fc.integer({ min: 0, max: 2 }) },
      ...{ count: fc.integer({ min: 2, max: 9 }), lowest: fc.integer({ min: -9, max: 3 }) },
      step: fc.integer({ min: 1, max: 4 }),
    })
    .chain(({ inputs, half, count, lowest, step }) => {
      const levels = Array.from({ length: count }, (_, k) => lowest + k * step);
      const units = 2 * half + 1;
      const length = units * inputs;
      return fc
        .array(fc.constantFrom(...levels), { minLength: length, maxLength: length })
        .map((weights) => ({ inputs, units, levels, weights }));
    });
  fc.assert(
    fc.property(problems, (problem) => {
      const { inputs, units, levels, weights } = problem;
      const arrays = arraysIn(writeDiscreteWeights(problem));
      const { shape, data } = arrays.get('bits')!;
      const [, planes, bytes] = shape;
      expect(shape).toEqual([units, Math.ceil(Math.log2(levels.length)), Math.ceil(inputs / 8)]);
      weights.forEach((weight, at) => {
        const [unit, input] = [Math.floor(at / inputs), at % inputs];
        let number = 0;
        for (let b = 0; b < planes; b++)
          number +=
            2 ** b *
            ((Number(data[(unit * planes + b) * bytes + (input >> 3)]) >> (input & 7)) & 1);
        expect(levels[number]).toBe(weight);
      });
      expect(readDiscreteWeights(JSON.stringify(problem))).toEqual(problem);
    }),
    { numRuns: 60 },
  );
});

it('refuses what are no discrete weights', () => {
  const fine = { inputs: 3, units: 1, levels: [-1, 1], weights: [1, 1, -1] };
  const read = (change: object) => () =>
    writeDiscreteWeights(readDiscreteWeights(JSON.stringify({ ...fine, ...change })));
  expect(read({})).not.toThrow();
  expect(read({ weights: [1, 0, 1] })).toThrow('weights[1] 0 is none of the levels -1, 1');
  expect(read({ weights: [1] })).toThrow('weights has 1 entries, not 3');
  expect(read({ units: 2 })).toThrow('units 2 is not an odd integer');
  expect(read({ levels: [1, -1] })).toThrow('levels [1, -1] are not two or more ascending');
  expect(read({ inputs: '3' })).toThrow('inputs "3" is not a number');
});
