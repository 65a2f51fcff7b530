import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { createRandom } from '../numerics/random.ts';
import {
  type AssociationSpec,
  inhibitoryFirst,
  randomAssociations,
  readAssociations,
  referenceAssociations,
  writeAssociations,
} from './associations.ts';

const SPEC: AssociationSpec = {
  inputs: 5,
  associations: 4,
  inputActivity: 0.5,
  outputActivity: 0.5,
};

function count<T>(array: Iterable<T>, value: T): number {
  let total = 0;
  for (const entry of array) if (entry === value) total++;
  return total;
}

describe('reference associations', () => {
  // seed, N, m, f_in, f_out; ones in the patterns, labels +1. Independent implementation of the generator (Python).
  it.each([
    [1, 20, 10, 0.5, 0.5, 100, 8],
    [2, 20, 10, 0.5, 0.5, 93, 2],
    [5, 100, 50, 0.5, 0.5, 2528, 26],
    [5, 100, 25, 0.5, 0.5, 1251, 11],
    [5, 100, 50, 0.2, 0.2, 1010, 6],
    [5, 100, 20, 0.2, 0.2, 411, 1],
  ])(
    'seed %d, N %d, m %d',
    (seed, inputs, associations, inputActivity, outputActivity, ones, up) => {
      const spec = { inputs, associations, inputActivity, outputActivity };
      const { patterns, labels } = referenceAssociations(spec, seed);
      expect(count(patterns, 1)).toBe(ones);
      expect(count(patterns, 0)).toBe(inputs * associations - ones);
      expect(count(labels, 1)).toBe(up);
      expect(count(labels, -1)).toBe(associations - up);
    },
  );

  it('refuse seeds beyond 32 bits', () => {
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => referenceAssociations(SPEC, seed)).toThrow(`seed ${seed} is not an integer`);
    }
  });
});

describe('random associations', () => {
  it('have the activities asked for', () => {
    const inputActivity = [0.1, 0.5, 0.9];
    const spec = { inputs: 3, associations: 20000, inputActivity, outputActivity: 0.2 };
    const { patterns, labels } = randomAssociations(spec, createRandom(7));
    inputActivity.forEach((f, i) => {
      const ones = count(
        labels.map((_, k) => patterns[3 * k + i]),
        1,
      );
      // Five standard deviations.
      expect(Math.abs(ones / 20000 - f)).toBeLessThan(5 * Math.sqrt((f * (1 - f)) / 20000));
    });
    expect(Math.abs(count(labels, 1) / 20000 - 0.2)).toBeLessThan(5 * 0.0029);
  });

  it('begin with those of fewer associations', () => {
    const few = randomAssociations(SPEC, createRandom('a'));
    const many = randomAssociations({ ...SPEC, associations: 9 }, createRandom('a'));
    expect(many.patterns.subarray(0, 20)).toEqual(few.patterns);
    expect(many.labels.subarray(0, 4)).toEqual(few.labels);
    expect(randomAssociations(SPEC, createRandom('b')).patterns).not.toEqual(few.patterns);
  });

  it.each([
    [{ inputs: 0 }, 'inputs 0 is not an integer >= 1'],
    [{ associations: 2.5 }, 'associations 2.5 is not an integer >= 1'],
    [{ inputs: 1e6, associations: 1e6 }, 'is more than 2147483647 entries'],
    [{ inputActivity: 0 }, 'inputActivity 0 is outside (0, 1)'],
    [{ inputActivity: Number.NaN }, 'inputActivity NaN is outside (0, 1)'],
    [{ inputActivity: [0.5, 0.5] }, 'inputActivity has 2 entries for 5 inputs'],
    [{ inputActivity: [0.5, 0.5, 1, 0.5, 0.5] }, 'inputActivity[2] 1 is outside (0, 1)'],
    [{ outputActivity: 1.5 }, 'outputActivity 1.5 is outside (0, 1)'],
    [{ signs: [1, 1] }, 'signs has 2 entries for 5 inputs'],
    [{ signs: [1, 1, 2, 0, 0] }, 'signs[2] 2 is none of -1, 0 (free), 1'],
  ])('refuse %j', (change, message) => {
    expect(() => randomAssociations({ ...SPEC, ...change }, createRandom(1))).toThrow(message);
  });

  it('prescribe signs with the inhibitory inputs first', () => {
    expect([...inhibitoryFirst(7, 0.3)]).toEqual([-1, -1, 1, 1, 1, 1, 1]);
    expect(() => inhibitoryFirst(7, 1.2)).toThrow('inhibitory fraction 1.2 is outside [0, 1]');
  });
});

describe('associations as JSON', () => {
  const specs = fc.record({
    inputs: fc.integer({ min: 1, max: 12 }),
    associations: fc.integer({ min: 1, max: 8 }),
    activity: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    each: fc.boolean(),
    signed: fc.boolean(),
    seed: fc.nat(),
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(specs, ({ inputs, associations, activity, each, signed, seed }) => {
        const data = referenceAssociations(
          {
            inputs,
            associations,
            inputActivity: each ? new Float64Array(inputs).fill(activity) : activity,
            outputActivity: 0.3,
            ...(signed ? { signs: inhibitoryFirst(inputs, 0.4) } : {}),
          },
          seed,
        );
        expect(readAssociations(writeAssociations(data))).toEqual(data);
      }),
    );
  });

  const good = () => JSON.parse(writeAssociations(referenceAssociations(SPEC, 3)));

  it.each([
    ['{"format": NaN}', 'associations are not valid JSON'],
    ['[]', 'associations are [], not a JSON object'],
    ['null', 'associations are null, not a JSON object'],
    ['{}', 'format nothing is not "frugal associations"'],
  ])('are refused: %s', (text, message) => {
    expect(() => readAssociations(text)).toThrow(message);
    expect(() => readAssociations(text)).toThrow(UsageError);
  });

  it.each([
    [{ version: 2 }, 'version 2 of associations is not 1'],
    [{ inputs: null }, 'inputs null is not a number'],
    [{ inputs: 6 }, 'patterns[0] "'],
    [{ inputs: 1e12 }, 'is not a string of 1000000000000 digits'],
    [{ associations: 3 }, 'patterns has 4 entries, not 3'],
    [{ inputActivity: 1 }, 'inputActivity 1 is outside (0, 1)'],
    [{ inputActivity: [0.5, null, 0.5, 0.5, 0.5] }, 'inputActivity[1] null is not a number'],
    [{ outputActivity: 'half' }, 'outputActivity "half" is not a number'],
    [{ labels: [1, 1, 0, 1] }, 'labels[2] 0 is not 1 or -1'],
    [{ labels: 1 }, 'labels 1 is not a list'],
    [{ signs: [1, -1, 3, 1, 1] }, 'signs[2] 3 is none of -1, 0 (free), 1'],
    [{ patterns: ['00000', '0000', '00000', '00000'] }, 'patterns[1] "0000" is not a string of 5'],
    [
      { patterns: ['00000', '00020', '00000', '00000'] },
      'patterns[1] "00020" is not a string of 5',
    ],
  ])('are refused with %j', (change, message) => {
    expect(() => readAssociations(JSON.stringify({ ...good(), ...change }))).toThrow(message);
  });

  it('never crash the reader', () => {
    const keys = [
      'version',
      'inputs',
      'associations',
      'inputActivity',
      'labels',
      'signs',
      'patterns',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        try {
          readAssociations(JSON.stringify({ ...good(), [key]: value }));
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readAssociations(text)).toThrow(UsageError);
      }),
    );
  });
});
