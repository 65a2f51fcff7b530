import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodnessOfFit } from '../../test/goodness-of-fit.ts';
import { UsageError } from '../errors.ts';
import { normalQuantile } from './normal-quantile.ts';
import { createRandom, type Random, restoreRandom } from './random.ts';
import { mean } from './summary.ts';

const hex = (words: readonly number[]) => words.map((word) => word.toString(16)).join(' ');
const take = (random: Random, n: number) => Array.from({ length: n }, () => random.bits());

// Words of a separate implementation in Python integers, written from the description of the streams in random.ts.
describe('known answers', () => {
  test('the stream of seed 7', () => {
    const random = createRandom(7);
    expect(hex(random.key)).toBe('3c527277 6d51217a');
    const words = take(random, 8);
    expect(hex(words.slice(0, 4))).toBe('1c4e49c1 58cbecda 1f037eea 316967c0');
    expect(hex(words.slice(4))).toBe('957e0a46 be1d42ec 78dacfb4 1dd91a47');
    expect(createRandom(7).uniform()).toBe(0.11056958397374783);
    expect(createRandom(7).normal()).toBeCloseTo(-1.2235045996959988, 14);
  });

  test.each([
    ['frugal', 'f2378225 946b76af'],
    ['', 'dea45a54 33d931b5'],
    ['abcd', 'd998d3b7 9ba09eed'],
    ['synapse, axon', 'b1853930 60e7069c'],
    [2 ** 53 - 1, '7b31cf73 eecb6b9b'],
  ])('the key of seed %j', (seed, key) => {
    expect(hex(createRandom(seed).key)).toBe(key);
  });

  test('the key of a grandchild', () => {
    expect(hex(createRandom(7).split('layer').split(2).key)).toBe('69aa728d 894500ae');
  });

  // Ours, pinned so that a change of any algorithm is seen: it changes every result.
  test('one draw of each kind', () => {
    const random = createRandom('pinned');
    const floats = new Float32Array(2);
    random.fillNormal(floats, 0.5);
    expect({
      normal: random.normal(),
      integer: random.integer(1000),
      large: random.integer(2 ** 52 + 1),
      binomial: random.binomial(1e6, 0.3),
      permutation: [...random.permutation(6)],
      distinct: [...random.distinct(100, 5)],
      floats: [...floats],
    }).toMatchInlineSnapshot(`
      {
        "binomial": 300033,
        "distinct": [
          23,
          53,
          64,
          73,
          88,
        ],
        "floats": [
          0.3438850939273834,
          0.6128438711166382,
        ],
        "integer": 607,
        "large": 3255565982592960,
        "normal": -0.4789511537432995,
        "permutation": [
          0,
          3,
          2,
          1,
          4,
          5,
        ],
      }
    `);
  });
});

describe('split', () => {
  test('does not depend on what was drawn or split before, and disturbs nothing', () => {
    const one = createRandom(3);
    const early = one.split('init');
    one.split('other');
    const parentWords = take(one, 5);
    const late = one.split('init');
    expect(take(late, 9)).toEqual(take(early, 9));
    expect(parentWords).toEqual(take(createRandom(3), 5));
  });

  test('gives different streams for different names, orders and kinds', () => {
    const root = createRandom(0);
    const names = [
      '',
      'a',
      'b',
      'ab',
      'ba',
      'abc',
      'abcd',
      'abcde',
      'a\0',
      '\0',
      '\0\0',
      '1',
      1,
      0,
      2,
      2 ** 32,
    ];
    const streams = [root, ...names.map((name) => root.split(name))];
    streams.push(
      root.split('a').split('b'),
      root.split('b').split('a'),
      root.split('abcd').split('e'),
    );
    streams.push(createRandom(1), createRandom('0'));
    expect(new Set(streams.map((stream) => hex(stream.key))).size).toBe(streams.length);
  });

  test('numbered children have uncorrelated first words', () => {
    const root = createRandom(11);
    const n = 4096;
    const observed = new Float64Array(64);
    let ones = 0;
    for (let i = 0; i < n; i++) {
      const word = root.split(i).bits();
      observed[word >>> 26]++;
      for (let bit = 0; bit < 32; bit++) ones += (word >>> bit) & 1;
    }
    expect(Math.abs(goodnessOfFit(observed, new Float64Array(64).fill(n / 64)))).toBeLessThan(3);
    expect(Math.abs(ones / (32 * n) - 0.5)).toBeLessThan(3 * 0.5 * Math.sqrt(1 / (32 * n)));
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the name %d', (name) => {
    expect(() => createRandom(1).split(name)).toThrow(UsageError);
  });
});

describe('createRandom', () => {
  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses the seed %d',
    (seed) => {
      expect(() => createRandom(seed)).toThrow(
        new UsageError(`seed ${seed} is not an integer in 0..2^53-1 or a string`),
      );
    },
  );

  test('refuses what is neither a number nor a string', () => {
    expect(() => createRandom(null as unknown as number)).toThrow('seed null is not');
  });
});

describe('state', () => {
  test('restores anywhere, also in the middle of a block, through JSON', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(), (drawn, seed) => {
        const random = createRandom(seed);
        take(random, drawn);
        const state = JSON.parse(JSON.stringify(random.state()));
        expect(state.position).toBe(drawn);
        const copy = restoreRandom(state);
        expect(copy.state()).toEqual(state);
        expect(take(copy, 9)).toEqual(take(random, 9));
        expect(copy.normal()).toBe(random.normal());
        expect(copy.split('x').bits()).toBe(random.split('x').bits());
      }),
    );
  });

  test('goes on past 2^32 blocks', () => {
    const { key } = createRandom(1);
    const before = restoreRandom({ key, position: 4 * 2 ** 32 - 2 });
    const after = restoreRandom({ key, position: 4 * 2 ** 32 });
    take(before, 2);
    expect(before.state()).toEqual(after.state());
    expect(take(before, 6)).toEqual(take(after, 6));
    expect(before.state().position).toBe(4 * 2 ** 32 + 6);
  });

  test.each([
    { key: [1], position: 0 },
    { key: [1, -1], position: 0 },
    { key: [1, 2 ** 32], position: 0 },
    { key: [1, 2], position: -1 },
    { key: [1, 2], position: 0.5 },
    { key: 'ab', position: 0 },
    {},
    null,
    'text',
  ])('%j is not a state', (state) => {
    expect(() => restoreRandom(state as never)).toThrow(UsageError);
  });
});

describe('draws', () => {
  test('uniform fills [0, 1) evenly', () => {
    const random = createRandom('uniform');
    const observed = new Float64Array(100);
    for (let i = 0; i < 20_000; i++) observed[Math.floor(100 * random.uniform())]++;
    expect(Math.abs(goodnessOfFit(observed, new Float64Array(100).fill(200)))).toBeLessThan(3);
  });

  test.each([1, 2, 3, 7, 100])('integer below %d is even', (bound) => {
    const random = createRandom('integer').split(bound);
    const observed = new Float64Array(bound);
    for (let i = 0; i < 200 * bound; i++) observed[random.integer(bound)]++;
    if (bound === 1) expect([...observed]).toEqual([200]);
    else
      expect(
        Math.abs(
          goodnessOfFit(
            observed,
            observed.map(() => 200),
          ),
        ),
      ).toBeLessThan(3);
  });

  test.each([2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32, 2 ** 32 + 1, 3 * 2 ** 51, 2 ** 53])(
    'integer below %d, where a remainder would be biased, is even',
    (bound) => {
      const random = createRandom('wide').split(bound - 1);
      const observed = new Float64Array(6);
      for (let i = 0; i < 6000; i++) {
        const value = random.integer(bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
        observed[Math.floor((value / bound) * 6)]++;
      }
      expect(Math.abs(goodnessOfFit(observed, new Float64Array(6).fill(1000)))).toBeLessThan(3);
    },
  );

  test('normal has the masses of its quantiles', () => {
    const random = createRandom('normal');
    const cells = 50;
    const edges = Array.from({ length: cells - 1 }, (_, i) => normalQuantile((i + 1) / cells));
    const observed = new Float64Array(cells);
    let sum = 0;
    let squares = 0;
    const size = 20_000;
    for (let i = 0; i < size; i++) {
      const z = random.normal();
      observed[edges.filter((edge) => edge <= z).length]++;
      sum += z;
      squares += z * z;
    }
    const expected = new Float64Array(cells).fill(size / cells);
    expect(Math.abs(goodnessOfFit(observed, expected))).toBeLessThan(3);
    expect(Math.abs(sum / size)).toBeLessThan(3 / Math.sqrt(size));
    expect(Math.abs(squares / size - 1)).toBeLessThan(3 * Math.sqrt(2 / size));
  });

  test('bernoulli and binomial', () => {
    const random = createRandom('coins');
    expect(random.bernoulli(0)).toBe(false);
    expect(random.bernoulli(1)).toBe(true);
    let heads = 0;
    for (let i = 0; i < 10_000; i++) heads += random.bernoulli(0.2) ? 1 : 0;
    expect(Math.abs(heads - 2000)).toBeLessThan(3 * 40);
    expect(Math.abs(random.binomial(10_000, 0.2) - 2000)).toBeLessThan(3 * 40);
  });

  test('permutation: every order of four is equally likely', () => {
    const random = createRandom('permutation');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(goodnessOfFit([...counts.values()], new Array(24).fill(500)))).toBeLessThan(3);
    expect([...random.permutation(0)]).toEqual([]);
    expect([...random.permutation(1)]).toEqual([0]);
  });

  test('shuffle keeps the members', () => {
    fc.assert(
      fc.property(fc.uint32Array(), fc.nat(), (array, seed) => {
        const shuffled = array.slice();
        createRandom(seed).shuffle(shuffled);
        expect(shuffled.sort()).toEqual(array.sort());
      }),
    );
  });

  test('fillUniform and fillNormal keep range, scale and symmetry', () => {
    const random = createRandom('fill');
    const size = 20_000;
    for (const out of [new Float32Array(size), new Float64Array(size)]) {
      random.fillUniform(out, -0.5, 0.5);
      const centre = mean(out);
      expect(Math.abs(centre)).toBeLessThan(3 * Math.sqrt(1 / 12 / size));
      expect(out.every((x) => x >= -0.5 && x <= 0.5)).toBe(true);
      random.fillNormal(out, 2);
      const squares = mean(Float64Array.from(out, (x) => x * x));
      expect(Math.abs(squares / 4 - 1)).toBeLessThan(3 * Math.sqrt(2 / size));
    }
    random.fillUniform(new Float64Array(0), 0, 1);
    const point = new Float32Array(3);
    random.fillUniform(point, 2, 2);
    expect([...point]).toEqual([2, 2, 2]);
  });

  test.each<[string, (random: Random) => unknown, string]>([
    ['integer(0)', (r) => r.integer(0), 'bound 0 is not an integer in 1..9007199254740992'],
    ['integer(NaN)', (r) => r.integer(Number.NaN), 'bound NaN is not an integer'],
    ['integer(2.5)', (r) => r.integer(2.5), 'bound 2.5 is not an integer'],
    ['bernoulli(1.2)', (r) => r.bernoulli(1.2), 'probability 1.2 is outside [0, 1]'],
    ['binomial(-1)', (r) => r.binomial(-1, 0.5), 'number of trials -1 is not an integer in 0..'],
    ['binomial(1, NaN)', (r) => r.binomial(1, Number.NaN), 'probability NaN is outside [0, 1]'],
    ['permutation(-1)', (r) => r.permutation(-1), 'length of a permutation -1 is not an integer'],
    ['fillUniform', (r) => r.fillUniform(new Float32Array(1), 1, 0), 'uniform range [1, 0)'],
    ['fillNormal', (r) => r.fillNormal(new Float32Array(1), -1), 'standard deviation -1'],
  ])('%s is refused', (_, call, message) => {
    const random = createRandom(1);
    expect(() => call(random)).toThrow(UsageError);
    expect(() => call(random)).toThrow(message);
    expect(random.state().position).toBe(0);
  });
});

test('a long stream, made in chunks, is what its words are one at a time', () => {
  const random = createRandom('chunks');
  const { key } = random;
  const words = take(random, 3000);
  for (const at of [0, 1023, 1024, 1279, 1280, 2999])
    expect(words[at]).toBe(restoreRandom({ key, position: at }).bits());
  for (const drawn of [0, 1, 2, 255, 256, 2000]) {
    const [whole, single] = [createRandom('chunks'), createRandom('chunks')];
    take(whole, drawn);
    take(single, drawn);
    const out = new Float64Array(700);
    whole.fillNormal(out, 1);
    expect([...out]).toEqual(Array.from(out, () => single.normal()));
    expect(whole.state()).toEqual(single.state());
  }
});
