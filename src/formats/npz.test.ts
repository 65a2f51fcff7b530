import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../test/python.ts';
import { FrugalError } from '../errors.ts';
import { decodeNpz, encodeNpz, type FlatArrays } from './npz.ts';
import { readZip, writeZip } from './zip.ts';

const bytes = (arrays: FlatArrays, options?: Parameters<typeof encodeNpz>[1]) =>
  new Uint8Array(Buffer.concat(encodeNpz(arrays, options)));

const anyArray: fc.Arbitrary<FlatArrays[string]> = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
);
const rawOf = (data: FlatArrays[string]) =>
  typeof data === 'string' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const python = pythonWith('numpy');

describe('npz', () => {
  it('gives back every array, bit for bit, and the meta document', () => {
    fc.assert(
      fc.property(fc.dictionary(name, anyArray, { maxKeys: 5 }), fc.jsonValue(), (arrays, meta) => {
        const back = decodeNpz(bytes(arrays, { meta: JSON.parse(JSON.stringify(meta)) }));
        expect(Object.keys(back.arrays).sort()).toEqual(Object.keys(arrays).sort());
        for (const [key, array] of Object.entries(arrays)) {
          expect(back.arrays[key].constructor).toBe(array.constructor);
          expect(rawOf(back.arrays[key])).toEqual(rawOf(array));
        }
        expect(JSON.stringify(back.meta)).toBe(JSON.stringify(meta));
      }),
      { numRuns: 50 },
    );
  });

  it('writes equal bytes for equal arrays, views and shapes included', () => {
    const whole = Float32Array.from({ length: 12 }, (_, i) => i / 7);
    const a = bytes({ w: whole.subarray(3, 9) }, { shapes: { w: [2, 3] } });
    const b = bytes({ w: whole.slice(3, 9) }, { shapes: { w: [2, 3] } });
    expect(a).toEqual(b);
    expect(decodeNpz(a).shapes.w).toEqual([2, 3]);
    expect(() => encodeNpz({ w: whole }, { shapes: { w: [5] } })).toThrow(
      'shape [5] does not fit the 12 items of "w"',
    );
  });

  it('answers any bytes, and any damage to sound ones, with a FrugalError or an archive', () => {
    const sound = bytes({ a: Float32Array.of(1, 2, 3), b: Uint16Array.of(7) }, { meta: { n: 1 } });
    const attempt = (data: Uint8Array) => {
      try {
        decodeNpz(data);
      } catch (error) {
        expect(error).toBeInstanceOf(FrugalError);
        expect((error as Error).message).not.toContain('\n');
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt));
    fc.assert(fc.property(fc.nat(sound.length), (length) => attempt(sound.subarray(0, length))));
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), (at, value) => {
        const damaged = sound.slice();
        damaged[at] = value;
        attempt(damaged);
      }),
    );
  });

  it('finds a flipped bit in the contents', () => {
    const sound = bytes({ a: Float32Array.of(1, 2, 3) });
    const at = sound.indexOf(0x80, 100);
    sound[at] ^= 1;
    expect(() => decodeNpz(sound, 'w.npz')).toThrow('w.npz: "a.npy" is damaged (checksum differs)');
  });

  it('takes no other bytes for the same arrays: a flip anywhere is an error or changes nothing', () => {
    const arrays = {
      a: Float32Array.of(1, 2, 3),
      b: Uint16Array.of(7),
      none: new Int32Array(0),
      t: 'csr',
    };
    const sound = bytes(arrays, { meta: { n: 1 } });
    const whole = JSON.stringify(decodeNpz(sound));
    let refused = 0;
    for (let bit = 0; bit < 8 * sound.length; bit++) {
      const damaged = sound.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      try {
        expect(JSON.stringify(decodeNpz(damaged))).toBe(whole);
      } catch (error) {
        if (!(error instanceof FrugalError)) throw error;
        refused++;
      }
    }
    // Every bit of a content, and of the names that stand twice.
    const guarded = [...readZip(sound, { name: 'npz' })].map(
      ([name, { length }]) => length + 2 * name.length,
    );
    expect(refused).toBeGreaterThan(8 * guarded.reduce((a, b) => a + b, 0));
  });

  it('refuses what the directory names otherwise, names twice, or no longer describes', () => {
    const sound = bytes({ abc: Float32Array.of(1), abd: Float32Array.of(2) });
    const text = Buffer.from(sound).toString('latin1');
    const inDirectory = text.lastIndexOf('abd.npy');
    const renamed = sound.slice();
    renamed[inDirectory + 2] = 'c'.charCodeAt(0);
    expect(() => decodeNpz(renamed, 'w')).toThrow('w holds "abc.npy" twice');
    renamed[inDirectory + 2] = 'e'.charCodeAt(0);
    expect(() => decodeNpz(renamed, 'w')).toThrow(
      'w: "abe.npy" is damaged (directory and entry differ)',
    );
    const fewer = sound.slice();
    fewer[sound.length - 12] = 1;
    expect(() => decodeNpz(fewer, 'w')).toThrow('w has a damaged directory');
    const long = 'x'.repeat(1000);
    const damaged = bytes({ [long]: Float32Array.of(1) });
    damaged[200] ^= 1;
    expect(() => decodeNpz(damaged, 'w')).toThrow(/^w: "x{59}…" is damaged .{0,50}$/);
  });

  it('bounds what a header may claim, in a message of one short line', () => {
    const withShape = (shape: string) => {
      const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
      const block = Buffer.alloc(12 + header.length);
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0]).copy(block);
      block.writeUInt32LE(header.length, 8);
      block.write(header, 12, 'latin1');
      return new Uint8Array(Buffer.concat(writeZip([{ name: 'a.npy', parts: [block] }])));
    };
    expect(() => decodeNpz(withShape('1, '.repeat(65)), 'w')).toThrow(
      'w: "a.npy" has 65 dimensions; readable are up to 64',
    );
    expect(() => decodeNpz(withShape('9'.repeat(400)), 'w')).toThrow(
      'w: "a.npy" has 0 bytes for Infinity numbers of type <f4',
    );
  });

  it('keeps texts that NumPy can keep', () => {
    expect(() => encodeNpz({ t: 'a\0' })).toThrow(
      'the text "t" holds a NUL, which NumPy would drop',
    );
    expect(decodeNpz(bytes({ t: '', u: 'ε₀ 𝔸' })).arrays).toEqual({ t: '', u: 'ε₀ 𝔸' });
  });

  it.skipIf(python === undefined)('is read by NumPy, and reads what NumPy writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frugal-npz-'));
    try {
      const ours = join(folder, 'ours.npz');
      const arrays = {
        'layer1/weight': Float32Array.of(0.5, -1.25, 3e-30, Infinity, 5, 6),
        index: Uint16Array.of(0, 65535),
        start: Uint32Array.of(0, 4294967295),
        sums: Float64Array.of(Math.PI),
        none: new Int32Array(0),
        format: 'csr',
        empty: '',
      };
      writeFileSync(
        ours,
        bytes(arrays, { meta: { records: 3 }, shapes: { 'layer1/weight': [2, 3] } }),
      );
      const script = `
import json, sys, numpy as np
z = np.load(sys.argv[1])
texts = ('format', 'empty')
print(json.dumps({k: [z[k].dtype.str, list(z[k].shape), [repr(float(v)) for v in z[k].ravel()]] for k in z.files if k not in ('meta.json', *texts)}))
assert [z[k].item() for k in texts] == ['csr', '']
assert json.loads(z['meta.json']) == {'records': 3}
np.savez_compressed(sys.argv[2], a=np.arange(6, dtype=np.float32).reshape(2, 3), b=np.zeros(1000, dtype=np.uint8), wide='cso ε', narrow=np.bytes_(b'csr'))
np.savez(sys.argv[3], f=np.asfortranarray(np.arange(6.0).reshape(2, 3)))
np.savez(sys.argv[4], i=np.ones(3, dtype=np.int64))`;
      const files = ['deflated', 'fortran', 'long'].map((base) => join(folder, `${base}.npz`));
      const read = JSON.parse(runPython(python ?? '', script, ours, ...files));
      expect(read['layer1/weight']).toEqual([
        '<f4',
        [2, 3],
        ['0.5', '-1.25', String(Math.fround(3e-30)), 'inf', '5.0', '6.0'],
      ]);
      expect(read.index).toEqual(['<u2', [2], ['0.0', '65535.0']]);
      expect(read.start[2]).toEqual(['0.0', '4294967295.0']);
      expect(read.sums).toEqual(['<f8', [1], ['3.141592653589793']]);
      expect(read.none).toEqual(['<i4', [0], []]);
      const theirs = decodeNpz(readFileSync(files[0]));
      expect(theirs.shapes.a).toEqual([2, 3]);
      expect(theirs.arrays.a).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5));
      expect(theirs.arrays.b).toHaveLength(1000);
      expect(theirs.arrays).toMatchObject({ wide: 'cso ε', narrow: 'csr' });
      expect(decodeNpz(readFileSync(files[1])).arrays.f).toEqual(Float64Array.of(0, 1, 2, 3, 4, 5));
      expect(() => decodeNpz(readFileSync(files[2]))).toThrow(
        /holds type int64; an archive of a run has float32/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
