/** Wire of recurrent masks: the meter of the ledger on the spaces of connectivity. */

import { describe, expect, it } from 'vitest';
import {
  connectionLengths,
  diagonal,
  distanceIn,
  permuted,
  randomInDegree,
  ring,
  torus,
} from '../connectivity/index.ts';
import { createRandom } from '../numerics/random.ts';
import { wireLength } from './meters.ts';

describe('wireLength', () => {
  it('is what local masks save', () => {
    const random = createRandom('wire');
    const local = ring({ units: 64, radius: 3 });
    const far = randomInDegree({ units: 64, inDegree: 7, random });
    expect(wireLength(local.topology, distanceIn(local.space))).toBe(64 * 2 * (1 + 2 + 3));
    // Six of seven connections go anywhere else on the ring: (32 + 2 Σ_{d < 32} d) / 63 = 16.25 on average.
    const mean = wireLength(far.topology, distanceIn(far.space)) / (64 * 6);
    // The deviation of one length is below 32/√12, of 384 below 0.48; four of these.
    expect(Math.abs(mean - 1024 / 63)).toBeLessThan(1.9);
    const alone = diagonal({ units: 64 });
    expect(wireLength(alone.topology, distanceIn(alone.space))).toBe(0);
  });

  it('is the sum of the lengths, in either order, and does not depend on the numbers of units', () => {
    for (const order of ['by-output', 'by-input'] as const) {
      const mask = torus({ units: 36, radius: 2, order });
      const turned = permuted(mask, createRandom(order).permutation(36));
      const sum = connectionLengths(mask.topology, mask.space).reduce((a, b) => a + b);
      for (const { topology, space } of [mask, turned])
        expect(wireLength(topology, distanceIn(space))).toBeCloseTo(sum, 9);
    }
  });
});
