/** Conversions of originals that have the form of the public ones and few examples; the whole ones are held by checksums. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensorOf } from '../../formats/elements.ts';
import { fromBase64 } from '../../formats/fixtures/base64.ts';
import { readIdx } from '../../formats/idx.ts';
import { writeNpz } from '../../formats/npz.ts';
import { addressesOf, catalogue } from '../catalogue.ts';
import { idxFile, upright, wholeNumbers } from './conversion.ts';
import files from './fixtures/matlab.json' with { type: 'json' };
import { conversions } from './index.ts';
import { legacyShuffle, mersenneTwister } from './legacy-shuffle.ts';
import { RowPool } from './rows.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The arrays that a conversion makes, by name. */
async function made(id: string, originals: Readonly<Record<string, Uint8Array | string>>) {
  const result = await conversions[id].make((name) => {
    const found = originals[name];
    return typeof found === 'string' ? utf8(found) : found;
  });
  return Object.fromEntries(
    [...result].map(([name, bytes]) => {
      const { shape, data } = readIdx(bytes, { name }).value;
      return [name, { shape, data: Array.from(data) }];
    }),
  );
}

/** Places and values of what is not zero. */
const nonzero = (data: readonly number[]): [number, number][] =>
  data.flatMap((value, k): [number, number][] => (value === 0 ? [] : [[k, value]]));

const archive = (parts: Readonly<Record<string, readonly (readonly number[])[]>>): Uint8Array => {
  const arrays = Object.entries(parts).map(
    ([role, rows]) =>
      [
        `${role}_data`,
        tensorOf(Float32Array.from(rows.flat()), [rows.length, rows[0].length]),
      ] as const,
  );
  return writeNpz(arrays);
};

describe('every conversion', () => {
  it('makes what the catalogue lists, of a set that has no address', async () => {
    const withoutAddress = (await catalogue())
      .filter((facts) => facts.files.some((file) => addressesOf(facts, file).length === 0))
      .map(({ id }) => id);
    expect(Object.keys(conversions).sort()).toEqual(withoutAddress.sort());
    for (const { originals } of Object.values(conversions))
      for (const { url, bytes, sha256 } of originals) {
        expect(URL.canParse(url)).toBe(true);
        expect(bytes === undefined).toBe(sha256 === undefined);
      }
  });
});

describe('MATLAB sets', () => {
  const of = (id: keyof typeof files) => fromBase64(files[id]);

  it('coil20: pictures upright, as multiples of 1/4080, with the demonstration’s order', async () => {
    const result = await made('coil20', { 'COIL20.mat': of('coil20') });
    expect(result['images-idx3-short'].shape).toEqual([2, 32, 32]);
    expect(nonzero(result['images-idx3-short'].data)).toEqual([
      [32, 4080],
      [1024 + 2, 2040],
    ]);
    expect(result['labels-idx1-ubyte'].data).toEqual([0, 19]);
    expect(result['set-rbm-demo-permutation-idx1-short'].data).toEqual([...legacyShuffle(2, 0)]);
  });

  it('numbers and answers of the others', async () => {
    const isolet = await made('isolet', { 'Isolet.mat': of('isolet') });
    // −0.5 of a unit is rounded up, as Math.round does.
    expect(isolet['features-idx2-short'].data).toEqual([-10000, 1234, 5000, 0]);
    expect(isolet['labels-idx1-ubyte'].data).toEqual([25, 0]);
    const pcmac = await made('pcmac', { 'PCMAC.mat': of('pcmac') });
    expect(pcmac['features-idx2-ubyte']).toEqual({ shape: [2, 2], data: [0, 149, 2, 0] });
    expect(pcmac['labels-idx1-ubyte'].data).toEqual([0, 1]);
    const arcene = await made('arcene', { 'arcene.mat': of('arcene') });
    expect(arcene['features-idx2-short'].data).toEqual([0, 999]);
    const colon = await made('colon', { 'colon.mat': of('colon') });
    expect(colon['features-idx2-sbyte'].data).toEqual([-2, 0, 2, 2, 2, 0]);
    expect(colon['labels-idx1-ubyte'].data).toEqual([1, 0]);
  });

  it('silhouettes: three parts, pictures upright', async () => {
    const result = await made('caltech101-silhouettes-28', {
      'caltech101_silhouettes_28_split1.mat': of('silhouettes'),
    });
    const places = ['train', 'valid', 'test'].map(
      (role) => nonzero(result[`${role}-images-idx3-ubyte`].data)[0][0],
    );
    expect(places).toEqual([28, 1, 29]);
    expect(result['test-labels-idx1-ubyte'].data).toEqual([100]);
  });

  it('letters: what valid and test leave is for training', async () => {
    const row = (...ones: number[]): string =>
      Array.from({ length: 128 }, (_, k) => Number(ones.includes(k))).join(',');
    // Place 1 of a column is row 1; place 16 is column 1; place 127 the last of both.
    const result = await made('ocr-letters', {
      'ocr_taskar.mat': of('letters'),
      'ocr_letters.valid.data': `${row(127)}\n`,
      'ocr_letters.test.data': `${row(8)}\n`,
    });
    expect(result['valid-labels-idx1-ubyte'].data).toEqual([3]);
    expect(result['test-labels-idx1-ubyte'].data).toEqual([25]);
    expect(result['train-labels-idx1-ubyte'].data).toEqual([0]);
    expect(nonzero(result['train-images-idx3-ubyte'].data)).toEqual([[1, 1]]);
  });

  it('refuses a file without its variables', async () => {
    await expect(made('coil20', { 'COIL20.mat': of('silhouettes') })).rejects.toThrow(
      'COIL20.mat has no matrix "X"',
    );
  });
});

describe('the binary suite', () => {
  const bits = (width: number, ...ones: number[]): number[] =>
    Array.from({ length: width }, (_, k) => Number(ones.includes(k)));

  it('adult: labels of equal rows in the order of a9a, the test part is what is left', async () => {
    const result = await made('adult', {
      a9a: '+1 1:1 \n-1 1:1 \n-1 3:1 123:1 \n+1 2:1 \n',
      'adult.train.data': `${bits(123, 0)}\n`,
      'adult.valid.data': `${bits(123, 1)}\n`,
    });
    expect(result['train-labels-idx1-ubyte'].data).toEqual([1]);
    expect(result['valid-labels-idx1-ubyte'].data).toEqual([1]);
    expect(result['test-features-idx2-ubyte'].shape).toEqual([2, 123]);
    expect(nonzero(result['test-features-idx2-ubyte'].data)).toEqual([
      [0, 1],
      [123 + 2, 1],
      [123 + 122, 1],
    ]);
    expect(result['test-labels-idx1-ubyte'].data).toEqual([0, 0]);
    const strange = { a9a: '+1 1:1\n', 'adult.train.data': `${bits(123, 5)}\n` };
    await expect(made('adult', strange)).rejects.toThrow(
      'adult.train.data: row 1 is not among the labelled rows',
    );
  });

  it('connect4: three bits a cell', async () => {
    const result = await made('connect4', {
      'connect-4.tsv.gz': 'a1\ta2\ttarget\n0\t1\t2\n2\t0\t1\n1\t1\t0\n',
      'connect4.train.data': '0,1,0,0,0,1\n',
      'connect4.valid.data': '1,0,0,0,1,0\n',
    });
    expect(result['train-labels-idx1-ubyte'].data).toEqual([2]);
    expect(result['valid-labels-idx1-ubyte'].data).toEqual([1]);
    expect(result['test-features-idx2-ubyte'].data).toEqual([0, 0, 1, 0, 0, 1]);
  });

  it('parts of archives, with labels by row', async () => {
    const parts = { train: [[1, 0]], valid: [[0, 1]], test: [[1, 1]] };
    const dna = await made('dna', {
      'dna.npz': archive(parts),
      'dna.tsv.gz': 'A0\tA1\ttarget\n1\t1\t3\n0\t1\t2\n1\t0\t1\n',
    });
    expect(['train', 'valid', 'test'].map((r) => dna[`${r}-labels-idx1-ubyte`].data[0])).toEqual([
      0, 1, 2,
    ]);
    const nips = await made('nips-0-12', { 'nips.npz': archive(parts) });
    expect(nips['test-features-idx2-ubyte']).toEqual({ shape: [1, 2], data: [1, 1] });
    const wide = { train: [bits(112, 0)], valid: [bits(112, 1)], test: [bits(112, 111)] };
    const mushrooms = await made('mushrooms', {
      'mushrooms.npz': archive(wide),
      'mushrooms.svm': '1 112:1\n2 1:1\n2 2:1\n',
    });
    expect(mushrooms['train-labels-idx1-ubyte'].data).toEqual([1]);
    expect(mushrooms['test-labels-idx1-ubyte'].data).toEqual([0]);
    await expect(made('nips-0-12', { 'nips.npz': archive({ x: [[1]] }) })).rejects.toThrow(
      'nips.npz has no matrix "train_data"',
    );
  });

  it('rcv1: rows of 150', async () => {
    const rows = await made('rcv1-subset', { 'rcv1.valid.data': `${bits(150, 149)}\n` });
    expect(rows['valid-features-idx2-ubyte'].shape).toEqual([1, 150]);
    await expect(made('rcv1-subset', { 'rcv1.valid.data': '0,1' })).rejects.toThrow(
      '2 numbers are no rows of 150',
    );
  });

  it('web: rows in the order of the SHA-256 of their numbers', async () => {
    // SHA-256: "0" 5fece…, "1" 6b86b…, "2" d4735…, "3" 4e074…: 3, 0, 1, 2.
    const result = await made('web', { w8a: '-1 1:1\n-1 2:1\n+1 3:1\n-1 300:1\n' });
    expect(nonzero(result['train-features-idx2-ubyte'].data).map(([k]) => k)).toEqual([
      299,
      300,
      600 + 1,
      900 + 2,
    ]);
    expect(result['train-labels-idx1-ubyte'].data).toEqual([0, 0, 0, 1]);
  });
});

describe('texts and records', () => {
  it('madelon, CIFAR-10 and breast cancer', async () => {
    const one = { data: '485 477 \n12 0 \n', labels: '-1\n1\n' };
    const result = await made('madelon', {
      ...{ 'madelon_train.data': one.data, 'madelon_train.labels': one.labels },
      ...{ 'madelon_valid.data': one.data, 'madelon_valid.labels': one.labels },
    });
    expect(result['train-features-idx2-short']).toEqual({ shape: [2, 2], data: [485, 477, 12, 0] });
    expect(result['valid-labels-idx1-ubyte'].data).toEqual([0, 1]);
    const pictures = new Uint8Array(1001 * 3073).fill(7);
    const cifar = await conversions['cifar10-subset'].make(() => pictures);
    expect(cifar.get('test_batch_first1000.bin')?.length).toBe(1000 * 3073);
    const wdbc = await conversions['breast-cancer-wdbc'].make(() =>
      utf8('target\t2\t3\n1\t0.05372999999999999\t1001.0\n0\t0.1\t2e-07\n'),
    );
    const lines = new TextDecoder().decode(wdbc.get('wdbc.csv')).split('\n');
    expect(lines[0]).toMatch(/^malignant,radius_mean,.*,fractal_dimension_worst$/);
    expect(lines.slice(1)).toEqual(['1,0.05373,1001', '0,0.1,2e-7', '']);
  });
});

describe('parts of conversions', () => {
  it('shuffles as NumPy does', () => {
    // numpy.random.RandomState(0): randint(0, 2**32, dtype='uint32') and shuffle(arange(12)).
    const words = mersenneTwister(0);
    expect([1, 2, 3, 4].map(() => words.next().value)).toEqual([
      2357136044, 2546248239, 3071714933, 3626093760,
    ]);
    expect([...legacyShuffle(12, 0)]).toEqual([6, 11, 4, 10, 2, 8, 1, 7, 9, 3, 0, 5]);
    expect([...legacyShuffle(1440, 0)].slice(0, 6)).toEqual([34, 1061, 1256, 333, 141, 364]);
  });

  it('turns pictures, and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (height, width) => {
          const values = Array.from({ length: 2 * height * width }, (_, k) => k);
          const turned = upright(values, { height, width });
          expect([...upright(turned, { height: width, width: height })]).toEqual(values);
        },
      ),
    );
  });

  it('reads whole numbers, whatever lies between', () => {
    expect([...wholeNumbers(utf8(' 1,-2\n+3;  40'))]).toEqual([1, -2, 3, 40]);
    expect([...wholeNumbers(utf8('\n'))]).toEqual([]);
  });

  it('refuses values that a type does not hold', () => {
    expect(() => idxFile('features', 'uint8', [1], [256])).toThrow(
      'value 256 at place 0 is no uint8',
    );
  });

  it('takes each row once, the first of equal ones first', () => {
    // Rows 0 and 2 have their last bit alone, row 1 has none.
    const rows = { count: 3, width: 17, bits: new Uint8Array(51).fill(1, 16, 17).fill(1, 50) };
    const pool = new RowPool(rows, [4, 5, 6]);
    const first = { ...rows, count: 1 };
    expect([...pool.take(first, 'x')]).toEqual([4]);
    expect([...pool.rest().labels]).toEqual([5, 6]);
    expect([...pool.take(first, 'x')]).toEqual([6]);
    expect(() => pool.take(first, 'y')).toThrow('y: row 1 is not among the labelled rows');
  });
});
