import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, pairsOf } from '../../test/layers.ts';
import { createMirror } from './mirror.ts';

describe('a mirror', () => {
  it('shows every connection, and where its value lies', () => {
    fc.assert(
      fc.property(anyTopology, (home) => {
        const { topology, source } = createMirror(home);
        const place = new Map(pairsOf(home).map((pair, k) => [keyOf(pair), k]));
        expect(topology.order).not.toBe(home.order);
        expect(Array.from(source)).toEqual(pairsOf(topology).map((pair) => place.get(keyOf(pair))));
      }),
    );
  });
});
