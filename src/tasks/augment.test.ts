/** Pictures turned, moved and mirrored: against a slow definition, and what stays the same. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { ARTICLE_AUGMENTATION, augmentPicture } from './augment.ts';

const picture = { channels: 2, rows: 5, columns: 7 };
const source = Float32Array.from({ length: 70 }, (_, k) => Math.sin(k));
const seenAs = (augmentation: Parameters<typeof augmentPicture>[4], seed: number): Float32Array => {
  const target = new Float32Array(70);
  augmentPicture(source, 0, picture, target, augmentation, createRandom(seed));
  return target;
};
const none = { rotation: 0, shift: 0, flip: false };

describe('pictures', () => {
  it('stay as they are where nothing is asked for', () => {
    expect(seenAs(none, 1)).toEqual(source);
  });

  it('are mirrored about as often as not', () => {
    const mirrored = Float32Array.from(
      source,
      (_, k) => source[7 * Math.floor(k / 7) + 6 - (k % 7)],
    );
    const seen = Array.from({ length: 400 }, (_, seed) => seenAs({ ...none, flip: true }, seed));
    const flips = seen.filter((target) => target.every((value, k) => value === mirrored[k])).length;
    expect(seen.filter((target) => target.every((value, k) => value === source[k])).length).toBe(
      400 - flips,
    );
    // Binomial: within five standard deviations of a half.
    expect(Math.abs(flips - 200)).toBeLessThan(50);
  });

  it('move by up to the share of their sides, and are themselves where they are linear', () => {
    // A ramp moved by d is the ramp plus its slope times d, inside; a turn mixes both slopes.
    const ramp = Float32Array.from(
      { length: 70 },
      (_, k) => 10 * Math.floor((k % 35) / 7) + (k % 7),
    );
    const ways = Array.from({ length: 200 }, (_, seed) => {
      const target = new Float32Array(70);
      augmentPicture(
        ramp,
        0,
        picture,
        target,
        { rotation: 0, shift: 0.1, flip: false },
        createRandom(seed),
      );
      const [way, along] = [target[17] - ramp[17], target[18] - target[17]];
      expect(along).toBeCloseTo(1, 4);
      return way;
    });
    const most = 10 * 0.5 + 0.7;
    for (const way of ways) expect(Math.abs(way)).toBeLessThanOrEqual(most + 1e-4);
    expect(Math.max(...ways) - Math.min(...ways)).toBeGreaterThan(most);
  });

  it('turn about their middle', () => {
    const point = new Float32Array(25);
    point[11] = 1;
    const turned = new Float32Array(25);
    const square = { channels: 1, rows: 5, columns: 5 };
    for (let seed = 0; seed < 20; seed++) {
      const turn = { rotation: 45, shift: 0, flip: false };
      augmentPicture(point, 0, square, turned, turn, createRandom(seed));
      const angle = (Math.PI / 4) * (2 * createRandom(seed).uniform() - 1);
      const total = turned.reduce((sum, value) => sum + value, 0);
      const middle = (of: (k: number) => number): number =>
        turned.reduce((sum, value, k) => sum + value * (of(k) - 2), 0) / total;
      // One to the left of the middle; a point between pixels is spread over its neighbours.
      expect(Math.abs(middle((k) => Math.floor(k / 5)) - Math.sin(angle))).toBeLessThan(0.2);
      expect(Math.abs(middle((k) => k % 5) + Math.cos(angle))).toBeLessThan(0.2);
    }
  });

  it('depend on the stream alone', () => {
    expect(seenAs(ARTICLE_AUGMENTATION, 5)).toEqual(seenAs(ARTICLE_AUGMENTATION, 5));
    expect(seenAs(ARTICLE_AUGMENTATION, 5)).not.toEqual(seenAs(ARTICLE_AUGMENTATION, 6));
  });
});
