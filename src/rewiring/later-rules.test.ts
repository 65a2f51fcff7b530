/** What later versions of rules add: where there was never a connection, wiring that settles, optimisers that forget, CHTss. */

import { describe, expect, it } from 'vitest';
import { zero } from '../connectivity/index.ts';
import { magnitudeRamp } from './density.ts';
import { dropNone } from './drop.ts';
import { setItopFresh } from './exploring-rules.ts';
import { learnToy, passToys, placesOf, type ToyLayer, toyLayers } from './fixtures/toy.ts';
import { sigmoidRamp } from './fraction.ts';
import { uniformEmpty } from './grow.ts';
import type { Rewiring } from './rule.ts';
import { set, setKeras, setPublicCode } from './set.ts';
import { bySurvivors } from './spread.ts';
import { cht, chtss } from './topology-rules.ts';

const now = ({ layer }: ToyLayer): number[] => placesOf(layer.topology).sort((a, b) => a - b);

describe('growth where there has never been a connection', () => {
  it('takes only such positions while there are enough, then all of them and others', () => {
    const rule = setItopFresh({ zeta: 0.4 });
    const toys = toyLayers('fresh');
    const used = toys.map((toy) => new Set(now(toy)));
    let exhausted = 0;
    for (let pass = 0; pass < 12; pass++) {
      for (const toy of toys) learnToy(toy, rule, pass);
      const before = toys.map((toy) => new Set(now(toy)));
      const results = passToys(toys, rule, { step: pass + 1, done: pass / 12 });
      toys.forEach((toy, l) => {
        const all = toy.target.length;
        const { removed, born } = results[l];
        expect(born.length).toBe(removed.length);
        const places = placesOf(toy.layer.topology);
        const newborn = Array.from(born, (k) => places[k]);
        const fresh = newborn.filter((place) => !used[l].has(place));
        // Every pass explores as much as it can: R_s grows by R/N up to 1.
        expect(fresh.length).toBe(Math.min(born.length, all - used[l].size));
        if (fresh.length < born.length) exhausted++;
        for (const place of newborn) used[l].add(place);
        expect(new Set(places).size).toBe(before[l].size);
      });
    }
    expect(exhausted).toBeGreaterThan(0);
    for (const [l, toy] of toys.entries()) expect(used[l].size).toBe(toy.target.length);
  });

  it('draws each of them alike', () => {
    const counts = new Map<number, number>();
    for (let step = 1; step <= 400; step++) {
      const [toy] = toyLayers('alike');
      const before = new Set(now(toy));
      passToys([toy], setItopFresh({ zeta: 0.25 }), { step });
      for (const place of now(toy))
        if (!before.has(place)) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    // 8 births at 64 of 96 positions in each of 400: 50 a position, with a deviation of √(400 · ⅛ · ⅞) = 6.6.
    expect(counts.size).toBe(64);
    for (const count of counts.values()) expect(Math.abs(count - 50)).toBeLessThan(4.5 * 6.6);
  });
});

describe('wiring that settles', () => {
  it('goes on to a letter until a pass in which most births had just died, and then stays', () => {
    const [free, settling] = [cht(), cht({ settles: 0.6 })];
    const [a, b] = [toyLayers('settle'), toyLayers('settle')];
    const settled = [false, false];
    for (let pass = 0; pass < 12; pass++) {
      for (const [toys, rule] of [[a, free] as const, [b, settling] as const])
        for (const toy of toys) learnToy(toy, rule, pass);
      const stood = b.map(now);
      const moment = { step: pass + 1, done: pass / 12 };
      passToys(a, free, moment);
      const results = passToys(b, settling, moment);
      results.forEach(({ removed, born, returned }, l) => {
        if (settled[l]) {
          expect([removed.length, born.length]).toEqual([0, 0]);
          expect(now(b[l])).toEqual(stood[l]);
        }
        settled[l] ||= returned.length > 0.6 * born.length;
      });
      if (!settled.includes(true)) expect(b.map(now)).toEqual(a.map(now));
    }
    expect(settled).toEqual([true, true]);
  });

  it('is no matter of the layers that go on: nobody dies for what would have died there', () => {
    for (const place of [0, 1]) {
      const rule = cht({ zeta: 0.7, settles: 0.9 });
      const toys = toyLayers('settled');
      toys[place].memory.settled = Float64Array.of(1);
      const other = toys[1 - place].layer.topology.index.length;
      const results = passToys(toys, rule, { step: 1 });
      expect(results[place].removed.length).toBe(0);
      expect(results[1 - place].removed.length).toBe(Math.floor(0.7 * other + 1e-9));
    }
  });

  it('gets none of the births that layers share, and takes no part in a ramp', () => {
    const sharing: Rewiring = { ...set({ zeta: 0.5 }), spread: bySurvivors, settles: 1 };
    const ramp: Rewiring = {
      ...{ name: 'ramp', drop: dropNone, grow: uniformEmpty(), value: zero, finalStep: 'none' },
      ...{ density: magnitudeRamp({ target: 0.1 }), settles: 1 },
    };
    for (const rule of [sharing, ramp]) {
      const toys = toyLayers('settled');
      toys[1].memory.settled = Float64Array.of(1);
      const stood = toys.map(now);
      const [first] = passToys(toys, rule, { step: 1 });
      expect(now(toys[1])).toEqual(stood[1]);
      expect(first.removed.length).toBeGreaterThan(0);
      // ⌊0.1 · 12 · 8⌋ of the layer that goes on.
      expect(now(toys[0]).length).toBe(rule === ramp ? 9 : stood[0].length);
    }
  });

  it('refuses a share that is none', () => {
    expect(() => cht({ settles: 2 })).toThrow('settles 2 is outside [0, 1]');
  });
});

describe('an optimiser that is made anew', () => {
  it('has nothing of any connection after a pass; otherwise the rule is the same', () => {
    const forgetting: Rewiring = { ...set(), survivors: 'forgotten' };
    const [a, b] = [toyLayers('keras'), toyLayers('keras')];
    for (const toys of [a, b]) for (const toy of toys) learnToy(toy, set(), 0);
    passToys(a, set(), { step: 1 });
    passToys(b, forgetting, { step: 1 });
    expect(b.map(now)).toEqual(a.map(now));
    b.forEach(({ layer }, l) => {
      expect(layer.arrays.weights).toEqual(a[l].layer.arrays.weights);
      expect(layer.arrays['momentum.velocity'].every((v) => v === 0)).toBe(true);
      expect(a[l].layer.arrays['momentum.velocity'].some((v) => v !== 0)).toBe(true);
      // What is a part of the connection stays.
      expect(layer.arrays['deepRewiring.sign']).toEqual(a[l].layer.arrays['deepRewiring.sign']);
    });
  });

  it('is that of the Keras program, from weights of 0', () => {
    expect(setKeras({ zeta: 0.2 }).drop.name).toBe(setPublicCode().drop.name);
    expect(setKeras().value).toBe(zero);
    expect(setKeras().survivors).toBe('forgotten');
  });
});

describe('CHTss', () => {
  /** Removal down to the ramp by relative importance over both layers, on whole matrices. */
  function expected(toys: readonly ToyLayer[], target: number): number[][] {
    const all = toys.flatMap(({ layer, target: { length }, ...toy }, l) => {
      const { inputs } = layer.topology;
      const weight = new Array<number>(length).fill(0);
      placesOf(layer.topology).forEach((place, k) => {
        weight[place] = Math.abs(layer.arrays.weights[k]);
      });
      const sum = (of: (place: number) => boolean): number =>
        weight.reduce((total, w, place) => (of(place) ? total + w : total), 0);
      const row = (place: number): number => Math.floor(place / inputs);
      return now({ layer, target: new Float32Array(length), ...toy }).map((place) => ({
        ...{ l, place },
        score:
          weight[place] / sum((p) => row(p) === row(place)) +
          weight[place] / sum((p) => p % inputs === place % inputs),
      }));
    });
    const positions = toys.reduce((total, toy) => total + toy.target.length, 0);
    const keep = Math.min(all.length, Math.floor(target * positions + 1e-9));
    const kept = all.sort((a, b) => b.score - a.score).slice(0, keep);
    return toys.map((_, l) =>
      kept
        .filter((each) => each.l === l)
        .map(({ place }) => place)
        .sort((a, b) => a - b),
    );
  }

  it('falls by a sigmoid, and those of smallest relative importance of the whole network die', () => {
    const ramp = { from: 0.4, to: 0.1, end: 0.7 };
    const rule: Rewiring = {
      name: 'ramp alone',
      density: magnitudeRamp({ target: sigmoidRamp(ramp), measure: 'relative-importance' }),
      ...{ drop: dropNone, grow: uniformEmpty(), value: zero, finalStep: 'none' },
    };
    const toys = toyLayers('ramp');
    for (let pass = 0; pass < 10; pass++) {
      for (const toy of toys) learnToy(toy, rule, pass);
      const done = pass / 10;
      const target = done >= 0.7 ? 0.1 : 0.4 - 0.3 / (1 + Math.exp(-6 * ((2 * done) / 0.7 - 1)));
      const wanted = expected(toys, target);
      passToys(toys, rule, { step: pass + 1, done });
      expect(toys.map(now)).toEqual(wanted);
    }
    expect(now(toys[0]).length + now(toys[1]).length).toBe(Math.floor(0.1 * (96 + 48)));
  });

  it('begins with half of all positions and arrives', () => {
    const rule = chtss({ density: 0.2 });
    expect(rule.begins).toEqual({ density: 0.5 });
    const toys = toyLayers('chtss');
    for (const done of [0, 0.3, 0.6, 0.8]) passToys(toys, rule, { step: 10 * done + 1, done });
    expect(now(toys[0]).length + now(toys[1]).length).toBe(Math.floor(0.2 * (96 + 48)));
  });

  it('refuses a ramp that is none', () => {
    expect(() => sigmoidRamp({ from: 0.5, to: 0.1, curvature: 0 })).toThrow(
      'curvature 0 is outside',
    );
    expect(() => sigmoidRamp({ from: 2, to: 0.1 })).toThrow('density 2 is outside [0, 1]');
    expect(() => sigmoidRamp({ from: 1, to: 0.1, start: 0.6 })).toThrow('does not go forward');
  });
});
