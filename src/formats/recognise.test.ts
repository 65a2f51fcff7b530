import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { tensorOf } from './elements.ts';
import { fromBase64 } from './fixtures/base64.ts';
import numpy from './fixtures/numpy.json' with { type: 'json' };
import parquet from './fixtures/parquet.json' with { type: 'json' };
import scipy from './fixtures/scipy.json' with { type: 'json' };
import { FORMS, recognise } from './recognise.ts';
import { writeSafetensors } from './safetensors.ts';
import { joined, writeZip } from './zip.ts';

const text = (content: string) => new TextEncoder().encode(content);

const zip = (entries: Parameters<typeof writeZip>[0]) => joined(writeZip(entries));
/** `scipy.io.savemat(f, {'X': [[1.5]]}, format='4')`. */
const MATLAB_4 = fromBase64('AAAAAAEAAAABAAAAAAAAAAIAAABYAAAAAAAAAPg/');

describe('recognising a form', () => {
  it.each([
    // A mark counts more than a name.
    ['npy', 'x.csv', fromBase64(numpy.files.bool.file)],
    ['npz', 'x.txt', fromBase64(numpy.archives.savez)],
    ['scipy', 'x.npz', fromBase64(scipy.files['csr array'].file)],
    ['parquet', 'x', fromBase64(parquet.files.gzip.file)],
    ['safetensors', 'x', writeSafetensors([['w', tensorOf(Float32Array.of(1))]])],
    ['gzip', 'x.csv', Uint8Array.of(0x1f, 0x8b, 8, 0)],
    ['idx', 'train', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7)],
    ['matrix-market', 'x', text('%%MatrixMarket matrix coordinate real general\n1 1 0\n')],
    ['graphml', 'x.xml', text('<?xml version="1.0"?>\n<graphml>\n</graphml>')],
    ['gexf', 'x.xml', text('<gexf version="1.3">')],
    ['pajek', 'x', text('*Vertices 2\n1 "a"\n')],
    ['arff', 'x', text('% comment\n\n@RELATION iris\n@ATTRIBUTE a REAL\n@DATA\n1\n')],
    ['svmlight', 'a1a', text('-1 3:1 11:1\n+1 5:1 7:0.5 # b\n')],
    ['svmlight', 'x.txt', text('1 qid:3 1:0.5\n')],
    ['svmlight', 'x.libsvm', text('1\n')],
    ['csv', 'x', text('a,b\n1,2\n')],
    ['csv', 'x.txt', text('1 2 3\n4 5 6\n')],
    ['csv', 'iris.data', text('5.1;3.5;setosa\n')],
    ['edge-list', 'x.edges', text('a b 1\n')],
  ] as const)('knows %s in a file named %s', (form, name, bytes) => {
    expect(recognise(bytes, name)).toBe(form);
  });

  it.each([
    ['x.csv', new Uint8Array(0), 'x.csv is empty'],
    ['x.npy', text('1 2 3'), 'x.npy is no NumPy array file, as its name says: it is text'],
    ['x', text('few, coarse and cheap'), undefined],
    ['x', text('no table'), 'x is text of no known form; readable are GraphML'],
    ['x.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'x.png is a picture'],
    ['x.npz', zip([]), 'x.npz is a zip file without arrays'],
    [
      'x.zip',
      zip([{ name: 'x.csv', parts: [text('a,b\n1,2\n')] }]),
      'x.zip is a zip file without arrays',
    ],
    ['x', fromBase64(parquet.files.gzip.file).subarray(0, 60), 'x begins as Parquet and does not'],
    ['x.csv', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x2c, 0), 'x.csv is text in UTF-16'],
    ['x.pkl', Uint8Array.of(0x80, 4, 0x95, 0), 'x.pkl is a Python pickle'],
    ['x.mat', MATLAB_4, 'x.mat is a MATLAB file of version 4'],
    ['x.json', text('[{"a": 1}]'), 'x.json is JSON'],
    ['x.csv', text('{ "a": [1, 2] }'), 'x.csv is JSON'],
    ['x.bin', Uint8Array.of(1, 0, 2), 'x.bin is no text and has no mark that is known'],
  ] as const)('says of %s what it is not', (name, bytes, message) => {
    if (message === undefined) expect(recognise(bytes, name)).toBe('csv');
    else expect(() => recognise(bytes, name)).toThrow(message);
  });

  it('answers any bytes with a form or one line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(FORMS.map(({ name }) => name)).toContain(recognise(bytes, 'x'));
        } catch (error) {
          expect(error).toBeInstanceOf(FrugalError);
          expect((error as Error).message.length).toBeLessThanOrEqual(300);
        }
      }),
    );
  });
});
