/** Where units lie in drawings, and pictures that are drawn by hand. */

import { expect, it } from 'vitest';
import { createRandom } from '../../../src/numerics/random.ts';
import type { Sight } from '../../../src/protocol/view.ts';
import { fromDense } from './fixtures.ts';
import { amongItself, block, layered, spatial } from './graph-layout.ts';
import { glanceOf, STRANDS } from './lens.ts';
import { centred, stroke } from './stroke.ts';
import { figure, short } from './words.ts';

const random = createRandom('drawing');
const matrix = (inputs: number, outputs: number): number[][] =>
  Array.from({ length: outputs }, () =>
    Array.from({ length: inputs }, () => (random.uniform() < 0.3 ? random.normal() : 0)),
  );

it('layers lie side by side, every unit within the drawing and no two in one place', () => {
  const layers = [fromDense('hidden1', matrix(784, 50)), fromDense('output', matrix(50, 10))];
  const sight = {
    name: 'set 1',
    network: { kind: 'mlp' as const, loss: 'cross-entropy' as const, layers },
  };
  const glance = { ...glanceOf({ ...sight, shape: [28, 28] }, new Map()), took: 0 };
  const { dots, groups, lines, kinds } = layered(glance);
  expect(groups.map(({ count }) => count)).toEqual([784, 50, 10]);
  expect(dots.every((x) => x >= 0 && x <= 1)).toBe(true);
  const places = new Set(
    Array.from({ length: 844 }, (_, u) => `${dots[2 * u]} ${dots[2 * u + 1]}`),
  );
  expect(places.size).toBe(844);
  expect(lines.length).toBe(4 * kinds.length);
  expect(kinds.length).toBe(STRANDS + glance.layers[1].connections);
  // Every line of the last layer ends at an output.
  const last = lines.slice(-4);
  expect(last[2]).toBeGreaterThan(last[0]);
});

it('units of a block are as many columns as fit its shape', () => {
  const place = block(100, [0, 0, 0.25, 1]);
  const columns = new Set(Array.from({ length: 100 }, (_, unit) => place(unit)[0]));
  expect(columns.size).toBe(5);
});

it('a recurrent network is drawn where its units are', () => {
  const layer = fromDense('recurrent', matrix(9, 9));
  const coordinates = Float32Array.from({ length: 18 }, (_, k) =>
    k % 2 === 0 ? Math.floor(k / 6) : (k >> 1) % 3,
  );
  const network = {
    kind: 'rnn' as const,
    loss: 'cross-entropy' as const,
    alpha: 1,
    layers: [layer],
  };
  const spaces = [
    { layer: 'recurrent', form: 'sheet' as const, dimensions: 2 as const, coordinates },
  ];
  const drawn = (sight: Sight) => {
    const among = amongItself({ ...glanceOf(sight, new Map(), false), took: 0 });
    return among && spatial(among);
  };
  const drawing = drawn({ name: 'x', network, spaces });
  expect(drawing?.dots[0]).toBeCloseTo(0.05);
  expect(drawing?.dots[17]).toBeCloseTo(0.05);
  const circle = drawn({ name: 'x', network });
  for (let unit = 0; unit < 9; unit++) {
    const [x, y] = circle?.dots.subarray(2 * unit, 2 * unit + 2) ?? [];
    expect(Math.hypot(x - 0.5, y - 0.5)).toBeCloseTo(0.45);
  }
});

it('a stroke is full under the brush, nothing away from it, and is brought to the middle', () => {
  const sketch = { width: 28, height: 28, grey: new Float32Array(784) };
  stroke(sketch, [5, 6], [5, 12]);
  expect(sketch.grey[8 * 28 + 5]).toBe(1);
  expect(sketch.grey[8 * 28 + 12]).toBe(0);
  const moved = centred(sketch);
  expect(moved.reduce((a, b) => a + b)).toBeCloseTo(
    sketch.grey.reduce((a, b) => a + b),
    4,
  );
  const middle = (axis: (pixel: number) => number): number =>
    moved.reduce((sum, share, pixel) => sum + share * (axis(pixel) + 0.5), 0) /
    moved.reduce((a, b) => a + b);
  expect(Math.abs(middle((pixel) => pixel % 28) - 14)).toBeLessThanOrEqual(0.5);
  expect(Math.abs(middle((pixel) => Math.floor(pixel / 28)) - 14)).toBeLessThanOrEqual(0.5);
});

it('numbers are short', () => {
  expect([12, 9990, 12_345, 20.5e6, 6e9].map(short)).toEqual([
    '12',
    '9,990',
    '12.3 k',
    '20.5 M',
    '6 G',
  ]);
  expect([0, 0.123456, -2, 1e-5].map(figure)).toEqual(['0', '0.123', '−2', '1.0e-5']);
});
