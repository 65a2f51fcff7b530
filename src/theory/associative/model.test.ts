import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.ts';
import type { AssociativeModel, InputGroup } from './model.ts';
import { capacity, maxRobustness } from './solution.ts';

const ONE: InputGroup[] = [{ fraction: 1, activity: 0.5 }];
const GOOD = { groups: ONE, outputActivity: 0.5, margin: 0.5 };
const EXCITATORY: InputGroup[] = [
  { fraction: 0.5, activity: 0.2, sign: 'excitatory' },
  { fraction: 0.5, activity: 0.5, sign: 'excitatory' },
];

describe('a model that cannot be', () => {
  // What is wrong, and what the message must name: the field, the value, the allowed range.
  it.each([
    [{ groups: [] }, 'groups is empty'],
    [{ groups: [{ fraction: 1, activity: 1 }] }, 'groups[0].activity 1 is outside (0, 1)'],
    [
      { groups: [{ fraction: 1, activity: Number.NaN }] },
      'groups[0].activity NaN is outside (0, 1)',
    ],
    [{ groups: [{ fraction: 0, activity: 0.5 }] }, 'groups[0].fraction 0 is outside (0, 1]'],
    [
      { groups: [{ fraction: 0.4, activity: 0.5 }] },
      'fractions of the groups sum to 0.4, not to 1',
    ],
    [
      { groups: [{ fraction: 1, activity: 0.5, gap: -1 }] },
      'groups[0].gap -1 is outside [0, Infinity)',
    ],
    [
      { groups: [{ fraction: 1, activity: 0.5, sign: 'inhibitroy' }] },
      'did you mean "inhibitory"?',
    ],
    [{ outputActivity: 0 }, 'outputActivity 0 is outside (0, 1)'],
    [{ density: 0 }, 'density 0 is outside (0, 1]'],
    [{ density: 1.2 }, 'density 1.2 is outside (0, 1]'],
    [{ support: -1 }, 'support -1 is outside (0, 1]'],
    [{ gap: Number.POSITIVE_INFINITY }, 'gap Infinity is outside [0, Infinity)'],
    [{ norm: 'l3' }, 'unknown norm "l3"'],
    [{ inputs: 2.5 }, 'inputs 2.5 is not an integer >= 1'],
    [{ threshold: Number.NaN }, 'threshold NaN is not a finite number'],
    [{ threshold: 0.5 }, 'threshold 0.5 is outside (-0.5, 0.5)'],
    [{ margin: Number.NaN }, 'margin NaN is not a finite number'],
    [{ margin: -0.1 }, 'margin -0.1 is outside [0, Infinity): with free signs'],
    [{ groups: EXCITATORY }, 'threshold 0 is outside (0.2, 0.5)'],
    [{ groups: EXCITATORY, threshold: -0.3 }, 'threshold -0.3 is outside (0.2, 0.5)'],
    [
      { groups: EXCITATORY.slice(0, 1).map((g) => ({ ...g, fraction: 1 })) },
      'threshold 0 is not 0.2',
    ],
    [{ norm: 'none' }, 'norm "none" leaves the weights without a unit'],
    [{ groups: EXCITATORY, norm: 'none', threshold: -1 }, 'not threshold -1'],
    [
      { groups: EXCITATORY, norm: 'none', threshold: 1, inputs: 100 },
      'inputs (the finite-size bias)',
    ],
    [{ norm: 'l2', gap: 3, threshold: 0.2 }, 'threshold 0.2 is outside (-0.166667, 0.166667)'],
  ])('is refused: %j', (change, message) => {
    const question = { ...GOOD, ...change } as typeof GOOD;
    expect(() => capacity(question)).toThrow(UsageError);
    expect(() => capacity(question)).toThrow(message);
  });

  it('is refused at a load that nothing bears', () => {
    const model: AssociativeModel = { groups: ONE, outputActivity: 0.5 };
    expect(() => maxRobustness({ ...model, load: 2.5 })).toThrow('load 2.5 is outside (0, 2');
    expect(() => maxRobustness({ ...model, load: 0 })).toThrow('load 0 is outside (0, Infinity)');
    expect(() => maxRobustness({ ...model, load: Number.NaN })).toThrow('load NaN');
  });

  it('but prescribed signs allow negative margins', () => {
    const groups = [
      { fraction: 0.5, activity: 0.5, sign: 'inhibitory' as const },
      { fraction: 0.5, activity: 0.5, sign: 'excitatory' as const },
    ];
    const found = maxRobustness({ groups, outputActivity: 0.5, load: 1.5 });
    expect(found.margin).toBeLessThan(0);
    expect(capacity({ groups, outputActivity: 0.5, margin: found.margin }).load).toBeCloseTo(
      1.5,
      12,
    );
    expect(found.validity.kind).toBe('exact');
  });

  it('never crashes, whatever the numbers', () => {
    const anything = fc.oneof(fc.double(), fc.constantFrom(0, 1, -1, 0.5, Number.NaN));
    fc.assert(
      fc.property(
        fc.record({
          groups: fc.array(fc.record({ fraction: anything, activity: anything, gap: anything }), {
            maxLength: 2,
          }),
          outputActivity: anything,
          threshold: anything,
          density: anything,
          gap: anything,
          support: anything,
          margin: anything,
        }),
        (question) => {
          try {
            expect(Number.isFinite(capacity(question).load)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
