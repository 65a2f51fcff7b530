import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { type IdxArray, type IdxType, readIdx, writeIdx } from './idx.ts';

const MAKE = {
  uint8: (values: number[]) => Uint8Array.from(values),
  int8: (values: number[]) => Int8Array.from(values),
  int16: (values: number[]) => Int16Array.from(values),
  int32: (values: number[]) => Int32Array.from(values),
  float32: (values: number[]) => Float32Array.from(values),
  float64: (values: number[]) => Float64Array.from(values),
};

const arrays: fc.Arbitrary<IdxArray> = fc
  .record({
    type: fc.constantFrom(...(Object.keys(MAKE) as IdxType[])),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
  })
  .chain(({ type, shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc
      .array(fc.double({ noNaN: true }), { minLength: length, maxLength: length })
      .map((values) => ({ type, shape, data: MAKE[type](values) }));
  });

/** Parses, and fails unless the outcome is an array or a one-line FrugalError. */
function parseOrRefuse(bytes: Uint8Array): IdxArray | string {
  try {
    return readIdx(bytes, { name: 'f' }).value;
  } catch (error) {
    expect(error).toBeInstanceOf(FrugalError);
    expect((error as Error).message).toMatch(/^f: [^\n]+$/);
    return (error as Error).message;
  }
}

describe('IDX', () => {
  it('reads the example of the format, byte by byte', () => {
    // Magic 0x00000803: unsigned bytes, rank 3, as in the description of MNIST's training images.
    const bytes = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 255);
    expect(readIdx(bytes).value).toEqual({
      type: 'uint8',
      shape: [1, 2, 2],
      data: Uint8Array.of(1, 2, 3, 255),
    });
  });

  it('reads big-endian numbers of every type', () => {
    const cases: [number, number[], number][] = [
      [0x09, [0xfe], -2],
      [0x0b, [0xfe, 0xff], -257],
      [0x0c, [0x00, 0x01, 0x00, 0x02], 65538],
      [0x0d, [0xbf, 0xc0, 0x00, 0x00], -1.5],
      [0x0e, [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], Math.PI],
    ];
    for (const [code, value, expected] of cases) {
      expect(readIdx(Uint8Array.of(0, 0, code, 1, 0, 0, 0, 1, ...value)).value.data[0]).toBe(
        expected,
      );
    }
  });

  it('gives back what was encoded, wherever it lies in its buffer', () => {
    fc.assert(
      fc.property(arrays, fc.integer({ min: 0, max: 7 }), (array, offset) => {
        const bytes = writeIdx(array);
        const moved = new Uint8Array(bytes.length + offset).subarray(offset);
        moved.set(bytes);
        expect(readIdx(moved).value).toEqual(array);
      }),
    );
  });

  it.each([
    ['nothing', [], 'truncated IDX header: 0 bytes, expected at least 4'],
    ['gzip', [0x1f, 0x8b, 8, 0, 0], 'found gzip data where IDX was expected; decompress it first'],
    ['a wrong magic number', [1, 0, 8, 1, 0, 0, 0, 0], 'starts with 0x01000801, expected 0x0000'],
    ['an unknown type', [0, 0, 0x0a, 0], 'starts with 0x00000a00'],
    [
      'a cut header',
      [0, 0, 8, 2, 0, 0, 0, 1],
      'truncated IDX header: 8 bytes, expected 12 for rank 2',
    ],
    ['missing values', [0, 0, 8, 1, 0, 0, 0, 3, 7], 'truncated IDX file: 9 bytes, expected 11'],
    [
      'trailing bytes',
      [0, 0, 8, 1, 0, 0, 0, 1, 7, 8],
      'trailing bytes after the IDX values: 10 bytes, expected 9',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readIdx(Uint8Array.from(bytes))).toThrow(message);
  });

  it('refuses absurd sizes before it allocates', () => {
    const absurd = Uint8Array.of(0, 0, 0x0e, 3, ...new Array(12).fill(0xff));
    expect(() => readIdx(absurd)).toThrow('truncated IDX file: 16 bytes, expected 6.33');
    const zero = Uint8Array.of(0, 0, 0x0e, 3, ...new Array(8).fill(0xff), 0, 0, 0, 0);
    expect(readIdx(zero).value.data.length).toBe(0);
    const rank255 = new Uint8Array(4 + 4 * 255).fill(0xff);
    rank255.set([0, 0, 8, 255]);
    expect(() => readIdx(rank255)).toThrow('truncated IDX file');
  });

  it('answers random bytes with an array or one line', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void parseOrRefuse(bytes)));
  });

  it('answers damaged files with an array of the same bytes or one line', () => {
    const edits = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(arrays, edits, fc.integer({ min: -3, max: 3 }), (array, changes, longer) => {
        const original = writeIdx(array);
        const bytes = new Uint8Array(Math.max(0, original.length + longer));
        bytes.set(original.subarray(0, bytes.length));
        for (const [at, value] of changes) bytes[at % Math.max(1, bytes.length)] = value;
        const result = parseOrRefuse(bytes);
        if (typeof result !== 'string') expect(writeIdx(result).length).toBe(bytes.length);
      }),
    );
  });

  it('does not encode what does not fit', () => {
    const data = new Uint8Array(3);
    expect(() => writeIdx({ type: 'uint8', shape: [2, 2], data })).toThrow(
      '3 values do not fill the shape 2 × 2',
    );
    expect(() => writeIdx({ type: 'uint8', shape: [-3], data })).toThrow('size -3');
    expect(() => writeIdx({ type: 'uint8', shape: new Array(256).fill(1), data })).toThrow(
      'rank 256',
    );
  });
});

describe('readIdx', () => {
  it('gives tensors of every type and of many dimensions', () => {
    const shape = new Array<number>(200).fill(1);
    const bytes = writeIdx({ type: 'float64', shape, data: Float64Array.of(0.1) });
    expect(readIdx(bytes).value).toEqual({ type: 'float64', shape, data: Float64Array.of(0.1) });
  });

  it('stays short where there are hundreds of dimensions', () => {
    const bytes = new Uint8Array(4 + 4 * 255).fill(1);
    bytes.set([0, 0, 8, 255]);
    expect(() => readIdx(bytes, { name: 'x' })).toThrow(
      /^x: truncated .{0,160}\(255 dimensions\)$/,
    );
  });
});
