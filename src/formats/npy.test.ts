import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainNumbers, tensorOf } from './elements.ts';
import { fromBase64 } from './fixtures/base64.ts';
import numpy from './fixtures/numpy.json' with { type: 'json' };
import { fromHalf, toHalf } from './half.ts';
import { readNpy, writeNpy } from './npy.ts';
import { readNpz, writeNpz } from './npz.ts';
import type { Tensor, Texts } from './values.ts';
import { joined, readZip } from './zip.ts';

/** Written to a stream by Python's `zipfile` with ZIP64_LIMIT = 3, one entry deflated and one stored. */
const STREAMED = [
  'UEsDBC0ACAAIAAAAIQAAAAAA//////////8FABQAYS50eHQBABAAAAAAAAAAAAAAAAAAAAAAAEtLLVdIw8QAUEsHCF',
  'VuivgIAAAAAAAAABcAAAAAAAAAUEsDBC0ACAAAAAAAIQAAAAAA//////////8FABQAYi50eHQBABAAAAAAAAAAAAAA',
  'AAAAAAAAAGNvYXJzZVBLBwhxr+XJBgAAAAAAAAAGAAAAAAAAAFBLAQItAy0ACAAIAAAAIQBVbor4//////////8FAB',
  'QAAAAAAAAAAACAAQAAAABhLnR4dAEAEAAXAAAAAAAAAAgAAAAAAAAAUEsBAi0DLQAIAAAAAAAhAHGv5cn/////////',
  '/wUAHAAAAAAAAAAAAIAB/////2IudHh0AQAYAAYAAAAAAAAABgAAAAAAAABXAAAAAAAAAFBLBgYsAAAAAAAAAC0ALQ',
  'AAAAAAAAAAAAIAAAAAAAAAAgAAAAAAAACWAAAAAAAAAKwAAAAAAAAAUEsGBwAAAABCAQAAAAAAAAEAAABQSwUGAAAA',
  'AAIAAgCWAAAArAAAAAAA',
].join('');

const read = (bytes: Uint8Array) => readNpy(bytes, { name: 'a.npy' }).value;
/** As Python writes it: an integer, a float's shortest digits, or the text. */
const words = (value: Tensor | Texts): string[] =>
  Array.from<unknown>(value.data).map((item) =>
    value.type.startsWith('float') || value.type === 'bool' ? String(Number(item)) : String(item),
  );
const asNumbers = (of: readonly string[]) =>
  of.map((text) => String(Number(text.replace('inf', 'Infinity'))));

describe('npy', () => {
  it.each(Object.entries(numpy.files))('reads what NumPy saves: %s', (_, file) => {
    const value = read(fromBase64(file.file));
    expect(value.shape).toEqual(file.shape);
    const isText = /^(str|bytes)/.test(file.type);
    expect(value.type).toBe(isText ? 'text' : file.type);
    const numbers = /^(float|bool)/.test(file.type);
    expect(words(value)).toEqual(numbers ? asNumbers(file.values) : file.values);
  });

  it('is a view where the bytes lie as an array needs them, and right where they do not', () => {
    const bytes = joined(writeNpy(tensorOf(Float64Array.of(1, 2, 3))));
    const padded = new Uint8Array(bytes.length + 1);
    padded.set(bytes, 1);
    const view = read(bytes).data as Float64Array;
    expect(view.buffer).toBe(bytes.buffer);
    expect(read(padded.subarray(1)).data).toEqual(view);
  });

  it('writes what it reads, in every type', () => {
    for (const { file } of Object.values(numpy.files)) {
      const value = read(fromBase64(file));
      const back = read(joined(writeNpy(value)));
      expect(back).toEqual(value);
    }
  });

  it.each([
    ['objects', 'a.npy holds Python objects (a pickle), which are not read; save numbers or texts'],
    [
      'records',
      "a.npy holds records (raw bytes); save each field by itself, as in np.save(file, a['field'])",
    ],
    ['complex', 'a.npy holds complex numbers; save a.real and a.imag'],
    ['dates', 'a.npy holds dates; save them as numbers'],
  ] as const)('refuses %s with the way out', (name, message) => {
    expect(() => read(fromBase64(numpy.refused[name]))).toThrow(message);
  });

  it('says where a file ends too early', () => {
    const bytes = joined(writeNpy(tensorOf(Float32Array.of(1, 2, 3))));
    expect(() => read(bytes.subarray(0, -1))).toThrow(
      'a.npy has 11 bytes for 3 numbers of type <f4',
    );
    expect(() => read(bytes.subarray(0, 20))).toThrow('a.npy ends inside its header');
    expect(() => read(Uint8Array.of(1, 2))).toThrow('a.npy is not an npy block');
  });
});

describe('halves', () => {
  it('come back as they were, all of them', () => {
    const bits = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
    const values = fromHalf(bits);
    const back = toHalf(values);
    for (let i = 0; i < bits.length; i++)
      if (!Number.isNaN(values[i])) expect(back[i]).toBe(bits[i]);
      else expect(fromHalf(back.subarray(i, i + 1))[0]).toBeNaN();
  });

  it('are the nearest, ties to even', () => {
    // numpy.float32([…]).astype('<f2').view('<u2')
    const values = [
      0.1,
      1 / 3,
      65519,
      65520,
      2 ** -25,
      1.5 * 2 ** -24,
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      2047.5,
    ];
    expect([...toHalf(Float32Array.from(values))]).toEqual([
      11878, 13653, 31743, 31744, 0, 2, 15360, 15362, 26624,
    ]);
  });
});

describe('plain numbers', () => {
  it('are int32 where all fit, else doubles, and nothing else than what was there', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n - 2n ** 53n, 2n ** 53n - 1n)), (all) => {
        const plain = plainNumbers(BigInt64Array.from(all), 'x');
        expect(Array.from(plain, (value) => BigInt(value))).toEqual(all);
        const small = all.every((value) => value >= -(2n ** 31n) && value < 2n ** 31n);
        expect(plain).toBeInstanceOf(small ? Int32Array : Float64Array);
      }),
    );
    expect(() => plainNumbers(BigUint64Array.of(1n, 2n ** 63n), 'y')).toThrow(
      'y: element 1 is 9223372036854775808, not below 2^53',
    );
    expect(() => plainNumbers(BigInt64Array.of(-(2n ** 53n) - 1n), 'y')).toThrow('not below 2^53');
  });
});

describe('npz', () => {
  it.each(Object.entries(numpy.archives))('reads what numpy.%s writes', (_, file) => {
    const { value } = readNpz(fromBase64(file), { name: 'z' });
    expect(Object.fromEntries(value)).toEqual({
      x: { type: 'float32', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
      y: { type: 'int64', shape: [2], data: BigInt64Array.of(0n, 2n ** 40n) },
      names: { type: 'text', shape: [2], data: ['a', 'b'] },
    });
  });

  it('comes back as it was, stored and deflated', () => {
    const arrays = new Map<string, Tensor | Texts>([
      ['__proto__', tensorOf(Uint8Array.of(1))],
      ['half', { type: 'float16', shape: [2], data: Float32Array.of(0.5, 65504) }],
      ['truth', { type: 'bool', shape: [1, 2], data: Uint8Array.of(0, 1) }],
      ['long', tensorOf(new BigInt64Array(1000).fill(-5n))],
    ]);
    const stored = writeNpz(arrays);
    const packed = writeNpz(arrays, { deflate: true });
    expect(packed.length).toBeLessThan(stored.length / 4);
    for (const bytes of [stored, packed])
      expect(readNpz(bytes, { name: 'z' }).value).toEqual(arrays);
  });

  it('bounds what deflated entries may become', () => {
    const bytes = writeNpz([['zeros', tensorOf(new Float64Array(100_000))]], { deflate: true });
    expect(() => readNpz(bytes, { name: 'z', maxBytes: 1000 })).toThrow(
      'z unpacks to more than the 1000 bytes allowed, at "zeros.npy"',
    );
  });

  it('is a zip that other programs make as well: zip64 and sizes after the content', () => {
    const contents = [...readZip(fromBase64(STREAMED), { name: 'z' })];
    expect(contents.map(([name, content]) => [name, new TextDecoder().decode(content)])).toEqual([
      ['a.txt', 'few few few few few few'],
      ['b.txt', 'coarse'],
    ]);
  });
});
