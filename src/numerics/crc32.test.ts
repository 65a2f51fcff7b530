import { crc32 as ofNode } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it('gives the check value of its definition, and published ones', () => {
    expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
    expect(crc32(utf8('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
    expect(crc32(new Uint8Array(0))).toBe(0);
    expect(crc32(new Uint8Array(1))).toBe(0xd202ef8d);
    expect(crc32(new Uint8Array(32).fill(0xff))).toBe(0xff6cab0b);
  });

  it('agrees with zlib, whole or in parts, empty parts among them', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100, minLength: 1 }),
        fc.nat(100),
        (bytes, somewhere) => {
          const at = somewhere % (bytes.length + 1);
          expect(crc32(bytes)).toBe(ofNode(bytes));
          expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(ofNode(bytes));
        },
      ),
    );
    expect(crc32(new Uint8Array(0), crc32(utf8('abc')))).toBe(ofNode('abc'));
  });
});
