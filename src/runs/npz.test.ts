import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import type { NamedArrays } from '../studies/study.ts';
import { decodeNpz, encodeNpz } from './npz.ts';

const bytes = (arrays: NamedArrays, options?: Parameters<typeof encodeNpz>[1]) =>
  new Uint8Array(Buffer.concat(encodeNpz(arrays, options)));

const anyArray: fc.Arbitrary<NamedArrays[string]> = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.int32Array(),
);
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

describe('npz', () => {
  it('gives back every array, bit for bit, and the meta document', () => {
    fc.assert(
      fc.property(fc.dictionary(name, anyArray, { maxKeys: 5 }), fc.jsonValue(), (arrays, meta) => {
        const back = decodeNpz(bytes(arrays, { meta: JSON.parse(JSON.stringify(meta)) }));
        expect(Object.keys(back.arrays).sort()).toEqual(Object.keys(arrays).sort());
        for (const [key, array] of Object.entries(arrays)) {
          expect(back.arrays[key].constructor).toBe(array.constructor);
          expect(Buffer.from(back.arrays[key].buffer)).toEqual(
            Buffer.from(array.buffer, array.byteOffset, array.byteLength),
          );
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

  it.skipIf(!hasNumpy)('is read by NumPy, and reads what NumPy writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frugal-npz-'));
    try {
      const ours = join(folder, 'ours.npz');
      const arrays = {
        'layer1/weight': Float32Array.of(0.5, -1.25, 3e-30, Infinity, 5, 6),
        index: Uint16Array.of(0, 65535),
        start: Uint32Array.of(0, 4294967295),
        sums: Float64Array.of(Math.PI),
        none: new Int32Array(0),
      };
      writeFileSync(
        ours,
        bytes(arrays, { meta: { records: 3 }, shapes: { 'layer1/weight': [2, 3] } }),
      );
      const script = `
import json, sys, numpy as np
z = np.load(sys.argv[1])
print(json.dumps({k: [z[k].dtype.str, list(z[k].shape), [repr(float(v)) for v in z[k].ravel()]] for k in z.files if k != 'meta.json'}))
assert json.loads(z['meta.json']) == {'records': 3}
np.savez_compressed(sys.argv[2], a=np.arange(6, dtype=np.float32).reshape(2, 3), b=np.zeros(1000, dtype=np.uint8))
np.savez(sys.argv[3], f=np.asfortranarray(np.ones((2, 3))), )
np.savez(sys.argv[4], i=np.ones(3, dtype=np.int64))`;
      const files = ['deflated', 'fortran', 'long'].map((base) => join(folder, `${base}.npz`));
      const read = JSON.parse(
        execFileSync('python3', ['-c', script, ours, ...files], { encoding: 'utf8' }),
      );
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
      expect([...theirs.arrays.a]).toEqual([0, 1, 2, 3, 4, 5]);
      expect(theirs.arrays.b).toHaveLength(1000);
      expect(() => decodeNpz(readFileSync(files[1]))).toThrow(/stored column by column/);
      expect(() => decodeNpz(readFileSync(files[2]))).toThrow(/holds type <i8; readable are <f4/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
