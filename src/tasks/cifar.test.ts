import { describe, expect, it } from 'vitest';
import { parseCifar } from './cifar.ts';

const record = (label: number, shade: number): number[] => [label, ...new Array(3072).fill(shade)];

describe('parseCifar', () => {
  it('splits records into labels and pictures', () => {
    const { count, images, labels } = parseCifar(
      Uint8Array.from([...record(3, 7), ...record(9, 8)]),
    );
    expect(count).toBe(2);
    expect([...labels]).toEqual([3, 9]);
    expect(images.length).toBe(2 * 3072);
    expect([images[0], images[3071], images[3072], images[6143]]).toEqual([7, 7, 8, 8]);
  });

  it('refuses parts of records and labels that are none', () => {
    expect(() => parseCifar(new Uint8Array(0))).toThrow('0 bytes are not a positive whole number');
    expect(() => parseCifar(new Uint8Array(3074), 'b')).toThrow('b: 3074 bytes are not');
    expect(() => parseCifar(Uint8Array.from([...record(0, 1), ...record(10, 1)]))).toThrow(
      'label 10 of record 1 is outside 0 … 9',
    );
  });
});
