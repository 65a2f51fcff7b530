import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { gunzip, isGzip } from './gzip.ts';

const text = new TextEncoder().encode('few, coarse, cheap, short, bounded. '.repeat(200));
const packed = new Uint8Array(gzipSync(text));

const withLength = (bytes: Uint8Array, length: number): Uint8Array => {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(copy.length - 4, length, true);
  return copy;
};

describe('gunzip', () => {
  it('gives back what was compressed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const zipped = new Uint8Array(gzipSync(bytes));
        expect(isGzip(zipped)).toBe(true);
        expect(await gunzip(zipped)).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });

  it('works on a part of a larger buffer', async () => {
    const large = new Uint8Array(packed.length + 10);
    large.set(packed, 7);
    expect(await gunzip(large.subarray(7, 7 + packed.length))).toEqual(text);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'x: not gzip: starts with nothing, expected 1f 8b'],
    ['other bytes', Uint8Array.of(0, 0, 8, 3), 'x: not gzip: starts with 00 00, expected 1f 8b'],
    ['a stub', packed.subarray(0, 10), 'x: truncated gzip: 10 bytes, expected at least 18'],
    ['a cut end', packed.subarray(0, packed.length - 9), 'x: corrupted or truncated gzip'],
    ['a wrong length', withLength(packed, text.length - 1), 'x: corrupted or truncated gzip after'],
    ['a longer length', withLength(packed, text.length + 1), 'gzip'],
    ['a length beyond deflate', withLength(packed, 4_000_000_000), 'compressed bytes can hold'],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(gunzip(bytes, { name: 'x' })).rejects.toThrow(message);
    await expect(gunzip(bytes, { name: 'x' })).rejects.toThrow(FrugalError);
  });

  it('refuses bytes after the end, and a second member', async () => {
    const junk = new Uint8Array([...packed, 1, 2, 3, 4, 5]);
    await expect(gunzip(junk)).rejects.toThrow(FrugalError);
    await expect(gunzip(new Uint8Array([...packed, ...packed]))).rejects.toThrow(FrugalError);
  });

  it('refuses more than the bound, before it decompresses', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(1_000_000)));
    await expect(gunzip(bomb, { maxBytes: 999_999 })).rejects.toThrow(
      'gzip data: decompresses to 1000000 bytes, allowed are 999999',
    );
    expect((await gunzip(bomb, { maxBytes: 1_000_000 })).length).toBe(1_000_000);
    // One that lies about its size stops where the lie ends.
    await expect(gunzip(withLength(bomb, 1000), { maxBytes: 2000 })).rejects.toThrow(FrugalError);
  });

  it('answers damaged bytes with the original or one line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(255), async (at, value) => {
        const bytes = packed.slice();
        bytes[at] = value;
        try {
          // Some header fields (time, system) may change without harm.
          expect(await gunzip(bytes, { name: 'f', maxBytes: 1e6 })).toEqual(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FrugalError);
          expect((error as Error).message).toMatch(/^f: [^\n]+$/);
        }
      }),
      { numRuns: 60 },
    );
  });
});
