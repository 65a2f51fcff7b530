/** Closed forms, idle constraints, finite numbers of inputs, and statistics of the weights. */

import { describe, expect, it } from 'vitest';
import { expectNear, free, signed } from '../../../test/associative.ts';
import type { InputGroup } from './model.ts';
import { capacity, maxRobustness, storedBits } from './solution.ts';

describe('what is known in closed form', () => {
  it('stores two associations per weight at margin 0', () => {
    const free0 = capacity({ groups: free(0.5), outputActivity: 0.5, margin: 0 });
    expectNear(free0.load, 2, 1e-14);
    expectNear(free0.sparsity, 0, 1e-14);
    for (const inhibitory of [0.1, 0.3]) {
      const found = capacity({ groups: signed(inhibitory, 0.4), outputActivity: 0.5, margin: 0 });
      expectNear(found.load, 2 * (1 - found.sparsity), 1e-13);
    }
  });

  it.each([0.1, 0.3, 0.7])('random support %d: p times the capacity at margin κ̃ √p', (p) => {
    const model = { groups: free(0.5), outputActivity: 0.3 };
    const thin = capacity({ ...model, support: p, margin: 0.5 });
    const full = capacity({ ...model, margin: 0.5 * Math.sqrt(p) });
    expectNear(thin.load, p * full.load, 1e-13);
    expectNear(1 - thin.sparsity, p * (1 - full.sparsity), 1e-13);
    expect(thin.validity.kind).toBe('exact');
  });

  it('is unchanged when labels, signs and threshold are flipped', () => {
    const a = capacity({
      groups: signed(0.2, 0.3),
      outputActivity: 0.2,
      threshold: 0.05,
      margin: 0.4,
      gap: 1,
    });
    const b = capacity({
      groups: signed(0.8, 0.3),
      outputActivity: 0.8,
      threshold: -0.05,
      margin: 0.4,
      gap: 1,
    });
    expectNear(a.load, b.load, 1e-13);
    expectNear(a.sparsity, b.sparsity, 1e-12);
    expectNear(a.bias, -b.bias, 1e-12);
  });

  it('is unchanged by f to 1 - f with free signs and no threshold', () => {
    const [a, b] = [0.2, 0.8].map((activity) =>
      capacity({ groups: free(activity), outputActivity: 0.3, margin: 0.4 }),
    );
    expectNear(a.load, b.load, 1e-14);
  });

  it('without a norm is the l1 model with the best norm', () => {
    const groups: InputGroup[] = [
      { fraction: 0.5, activity: 0.2, sign: 'excitatory' },
      { fraction: 0.5, activity: 0.4, sign: 'excitatory' },
    ];
    const model = { groups, outputActivity: 0.4 };
    const none = capacity({ ...model, norm: 'none', threshold: 1, margin: 1 });
    const w = none.groups.reduce(
      (sum, g) => sum + g.fraction * g.connectionProbability * g.meanWeight,
      0,
    );
    const l1 = capacity({ ...model, threshold: 1 / w, margin: 1 / w });
    expectNear(l1.load, none.load, 1e-12);
    expectNear(l1.multipliers.norm, 0, 1e-10);
    for (const factor of [0.9, 1.1]) {
      const other = capacity({ ...model, threshold: factor / w, margin: factor / w });
      expect(other.load).toBeLessThan(none.load);
    }
  });

  it('keeps the mean input of one sign and one activity where it is', () => {
    const groups: InputGroup[] = [{ fraction: 1, activity: 0.3, sign: 'excitatory' }];
    const found = capacity({ groups, outputActivity: 0.4, threshold: 0.3, margin: 0.2 });
    expect(found.bias).toBe(0);
    expect(found.load).toBeGreaterThan(0);
    const finite = capacity({
      groups,
      outputActivity: 0.4,
      threshold: 0.29,
      margin: 0.2,
      inputs: 400,
    });
    expectNear(finite.bias, 0.2, 1e-13);
  });

  it('counts bits', () => {
    expect(storedBits(0.5, 0.5)).toBe(0.5);
    expectNear(storedBits(1, 0.2), 0.7219280948873623, 1e-15);
    expect(() => storedBits(1, 1)).toThrow('outputActivity 1 is outside (0, 1)');
  });
});

describe('constraints that do nothing', () => {
  it('recognises an inactive l0 constraint instead of following the spurious branch', () => {
    // At p = 0.7 the published equations have a solution with negative threshold, α = 0.7619 > 0.7582.
    const model = { groups: free(0.5), outputActivity: 0.5, margin: 0.5 };
    const loose = capacity({ ...model, density: 0.7 });
    const absent = capacity(model);
    expect(loose.l0).toBe('inactive');
    expect(absent.l0).toBe('absent');
    expect(loose.load).toBe(absent.load);
    expect(loose.validity.kind).toBe('exact');
    const edge = 1 - absent.sparsity;
    expect(capacity({ ...model, density: edge * (1 + 1e-9) }).l0).toBe('inactive');
    const active = capacity({ ...model, density: edge * (1 - 1e-6) });
    expect(active.l0).toBe('active');
    expect(capacity({ ...model, density: 0.95 * edge }).load).toBeLessThan(absent.load);
    expectNear(active.load, absent.load, 1e-9);
  });

  it('takes a gap of 0 for none and a tiny gap for almost none', () => {
    const model = { groups: free(0.5), outputActivity: 0.5, margin: 0.5 };
    const none = capacity({ ...model, gap: 0 });
    expect(none.validity.kind).toBe('exact');
    expectNear(capacity({ ...model, gap: 1e-6 }).load, none.load, 1e-9);
  });

  it('lets l0 and gap act together, each at least as hard as alone', () => {
    const model = { groups: free(0.5), outputActivity: 0.5, margin: 0.5 };
    const both = capacity({ ...model, density: 0.15, gap: 4 });
    expect(both.load).toBeLessThan(capacity({ ...model, density: 0.15 }).load);
    expect(both.load).toBeLessThan(capacity({ ...model, gap: 4 }).load);
    expectNear(both.sparsity, 0.85, 1e-12);
    // A gap that the l0 constraint opens by itself changes nothing.
    const { smallestWeight } = capacity({ ...model, density: 0.3 }).groups[0];
    expectNear(smallestWeight, 1.5483, 5e-5);
    const within = capacity({ ...model, density: 0.3, gap: 0.99 * smallestWeight });
    expectNear(within.load, capacity({ ...model, density: 0.3 }).load, 1e-12);
  });
});

describe('finite numbers of inputs', () => {
  // Largest margin at load 0.2, f = f_out = 0.2, h̃ = 1/30, 10 % inhibitory; independent implementation, 4 decimals.
  it.each([
    [undefined, 1.2962],
    [400, 1.0844],
    [200, 1.0212],
    [100, 0.9607],
  ])('shift the mean input: N = %s', (inputs, margin) => {
    const groups = signed(0.1, 0.2);
    const found = maxRobustness({
      groups,
      outputActivity: 0.2,
      threshold: 1 / 30,
      load: 0.2,
      ...(inputs === undefined ? {} : { inputs }),
    });
    expect(found.margin).toBeCloseTo(margin, 4);
    expect(found.validity.kind).toBe(inputs === undefined ? 'exact' : 'approximate');
  });

  it('matter little with balanced labels', () => {
    const model = { groups: signed(0.2, 0.5), outputActivity: 0.5, load: 0.3 };
    const infinite = maxRobustness(model).margin;
    expect(Math.abs(maxRobustness({ ...model, inputs: 100 }).margin / infinite - 1)).toBeLessThan(
      0.02,
    );
  });
});

describe('weight statistics', () => {
  // inhibitory share, f = f_out, h̃, κ̃; p, mean and CV of the inhibitory, then of the excitatory weights. Independent
  // implementation; also agree with the equations of Zhang, Zhang and Stepanyants (2019).
  it.each([
    [0.5, 0.5, 0, 0.5, 0.321157, 3.1137, 0.8049, 0.321157, 3.1137, 0.8049],
    [0.2, 0.5, 0, 0, 0.708551, 3.5283, 0.684, 0.291449, 2.1445, 0.8128],
    [0.2, 0.5, 0, 1, 0.381232, 6.5577, 0.7888, 0.13221, 4.7273, 0.8579],
    [0.2, 0.2, 1 / 70, 2, 0.187859, 12.3573, 0.8411, 0.067629, 9.9017, 0.8812],
    [0.1, 0.2, 1 / 30, 0.5, 0.612352, 6.8044, 0.72, 0.163896, 3.9546, 0.8481],
  ])('of E and I inputs: %d %d %d %d', (share, f, threshold, margin, pi, mi, ci, pe, me, ce) => {
    const { groups } = capacity({ groups: signed(share, f), outputActivity: f, threshold, margin });
    expect(groups[0].connectionProbability).toBeCloseTo(pi, 6);
    expect(groups[0].meanWeight).toBeCloseTo(mi, 4);
    expect(groups[0].coefficientOfVariation).toBeCloseTo(ci, 4);
    expect(groups[1].connectionProbability).toBeCloseTo(pe, 6);
    expect(groups[1].meanWeight).toBeCloseTo(me, 4);
    expect(groups[1].coefficientOfVariation).toBeCloseTo(ce, 4);
  });

  it.each([
    [0.1, 1, 0.201447],
    [0.5, 5, 0.126624],
    [1, 2.5, 0.073094],
  ])('at the edge of the gap: margin %d, gap %d', (margin, gap, atom) => {
    const found = capacity({ groups: free(0.5), outputActivity: 0.5, margin, gap });
    expect(found.groups[0].atGapProbability).toBeCloseTo(atom, 6);
    expect(found.groups[0].smallestWeight).toBe(gap);
  });

  it.each([
    [0.5, 0.5, 0, 0.1, 0.673586, 0],
    [0.2, 0.2, 0, 0.25, 0.619669, -0.4084],
    [0.2, 0.2, 0.03, 0.5, 0.746643, -0.5561],
    [0.1, 0.1, 1 / 70, 0.5, 0.605966, -0.74481],
  ])('of the input: f %d, f_out %d, h̃ %d, κ̃ %d', (f, fOut, threshold, margin, deviation, bias) => {
    const found = capacity({ groups: free(f), outputActivity: fOut, threshold, margin });
    expect(found.deviation).toBeCloseTo(deviation, 6);
    expect(found.bias).toBeCloseTo(bias, 5);
  });
});
