import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import {
  checkTopology,
  connections,
  contains,
  inDegrees,
  isDense,
  outDegrees,
} from '../sparse/topology.ts';
import { ring } from './local.ts';
import {
  denseRecurrent,
  diagonal,
  firstWithoutSelf,
  MASK_FAMILIES,
  permuted,
  randomInDegree,
  recurrentMask,
} from './recurrent.ts';
import { distance, latticeSpace } from './space.ts';

describe('a random in-degree', () => {
  it('is the same for every unit, with or without self-connections, in either order', () => {
    const options = fc.record({
      units: fc.integer({ min: 2, max: 30 }),
      pick: fc.nat({ max: 1000 }),
      selfConnections: fc.constantFrom('forced' as const, 'free' as const, 'none' as const),
      order: fc.constantFrom('by-output' as const, 'by-input' as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(options, ({ units, pick, selfConnections, order, seed }) => {
        const inDegree = 1 + (pick % (selfConnections === 'none' ? units - 1 : units));
        const random = createRandom(seed);
        const { topology } = randomInDegree({ units, inDegree, selfConnections, order, random });
        checkTopology(topology);
        expect(topology.order).toBe(order);
        expect(inDegrees(topology)).toEqual(new Uint32Array(units).fill(inDegree));
        for (let unit = 0; unit < units; unit++) {
          if (selfConnections !== 'free')
            expect(contains(topology, unit, unit)).toBe(selfConnections === 'forced');
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it.each(['forced', 'none'] as const)('prefers no other unit (%s)', (selfConnections) => {
    const units = 12;
    const heard = new Float64Array(units * units);
    const random = createRandom('heard');
    const draws = 2000;
    for (let draw = 0; draw < draws; draw++) {
      const { topology } = randomInDegree({ units, inDegree: 4, selfConnections, random });
      for (let b = 0; b < units; b++)
        for (let k = topology.start[b]; k < topology.start[b + 1]; k++)
          heard[topology.index[k] * units + b]++;
    }
    const others = selfConnections === 'forced' ? 3 : 4;
    const p = others / (units - 1);
    let chiSquare = 0;
    for (let a = 0; a < units; a++)
      for (let b = 0; b < units; b++)
        if (a !== b) chiSquare += (heard[a * units + b] - draws * p) ** 2 / (draws * p * (1 - p));
    // 132 pairs in 12 lists of fixed length: 120 degrees of freedom, up to the factor 11/12 of fixed sums; 99.9 % below 174.
    expect(chiSquare).toBeLessThan(174 * (12 / 11));
  });

  it('refuses what no unit can have', () => {
    const random = createRandom(1);
    expect(() => randomInDegree({ units: 8, inDegree: 9, random })).toThrow(
      'in-degree 9 is not an integer in 1..8, the units that a unit may hear',
    );
    expect(() =>
      randomInDegree({ units: 8, inDegree: 8, selfConnections: 'none', random, layer: 'h' }),
    ).toThrow('in-degree 8 is not an integer in 1..7, the units that a unit may hear (layer "h")');
    expect(() =>
      randomInDegree({ units: 8, inDegree: 2, selfConnections: 'force' as 'forced', random }),
    ).toThrow('unknown self-connections "force"; did you mean "forced"?');
  });
});

describe('the plain masks', () => {
  it('are the diagonal and all there is', () => {
    const { topology } = diagonal({ units: 9, order: 'by-input' });
    checkTopology(topology);
    expect(connections(topology)).toBe(9);
    expect(firstWithoutSelf(topology)).toBe(-1);
    expect(isDense(denseRecurrent({ units: 9 }).topology)).toBe(true);
  });

  it('lie on a ring, or where one says', () => {
    expect(distance(diagonal({ units: 10 }).space, 0, 9)).toBe(1);
    const space = latticeSpace({ sides: [3, 3], periodic: false });
    expect(denseRecurrent({ units: 9, space }).space).toBe(space);
    expect(() => denseRecurrent({ units: 8, space })).toThrow(
      'a space of 9 units does not fit 8×8 connections',
    );
    expect(() => diagonal({ units: 0 })).toThrow('units 0 is not an integer');
  });
});

describe('a permuted mask', () => {
  it('is the same graph in the same space', () => {
    const mask = ring({ units: 15, radius: 2 });
    const order = createRandom(3).permutation(15);
    const turned = permuted(mask, order);
    expect(turned.family).toBe('permuted ring');
    expect(inDegrees(turned.topology)).toEqual(new Uint32Array(15).fill(5));
    for (let a = 0; a < 15; a++)
      for (let b = 0; b < 15; b++)
        expect(contains(turned.topology, a, b)).toBe(distance(turned.space, a, b) <= 2);
  });
});

describe('recurrentMask', () => {
  const given = { units: 25, radius: 2, inDegree: 5, random: createRandom('named') };

  it.each(MASK_FAMILIES)('makes a %s by its name, permuted or not', (family) => {
    const mask = recurrentMask({ ...given, family });
    const turned = recurrentMask({ ...given, family, permuted: true });
    checkTopology(mask.topology);
    checkTopology(turned.topology);
    expect(mask.family).toBe(family);
    expect(turned.family).toBe(`permuted ${family}`);
    const degrees = (of: typeof mask) => [...outDegrees(of.topology)].sort((a, b) => a - b);
    expect(degrees(turned)).toEqual(degrees(mask));
  });

  it('says what is missing', () => {
    const bare = { units: 25, random: given.random, layer: 'recurrent' };
    expect(() => recurrentMask({ ...bare, family: 'ring' })).toThrow(
      'a mask of family "ring" needs a radius (layer "recurrent")',
    );
    expect(() => recurrentMask({ ...bare, family: 'random' })).toThrow('needs an in-degree');
    expect(() => recurrentMask({ ...bare, family: 'rign' })).toThrow(
      'unknown mask family "rign"; did you mean "ring"?',
    );
  });
});
