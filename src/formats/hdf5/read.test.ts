import { describe, expect, it } from 'vitest';
import { tensorOf } from '../elements.ts';
import { fromBase64 } from '../fixtures/base64.ts';
import matlab from '../fixtures/matlab.json' with { type: 'json' };
import { recognise } from '../recognise.ts';
import { readHdf5 } from './read.ts';

const bytes = fromBase64(matlab.hdf5);
const read = (dataset?: string) => readHdf5(bytes, { name: 'x.h5', dataset });

describe('HDF5', () => {
  it('reads numbers of every kind, and texts', async () => {
    expect(recognise(bytes, 'x')).toBe('hdf5');
    const values = {
      x: tensorOf(Float32Array.of(0, 1, 2, 3, 4, 5), [2, 3]),
      '/deep/er/y': tensorOf(BigInt64Array.of(1n, -2n)),
      packed: tensorOf(Uint16Array.from({ length: 1000 }, (_, i) => i)),
      half: { type: 'float16', shape: [2], data: Float32Array.of(0.5, 65504) },
      truth: { type: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      words: { type: 'text', shape: [2], data: ['setosa', 'ε'] },
      fixed: { type: 'text', shape: [2], data: ['ab', 'c'] },
      scalar: tensorOf(Float64Array.of(2.5), []),
      empty: tensorOf(new Float64Array(0), [0, 4]),
    };
    for (const [name, value] of Object.entries(values))
      expect(await read(name), name).toEqual({ value, notes: [] });
  });

  it('lists what there is where none is named, or one that is not there', async () => {
    const known =
      '"deep/er/y", "empty", "fixed", "half", "packed", "record", "scalar", "truth", … (10)';
    await expect(read()).rejects.toThrow(`x.h5 holds 10 data sets; name one of ${known}`);
    await expect(read('y')).rejects.toThrow(`x.h5 has no data set "y"; it has ${known}`);
    await expect(read('deep')).rejects.toThrow('x.h5 has no data set "deep"');
  });

  it('says which filter it does not have', async () => {
    for (const dataset of ['x', 'words'])
      await expect(readHdf5(fromBase64(matlab.lzf), { name: 'x.h5', dataset })).rejects.toThrow(
        `x.h5: "${dataset}" is packed by the filter "lzf", which is not read; readable are gzip and shuffle`,
      );
  });

  it('refuses records, what is too large, and what is damaged', async () => {
    await expect(read('record')).rejects.toThrow(
      'x.h5: "record" holds records (compound); readable are integers',
    );
    await expect(readHdf5(bytes, { name: 'x', dataset: 'packed', maxBytes: 1999 })).rejects.toThrow(
      'x: "packed" takes 2000 bytes, allowed of this file are 1999',
    );
    await expect(readHdf5(bytes.subarray(0, 900), { name: 'x' })).rejects.toThrow(
      /^x is no sound HDF5 file \(.+\)$/,
    );
    await expect(readHdf5(new Uint8Array(100), { name: 'x' })).rejects.toThrow(
      /^x is no sound HDF5 file \(.+\)$/,
    );
  });
});
