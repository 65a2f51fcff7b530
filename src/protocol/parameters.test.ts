import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { jsonSchemaOf } from './json-schema.ts';
import {
  checkValues,
  choice,
  choices,
  flag,
  flagName,
  integer,
  list,
  number,
  parameterName,
  parametersFromJson,
  parametersToJson,
  resolveParameters,
} from './parameters.ts';

const table = {
  density: number({
    description: 'share of connections',
    symbol: 'ρ',
    default: 0.1,
    above: 0,
    max: 1,
  }),
  learningRate: number({ description: 'step size', default: 0.01, above: 0 }),
  budget: number({ description: 'changes allowed', default: Infinity, min: 0, infinite: true }),
  epochs: integer({ description: 'passes', default: 3, min: 1, unit: 'epochs' }),
  batch: integer({ description: 'examples a step', default: 128, min: 1, max: 4096 }),
  method: choice(['set', 'static', 'dense'], { description: 'who rewires', default: 'set' }),
  methods: choices(['set', 'static', 'dense'], {
    description: 'compared',
    default: ['set', 'dense'],
  }),
  hidden: list(integer({ description: 'units', default: 1, min: 1 }), {
    description: 'layers',
    default: [1000, 1000],
  }),
  mirror: flag({ description: 'keep a mirror', default: true }),
};
const shares = list(number({ description: 'a share', default: 0.9, above: 0, below: 1 }), {
  ...{ description: 'shares', default: [0.9], unique: true, maxLength: 3 },
});
const resolve = (...layers: Record<string, unknown>[]) => resolveParameters(table, ...layers);

describe('resolveParameters', () => {
  it('lays later layers over earlier ones and freezes what comes out', () => {
    const values = resolve({ epochs: 5, density: 0.2 }, { density: 0.3, hidden: [10, 20] });
    expect(values).toEqual({
      density: 0.3,
      learningRate: 0.01,
      budget: Infinity,
      epochs: 5,
      batch: 128,
      method: 'set',
      methods: ['set', 'dense'],
      hidden: [10, 20],
      mirror: true,
    });
    expect(Object.isFrozen(values) && Object.isFrozen(values.hidden)).toBe(true);
    // The types follow from the table: these lines compile only if they do.
    const [method, first]: ['set' | 'static' | 'dense', number | undefined] = [
      values.method,
      values.hidden[0],
    ];
    expect([method, first]).toEqual(['set', 10]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ density: 1.2 }, 'density 1.2 is outside (0, 1]'],
    [{ density: 0 }, 'density 0 is outside (0, 1]'],
    [{ density: Number.NaN }, 'density NaN is outside (0, 1]'],
    [{ learningRate: Infinity }, 'learningRate Infinity is outside (0, ∞)'],
    [{ learningRate: -1 }, 'learningRate -1 is outside (0, ∞)'],
    [{ budget: -Infinity }, 'budget -Infinity is outside [0, ∞]'],
    [{ density: 'much' }, 'density "much" is not a number in (0, 1]'],
    [{ density: null }, 'density null is not a number in (0, 1]'],
    [{ epochs: 0 }, 'epochs 0 is not an integer ≥ 1'],
    [{ epochs: 1.5 }, 'epochs 1.5 is not an integer ≥ 1'],
    [{ batch: 5000 }, 'batch 5000 is not an integer in [1, 4096]'],
    [{ method: 'sett' }, 'unknown method "sett"; did you mean "set"? Known: set, static, dense'],
    [{ method: 3 }, 'method 3 is not one of set | static | dense'],
    [{ methods: ['set', 'set'] }, 'methods holds "set" twice'],
    [
      { methods: ['set', 'dens'] },
      'unknown methods "dens"; did you mean "dense"? Known: set, static, dense',
    ],
    [{ methods: [] }, 'methods has 0 items; allowed: list of set | static | dense'],
    [{ hidden: [10, -1] }, 'hidden[1] -1 is not an integer ≥ 1'],
    [{ hidden: 10 }, 'hidden 10 is not a list of integer ≥ 1'],
    [{ mirror: 'perhaps' }, 'mirror "perhaps" is neither true nor false'],
    [
      { densty: 1 },
      `unknown parameter "densty"; did you mean "density"? Known: ${Object.keys(table).join(', ')}`,
    ],
  ])('refuses %j in one line', (given, message) => {
    expect(() => resolve(given)).toThrow(new UsageError(message));
  });

  it.each<[number[], string]>([
    [[0.9, 0.5, 0.9], 'shares holds 0.9 twice'],
    [[0.9, 0.8, 0.7, 0.6], 'shares has 4 items; allowed: list of (0, 1), at most 3'],
    [[], 'shares has 0 items; allowed: list of (0, 1)'],
  ])('says what is wrong with the list %j', (given, message) => {
    expect(() => resolveParameters({ shares }, { shares: given })).toThrow(new UsageError(message));
  });

  it('names the source, and spells like the command line where asked', () => {
    const flags = { from: 'settings.json', spelling: 'flags' } as const;
    expect(() => checkValues(table, { learningRate: 0 }, flags)).toThrow(
      'learning-rate 0 is outside (0, ∞) (settings.json)',
    );
    expect(() => checkValues(table, { 'learning-rat': 0 }, flags)).toThrow(
      /did you mean "learning-rate"\?.*settings/,
    );
    expect(checkValues(table, { 'learning-rate': 1 })).toEqual({ learningRate: 1 });
  });

  it('meets nothing with anything but values or a one-line UsageError', () => {
    const anyName = fc.oneof(
      fc.constantFrom(...Object.keys(table), '__proto__', 'constructor', 'toString'),
      fc.string(),
    );
    const anyValue = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true }),
      fc.double(),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyName, anyValue), { maxLength: 4 }), (entries) => {
        const given = Object.create(null) as Record<string, unknown>;
        for (const [name, value] of entries)
          Object.defineProperty(given, name, { value, enumerable: true, configurable: true });
        try {
          expect(Object.keys(resolve(given))).toEqual(Object.keys(table));
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message).not.toMatch(/\n/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes the text of flags the same way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(table)), fc.string(), (name, text) => {
        const parameter = table[name as keyof typeof table];
        try {
          resolve({ [name]: parameter.fromText(text) });
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 500 },
    );
    const { density, budget, epochs, methods, hidden, mirror } = table;
    expect(density.fromText('1e-1')).toBe(0.1);
    expect(density.fromText('')).toBe('');
    expect(density.fromText('nan')).toBeNaN();
    expect(budget.fromText('inf')).toBe(Infinity);
    expect(epochs.fromText('12x')).toBe('12x');
    expect(methods.fromText('set, dense')).toEqual(['set', 'dense']);
    expect(hidden.fromText('300,100')).toEqual([300, 100]);
    expect(mirror.fromText('off')).toBe(false);
  });
});

describe('a parameter table', () => {
  it('is refused when a default is outside its own range', () => {
    expect(() => number({ description: 'rate', default: 0, above: 0 })).toThrow(
      'default 0 is outside (0, ∞)',
    );
    expect(() => choices(['a', 'b'], { description: 'names', default: [] })).toThrow(/has 0 items/);
  });

  it('survives JSON, infinities included', () => {
    const values = resolve({ epochs: 7 });
    const json: Record<string, unknown> = JSON.parse(JSON.stringify(parametersToJson(values)));
    expect(json.budget).toBe('Infinity');
    expect(resolve(parametersFromJson(table, json))).toEqual(values);
  });

  it('is exported as JSON Schema', () => {
    const schema = jsonSchemaOf(table);
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(schema.properties).toMatchObject({
      density: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.1, 'x-symbol': 'ρ' },
      budget: {
        anyOf: [{ type: 'number', minimum: 0 }, { const: 'Infinity' }],
        default: 'Infinity',
      },
      epochs: { type: 'integer', minimum: 1, 'x-unit': 'epochs' },
      method: { enum: ['set', 'static', 'dense'] },
      hidden: { type: 'array', items: { type: 'integer' }, default: [1000, 1000] },
      mirror: { type: 'boolean' },
    });
  });

  it('spells names as flags and back', () => {
    for (const name of Object.keys(table)) expect(parameterName(flagName(name))).toBe(name);
    expect(flagName('learningRate')).toBe('learning-rate');
  });

  it('says that a number is one value where several are given', () => {
    const table = { epsilon: number({ above: 0, default: 20, description: 'ε' }) };
    const given = (text: string) => () =>
      checkValues(table, { epsilon: table.epsilon.fromText(text) });
    expect(given('5,10')).toThrow(
      'epsilon "5,10" is not a number in (0, ∞); it takes one value: give each a run of its own',
    );
    expect(given('many')).toThrow(/^epsilon "many" is not a number in \(0, ∞\)$/);
  });
});
