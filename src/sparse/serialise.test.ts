import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, topologyOf } from '../../test/layers.ts';
import { FrugalError } from '../errors.ts';
import { fromBuffer, toBuffer } from './serialise.ts';
import { fullTopology } from './topology.ts';

const layer = {
  topology: topologyOf(3, 2, 'by-output', [
    [0, 0],
    [2, 0],
    [1, 1],
  ]),
  arrays: { weights: Float32Array.of(1, -2, 3), age: Uint8Array.of(9, 8, 7) },
};

/** CRC-32, bit by bit. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

/** Damaged bytes whose checksum is right, so that the rest is looked at. */
function sealed(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  if (copy.length >= 48)
    new DataView(copy.buffer).setUint32(44, crc(copy.slice().fill(0, 44, 48)), true);
  return copy;
}

describe('toBuffer', () => {
  it('writes the documented layout', () => {
    const bytes = toBuffer(layer);
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe('FRUGALSP');
    expect(view.getUint16(8, true)).toBe(2);
    expect([bytes[10], bytes[11]]).toEqual([2, 0]);
    expect([12, 16, 20, 24, 28].map((at) => view.getUint32(at, true))).toEqual([
      3,
      2,
      3,
      2,
      4 + 7 + 4 + 3,
    ]);
    expect(view.getFloat64(32, true)).toBe(bytes.length);
    // Header and names end at 82; sections at 128 (start), 192 (index), 256 (weights), 320 (age).
    expect([0, 4, 8].map((at) => view.getUint32(128 + at, true))).toEqual([0, 2, 3]);
    expect([0, 2, 4].map((at) => view.getUint16(192 + at, true))).toEqual([0, 2, 1]);
    expect([0, 4, 8].map((at) => view.getFloat32(256 + at, true))).toEqual([1, -2, 3]);
    expect(Array.from(bytes.subarray(320))).toEqual([9, 8, 7]);
  });

  it('is the CRC-32 of gzip and PNG', () => {
    // Known answer of CRC-32, the reason for the name "check value": "123456789" gives cbf43926.
    expect(crc(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    const bytes = toBuffer(layer);
    const stored = new DataView(bytes.buffer).getUint32(44, true);
    expect(stored).toBe(crc(bytes.slice().fill(0, 44, 48)));
  });

  it('refuses what is not a layer', () => {
    expect(() => toBuffer({ ...layer, arrays: { weights: new Float32Array(2) } })).toThrow(
      'array "weights" has 2 values for 3 connections',
    );
    const strange = { text: ['a', 'b', 'c'] as unknown as Float32Array };
    expect(() => toBuffer({ ...layer, arrays: strange })).toThrow('"text" is not a typed array');
    expect(() =>
      toBuffer({ ...layer, arrays: { ['x'.repeat(65536)]: new Float32Array(3) } }),
    ).toThrow('at most 65535');
    const broken = { ...layer.topology, index: Uint16Array.of(2, 2, 1) };
    expect(() => toBuffer({ ...layer, topology: broken })).toThrow('lists ascend strictly');
  });
});

describe('fromBuffer', () => {
  it('gives back every layer, at any offset', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(anyTopology, names, fc.nat(9), (topology, keys, offset) => {
        const arrays = Object.fromEntries(
          keys.map((key, i) => [key, Float32Array.from(topology.index, (_, k) => k + 0.1 * i)]),
        );
        const bytes = toBuffer({ topology, arrays });
        const moved = new Uint8Array(bytes.length + offset);
        moved.set(bytes, offset);
        expect(fromBuffer(moved.subarray(offset))).toEqual({ topology, arrays });
      }),
    );
  });

  it('keeps element types, wide indices and odd names', () => {
    const arrays = Object.fromEntries([
      ['a', Float64Array.of(1)],
      ['b', Int8Array.of(-1)],
      ['c', Int16Array.of(-2)],
      ['d', Uint16Array.of(3)],
      ['e', Int32Array.of(-4)],
      ['f', Uint32Array.of(5)],
      ['__proto__', Float32Array.of(6)],
    ]);
    const topology = topologyOf(70000, 1, 'by-output', [[69999, 0]]);
    expect(topology.index).toBeInstanceOf(Uint32Array);
    const back = fromBuffer(toBuffer({ topology, arrays }));
    expect(back.topology).toEqual(topology);
    expect(Object.entries(back.arrays)).toEqual(Object.entries(arrays));
  });

  it('returns copies', () => {
    const bytes = toBuffer(layer);
    const back = fromBuffer(bytes);
    bytes.fill(0);
    expect(back).toEqual(layer);
  });

  const whole = Array.from(toBuffer(layer));
  const withBytes = (at: number, ...values: number[]) =>
    whole.with(at, values[0]).with(at + 1, values[1] ?? whole[at + 1]);

  it.each<[string, number[], string]>([
    ['nothing', [], 'sparse layer of 0 bytes is shorter than its header of 64'],
    ['another magic', withBytes(0, 0x50, 0x4b), 'begins with "PKUGALSP", expected "FRUGALSP"'],
    [
      'another version',
      withBytes(8, 3),
      'sparse layer has version 3, this program reads version 2',
    ],
    ['a truncated end', whole.slice(0, -1), 'of 323 bytes came as 322: truncated or overlong'],
    ['a byte too many', [...whole, 0], 'of 323 bytes came as 324: truncated or overlong'],
    ['a flipped bit', withBytes(260, whole[260] ^ 1), 'sparse layer has checksum'],
    ['a flipped bit in what is unused', withBytes(40, whole[40] ^ 1), 'sparse layer has checksum'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => fromBuffer(Uint8Array.from(bytes))).toThrow(message);
  });

  it('refuses a header that claims more memory than the buffer has, without taking it', () => {
    const bytes = toBuffer(layer);
    const view = new DataView(bytes.buffer);
    view.setUint32(20, 4000000000, true);
    expect(() => fromBuffer(sealed(bytes))).toThrow('sparse layer of 4000000000 connections needs');
    view.setUint32(20, 3, true);
    view.setUint32(24, 4000000000, true);
    expect(() => fromBuffer(sealed(bytes))).toThrow(
      'names 4000000000 arrays in a table that ends after 2',
    );
    view.setUint32(28, 4000000000, true);
    expect(() => fromBuffer(sealed(bytes))).toThrow('name table of 4000000000 bytes does not fit');
  });

  it('lists the connections of a full layer only where its arrays bear them out', () => {
    const arrays = { weights: new Float32Array(600).fill(0.5) };
    const bytes = toBuffer({ topology: fullTopology(20, 30, 'by-input'), arrays });
    // The header, one name, the weights: no lists.
    expect(bytes.length).toBe(128 + 2400);
    expect(bytes[10]).toBe(0);
    const view = new DataView(bytes.buffer);
    view.setUint32(12, 60000, true);
    expect(() => fromBuffer(sealed(bytes))).toThrow('600 connections do not fill 60000×30 units');
    const bare = toBuffer({ topology: fullTopology(20, 30, 'by-input'), arrays: {} });
    expect(bare[10]).toBe(2);
    const lying = bare.slice(0, 64);
    lying[10] = 0;
    new DataView(lying.buffer).setFloat64(32, 64, true);
    expect(() => fromBuffer(sealed(lying))).toThrow('it holds neither lists nor arrays');
  });

  it('refuses a name table that does not add up', () => {
    const bytes = toBuffer(layer);
    const view = new DataView(bytes.buffer);
    view.setUint16(66, 60000, true);
    expect(() => fromBuffer(sealed(bytes))).toThrow(
      'name of array 0 of the sparse layer runs out of its table',
    );
    view.setUint16(66, 7, true);
    view.setUint8(64, 8);
    expect(() => fromBuffer(sealed(bytes))).toThrow('holds element type 8, known are 0 to 7');
    view.setUint8(64, 0);
    view.setUint32(24, 1, true);
    expect(() => fromBuffer(sealed(bytes))).toThrow(
      'name table of the sparse layer has 7 bytes too many',
    );
  });

  it('turns any damage into an error for people, or into a layer that holds', () => {
    const bytes = toBuffer(layer);
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.nat(255),
        fc.nat(bytes.length - 1),
        fc.nat(255),
        (i, a, j, b) => {
          const damaged = bytes.slice();
          damaged[i] = a;
          damaged[j] = b;
          try {
            toBuffer(fromBuffer(sealed(damaged)));
          } catch (error) {
            expect(error).toBeInstanceOf(FrugalError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('turns any bytes into an error for people', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, withMagic) => {
        const bytes = noise.slice();
        if (withMagic && bytes.length >= 16) {
          bytes.set(new TextEncoder().encode('FRUGALSP'));
          bytes.set([1, 0], 8);
          if (bytes.length >= 64) new DataView(bytes.buffer).setFloat64(32, bytes.length, true);
        }
        expect(() => fromBuffer(bytes)).toThrow(FrugalError);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads a dense layer', () => {
    const topology = fullTopology(20, 30, 'by-input');
    const weights = new Float32Array(600).fill(0.5);
    expect(fromBuffer(toBuffer({ topology, arrays: { weights } }))).toEqual({
      topology,
      arrays: { weights },
    });
  });
});
