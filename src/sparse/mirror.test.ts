import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, pairsOf, topologyOf } from '../../test/layers.ts';
import { applyChange, applyChangeInPlace } from './change.ts';
import { checkMirror, createMirror, mirrorValues } from './mirror.ts';

describe('a mirror', () => {
  it('shows every connection with its own value', () => {
    fc.assert(
      fc.property(anyTopology, (home) => {
        const values = Float32Array.from(home.index, (_, k) => k + 1);
        const mirror = createMirror(home);
        const seen = mirrorValues(mirror, values);
        const expected = new Map(pairsOf(home).map((pair, k) => [keyOf(pair), values[k]]));
        pairsOf(mirror.topology).forEach((pair, k) => {
          expect(seen[k]).toBe(expected.get(keyOf(pair)));
        });
        expect(() => checkMirror(mirror, home)).not.toThrow();
      }),
    );
  });

  it('refuses values of another length', () => {
    const mirror = createMirror(topologyOf(2, 2, 'by-input', [[0, 1]]));
    expect(() => mirrorValues(mirror, new Float32Array(2))).toThrow(
      '2 values into 2 places, but the mirror has 1',
    );
  });

  it('kept over a rewiring is found to be stale (trap: stale transposed index)', () => {
    const home = topologyOf(3, 3, 'by-input', [
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    const mirror = createMirror(home);
    const change = {
      removed: Uint32Array.of(0),
      bornList: Uint32Array.of(0),
      bornOther: Uint32Array.of(2),
    };
    const { topology } = applyChange(home, change, {});
    expect(() => checkMirror(mirror, topology)).toThrow('rebuild it after rewiring');
    expect(() => checkMirror(createMirror(topology), topology)).not.toThrow();
    applyChangeInPlace(home, change, {});
    expect(() => checkMirror(mirror, home)).toThrow('rebuild it after rewiring');
    expect(() => checkMirror(mirror, topologyOf(3, 3, 'by-output', []))).toThrow('needs by-input');
    expect(() => checkMirror(mirror, topologyOf(3, 3, 'by-input', []))).toThrow(
      'mirror has 3 connections',
    );
  });
});
