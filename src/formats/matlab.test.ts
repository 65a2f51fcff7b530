import { describe, expect, it } from 'vitest';
import { tensorOf } from './elements.ts';
import { fromBase64 } from './fixtures/base64.ts';
import matlab from './fixtures/matlab.json' with { type: 'json' };
import { VARIABLES } from './fixtures/matlab-variables.ts';
import { packers } from './inflate.ts';
import { readMatlab } from './matlab.ts';
import { readMatlab5 } from './matlab5.ts';
import { recognise } from './recognise.ts';

const read = (bytes: Uint8Array) => readMatlab5(bytes, { name: 'x.mat' });
describe('MATLAB 5 to 7', () => {
  it.each(['plain', 'compressed'] as const)('reads what SciPy saves, %s', (form) => {
    const bytes = fromBase64(matlab[form]);
    expect(recognise(bytes, 'x')).toBe('matlab');
    const { value, notes } = read(bytes);
    expect(Object.fromEntries(value)).toEqual(VARIABLES);
    expect(notes).toEqual([
      'variable "m": a logical mask became entries of value 1',
      'variable "z" was left out: it is complex; save real(z) and imag(z)',
      'variable "st" was left out: it is a structure; save its fields with save(file, "-struct", "name")',
      'variable "mixed" was left out: it is a cell that holds more than texts',
    ]);
  });

  it('gives the cells of a cell one by one where that is asked for', () => {
    const bytes = fromBase64(matlab.plain);
    const { value, notes } = readMatlab5(bytes, { name: 'x.mat', cells: true });
    expect(value.get('mixed{1}')).toEqual({ type: 'text', shape: [], data: ['a'] });
    expect(value.get('mixed{2}')).toEqual(tensorOf(Float64Array.of(1), [1, 1]));
    expect(notes.join()).not.toContain('mixed');
  });

  it('reads the other byte order', () => {
    const { value } = read(fromBase64(matlab.big));
    expect(value.get('x')).toEqual(tensorOf(Float64Array.of(1, 3, 2, 4.5), [2, 2]));
  });

  it('says what is wrong, and where', () => {
    const bytes = fromBase64(matlab.big);
    expect(() => read(bytes.subarray(0, 100))).toThrow('x.mat is no MATLAB file of version 5 to 7');
    expect(() => read(bytes.subarray(0, -8))).toThrow(
      'x.mat has an element of 80 bytes at byte 128, but 72 are left',
    );
    const sized = bytes.slice();
    sized[128 + 8 + 16 + 8 + 3] = 3;
    expect(() => read(sized)).toThrow('x.mat: variable "x" has 4 numbers, its size says 6');
    const packed = fromBase64(matlab.compressed);
    expect(() => readMatlab5(packed, { name: 'x', maxBytes: 50 })).toThrow(
      'x: the variable at byte 128 cannot be inflated, or comes to more than 50 bytes',
    );
  });
});

describe('MATLAB 7.3', () => {
  it('reads what MATLAB writes, turned, with sparse matrices, texts and cells', async () => {
    const bytes = fromBase64(matlab.v73);
    expect(recognise(bytes, 'x')).toBe('matlab73');
    const { value, notes } = await readMatlab(bytes, { name: 'x.mat' });
    const { packed, ...rest } = Object.fromEntries(value);
    const names = [
      'd',
      'cube',
      'i64',
      'mask',
      'text',
      'rows',
      'nothing',
      'empty',
      's',
      'm',
      'labels',
    ];
    expect(rest).toEqual(Object.fromEntries(names.map((name) => [name, VARIABLES[name]])));
    expect(packed).toEqual(
      tensorOf(
        Float64Array.from({ length: 200 }, (_, i) => i),
        [10, 20],
      ),
    );
    expect(notes).toEqual([
      'variable "m": a logical mask became entries of value 1',
      'variable "mixed" was left out: it is a cell that holds more than texts',
      'variable "st" was left out: it is a structure; save its fields with save(file, "-struct", "name")',
    ]);
  });

  it('is told from the older ones', async () => {
    const older = await readMatlab(fromBase64(matlab.big), { name: 'x' });
    expect([...older.value.keys()]).toEqual(['x']);
  });
});

describe('packers', () => {
  it('unpack the same in Node and elsewhere', async () => {
    const zlib = await import('node:zlib');
    const [ours, theirs] = [packers.node(zlib), await packers.portable()];
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) >> 7);
    const wrapped = new Uint8Array(zlib.deflateSync(bytes));
    for (const packer of [ours, theirs]) {
      expect(new Uint8Array(packer.inflateUpTo(wrapped, 100_000))).toEqual(bytes);
      expect(() => packer.inflateUpTo(wrapped, 99_999)).toThrow();
      for (const other of [ours, theirs]) {
        const raw = packer.deflate(bytes);
        expect(new Uint8Array(other.inflate(raw, bytes.length, 'raw'))).toEqual(bytes);
        expect(new Uint8Array(other.inflate(wrapped, bytes.length, 'zlib'))).toEqual(bytes);
      }
      expect(packer.crc32(bytes, packer.crc32(bytes, 0))).toBe(
        ours.crc32(bytes, ours.crc32(bytes, 0)),
      );
      expect(packer.crc32(new Uint8Array(0), 5)).toBe(5);
    }
    expect(theirs.inflate(ours.deflate(bytes), 99_999, 'raw').length).not.toBe(99_999);
  });
});
