import { describe, expect, it } from 'vitest';
import { randomOrthogonal } from '../connectivity/recurrent-weights.ts';
import { createRandom } from '../numerics/random.ts';
import { principalComponents } from './components.ts';
import { ringRecovery, ringStructure, windingOf } from './ring-structure.ts';

const random = createRandom('ring');
const UNITS = 12;
const RING = 16;
const basis = randomOrthogonal(UNITS, random.split('basis'));
const at = (k: number) => (2 * Math.PI * k) / RING;

/** x·e₁ + y·e₂ of the random basis, plus noise. */
function embed(points: readonly (readonly [number, number])[], noise: number) {
  const values = new Float64Array(points.length * UNITS);
  random.split('noise').fillNormal(values, noise);
  points.forEach(([x, y], n) => {
    for (let i = 0; i < UNITS; i++)
      values[n * UNITS + i] += 3 + x * basis[i] + y * basis[UNITS + i];
  });
  return { count: points.length, units: UNITS, values };
}
const circle = (n: number, radius = 1) =>
  Array.from(
    { length: n },
    (_, k) => [radius * Math.cos(at(k)), radius * Math.sin(at(k))] as const,
  );

describe('principalComponents', () => {
  it('are the same from units as from states', () => {
    const values = new Float64Array(6 * 4);
    random.split('states').fillNormal(values, 1);
    const wide = principalComponents({ count: 4, units: 6, values: values.slice() }, 3);
    // Two more copies of each state leave means, directions and variances as they are.
    const three = Float64Array.from([...values, ...values, ...values]);
    const tall = principalComponents({ count: 12, units: 6, values: three }, 3);
    for (let k = 0; k < 3; k++) {
      expect(tall.variances[k]).toBeCloseTo(wide.variances[k], 12);
      let product = 0;
      for (let i = 0; i < 6; i++)
        product += tall.directions[k * 6 + i] * wide.directions[k * 6 + i];
      expect(Math.abs(product)).toBeCloseTo(1, 10);
    }
    expect(tall.total).toBeCloseTo(wide.total, 12);
    expect(wide.variances.reduce((a, b) => a + b)).toBeCloseTo(wide.total, 12);
  });

  it('refuse more components than there can be', () => {
    const states = { count: 2, units: 5, values: new Float32Array(10) };
    expect(() => principalComponents(states, 3)).toThrow(
      '3 components is not an integer in 1 … 2 (2 states of 5 units)',
    );
  });
});

describe('ringStructure', () => {
  const positions = Array.from({ length: 10 * RING }, (_, n) => n % RING);

  it('sees a circle', () => {
    const found = ringStructure(embed(circle(10 * RING), 0.05), positions, RING);
    expect(Math.abs(found.winding)).toBe(1);
    expect(found.roundness).toBeGreaterThan(0.9);
    expect(found.decoding).toBeGreaterThan(0.98);
    expect(found.planarity).toBeGreaterThan(0.98);
    // Signal 1, noise 12·0.05² = 0.03.
    expect(found.explained).toBeGreaterThan(0.95);
  });

  it('sees no circle where states have forgotten the position', () => {
    const found = ringStructure(
      embed(
        positions.map(() => [0, 0] as const),
        1,
      ),
      positions,
      RING,
    );
    expect(found.explained).toBeLessThan(0.2);
    expect(found.decoding).toBeLessThan(0.7);
  });

  it('sees a circle that is folded', () => {
    const eight = circle(RING).map(([x, y]) => [x, x * y] as const);
    const { winding, roundness } = ringStructure(embed(eight, 0), positions.slice(0, RING), RING);
    expect(winding).toBe(0);
    expect(roundness).toBeLessThan(0.1);
  });

  it('refuses positions that are missing', () => {
    const few = positions.slice(0, 12);
    expect(() => ringStructure(embed(circle(12), 0), few, RING)).toThrow(
      'no state has position 12',
    );
  });
});

describe('windingOf', () => {
  it('counts turns with their sense', () => {
    const turns = (k: number) =>
      Array.from({ length: 24 }, (_, n) => [
        Math.cos((2 * Math.PI * k * n) / 24 + 0.1),
        Math.sin((2 * Math.PI * k * n) / 24 + 0.1),
      ]).flat();
    for (const k of [-2, -1, 0, 1, 3]) expect(windingOf(turns(k))).toBe(k);
    expect(windingOf(turns(1).map((x, n) => (n % 2 === 0 ? x + 5 : x)))).toBe(0);
  });
});

describe('ringRecovery', () => {
  it('tells a ring attractor from plain memory and from forgetting', () => {
    const states = embed(circle(RING), 0);
    const plane = (state: ArrayLike<number>) =>
      [0, 1].map((k) =>
        basis.slice(k * UNITS, (k + 1) * UNITS).reduce((sum, b, i) => sum + b * (state[i] - 3), 0),
      );
    // Goes to the nearest point of the circle at once.
    const attractor = (state: Float64Array) => {
      const [x, y] = plane(state);
      const radius = Math.hypot(x, y);
      return embed([[x / radius, y / radius]], 0).values;
    };
    const ring = ringRecovery(states, attractor, { steps: 3 });
    expect(ring.along).toBeCloseTo(1, 1);
    expect(ring.outward).toBeCloseTo(0, 6);
    expect(ring.across).toBeCloseTo(0, 6);
    const memory = ringRecovery(states, (state) => state);
    expect([memory.along, memory.outward, memory.across]).toEqual(
      [1, 1, 1].map((x) => expect.closeTo(x, 6)),
    );
    const forgetting = ringRecovery(states, (state) => state.map((x) => 0.5 * x));
    expect(forgetting.along).toBeCloseTo(0.5, 6);
  });
});
