/** Rules against plain, slow versions of their published pseudo-code, on whole matrices. */

import { describe, expect, it } from 'vitest';
import { listOfEach } from '../sparse/topology.ts';
import { dsr, topKast } from './exploring-rules.ts';
import {
  gradientOf,
  learnToy,
  passToys,
  placeOf,
  placesOf,
  type ToyLayer,
  toyLayers,
  watchToys,
} from './fixtures/toy.ts';
import { emS, granet, mest, snfs, srigl } from './gradient-rules.ts';
import { publishedRigl } from './rigl.ts';
import type { Rewiring } from './rule.ts';

/** A layer as whole matrices: which positions exist, and their numbers. */
interface Whole {
  readonly exists: boolean[];
  readonly weight: number[];
  readonly momentum: number[];
  readonly gradient: number[];
  readonly inputs: number;
}

function wholeOf(toy: ToyLayer): Whole {
  const { topology, arrays } = toy.layer;
  const all = toy.target.length;
  const whole: Whole = {
    exists: new Array(all).fill(false),
    weight: new Array(all).fill(0),
    momentum: new Array(all).fill(0),
    gradient: Array.from(toy.target, (target) => Math.fround(0 - target)),
    inputs: topology.inputs,
  };
  placesOf(topology).forEach((place, k) => {
    whole.exists[place] = true;
    whole.weight[place] = arrays.weights[k];
    whole.momentum[place] = arrays['momentum.velocity'][k];
    whole.gradient[place] = Math.fround(arrays.weights[k] - toy.target[place]);
  });
  return whole;
}

const existing = ({ exists }: Whole): number[] => [...exists.keys()].filter((p) => exists[p]);
const absent = ({ exists }: Whole): number[] => [...exists.keys()].filter((p) => !exists[p]);
const byMagnitude = (values: readonly number[]) => (a: number, b: number) =>
  Math.abs(values[a]) - Math.abs(values[b]);
const now = ({ layer }: ToyLayer): number[] => placesOf(layer.topology).sort((a, b) => a - b);

/** Twelve passes; before each of them `check` says which connections there are to be afterwards. */
function follow(
  rule: Rewiring,
  check: (wholes: Whole[], at: number, toys: ToyLayer[]) => number[][],
): void {
  const toys = toyLayers('rules');
  for (let pass = 0; pass < 12; pass++) {
    for (let step = 0; step < 4; step++) {
      watchToys(toys, rule, pass);
      for (const toy of toys) learnToy(toy, rule, 4 * pass + step);
    }
    const done = pass / 12;
    const expected = check(toys.map(wholeOf), done, toys);
    passToys(toys, rule, { step: pass + 1, done });
    expect(toys.map(now)).toEqual(expected.map((places) => places.sort((a, b) => a - b)));
  }
}

const half = (from: number, to: number, done: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * done));

describe('rules are their pseudo-code', () => {
  it('RigL', () => {
    follow(publishedRigl(), (wholes, done) =>
      wholes.map((whole) => {
        const zeta = done >= 0.75 ? 0 : 0.15 * (1 + Math.cos((Math.PI * done) / 0.75));
        const own = existing(whole).sort(byMagnitude(whole.weight));
        const count = Math.floor(zeta * own.length + 1e-9);
        const kept = own.slice(count);
        const rest = [...absent(whole), ...own.slice(0, count)];
        const born = rest.sort(byMagnitude(whole.gradient)).slice(rest.length - count);
        return [...kept, ...born];
      }),
    );
  });

  it('SNFS: momentum of every position, layers by the mean momentum of their survivors', () => {
    const watched: number[][] = [];
    follow(snfs(), (wholes, done, toys) => {
      // v ← 0.9 v + gradient of absent positions, which does not change while they are absent: a geometric sum of four.
      wholes.forEach((whole, l) => {
        watched[l] = Array.from(whole.gradient, (g) => g * (1 + 0.9 + 0.81 + 0.729));
        for (const p of existing(whole)) watched[l][p] = whole.momentum[p];
      });
      const dead = wholes.map((whole) => {
        const own = existing(whole).sort(byMagnitude(whole.weight));
        const full = own.length / whole.exists.length;
        const zeta = Math.min(half(0.5, 0.005, done), full > 0.8 ? 1 - full : 1);
        return own.slice(0, Math.floor(zeta * own.length + 1e-9));
      });
      const total = dead.reduce((sum, own) => sum + own.length, 0);
      const means = wholes.map((whole, l) => {
        const left = existing(whole).filter((p) => !dead[l].includes(p));
        return left.reduce((sum, p) => sum + Math.abs(whole.momentum[p]), 0) / left.length;
      });
      const quota = means.map((mean) => (total * mean) / (means[0] + means[1]));
      const rooms = wholes.map((whole, l) => absent(whole).length + dead[l].length);
      const births = quota.map((q, l) => Math.min(Math.floor(q), rooms[l]));
      // What is left by rounding goes to the larger rest; what a full layer cannot take, to the other.
      while (births[0] + births[1] < total) {
        const rest = quota.map((q, l) => (births[l] < rooms[l] ? q - births[l] : -1));
        births[rest[0] >= rest[1] ? 0 : 1]++;
      }
      expect(toys.length).toBe(2);
      return wholes.map((whole, l) => {
        const rest = [...absent(whole), ...dead[l]].sort(byMagnitude(watched[l]));
        const left = existing(whole).filter((p) => !dead[l].includes(p));
        return [...left, ...rest.slice(rest.length - births[l])];
      });
    });
  });

  it('GraNet: the ramp over the network, then a share of each layer by gradient', () => {
    follow(granet({ density: 0.1 }), (wholes, done) => {
      const ramp = Math.max(0, 1 - done / 0.7);
      const target = 0.1 + 0.4 * ramp ** 3;
      const all = wholes.flatMap((whole, l) =>
        existing(whole).map((p) => ({ l, p, w: Math.abs(whole.weight[p]) })),
      );
      const positions = wholes.reduce((sum, { exists }) => sum + exists.length, 0);
      const excess = Math.max(0, all.length - Math.floor(target * positions + 1e-9));
      const gone = all.sort((a, b) => a.w - b.w).slice(0, excess);
      return wholes.map((whole, l) => {
        const left = existing(whole).filter(
          (p) => !gone.some((each) => each.l === l && each.p === p),
        );
        left.sort(byMagnitude(whole.weight));
        const count = Math.floor(half(0.5, 0.005, done) * left.length + 1e-9);
        const kept = left.slice(count);
        const rest = [...whole.exists.keys()].filter((p) => !kept.includes(p));
        return [...kept, ...rest.sort(byMagnitude(whole.gradient)).slice(rest.length - count)];
      });
    });
  });

  it('SRigL: constant fan-in, units switched off by the 30 % rule', () => {
    const off = [new Set<number>(), new Set<number>()];
    let switched = 0;
    follow(srigl({ zeta: 0.5, salient: 0.5 }), (wholes) =>
      wholes.map((whole, l) => {
        const unitOf = (p: number): number => Math.floor(p / whole.inputs);
        const units = whole.exists.length / whole.inputs;
        const own = existing(whole).sort(byMagnitude(whole.weight));
        const count = Math.floor(own.length / 2);
        const kept = own.slice(count);
        const fanIn = Math.max(
          ...Array.from({ length: units }, (_, u) => own.filter((p) => unitOf(p) === u).length),
        );
        const offers = [...whole.exists.keys()].filter(
          (p) => !kept.includes(p) && !off[l].has(unitOf(p)),
        );
        const wish = offers
          .sort(byMagnitude(whole.gradient))
          .slice(Math.max(0, offers.length - count));
        const salient = Array.from(
          { length: units },
          (_, u) => [...kept, ...wish].filter((p) => unitOf(p) === u).length,
        );
        const best = Math.max(...salient);
        salient.forEach((n, u) => {
          if (n < Math.max(1, 0.5 * fanIn) && n !== best && !off[l].has(u)) {
            off[l].add(u);
            switched++;
          }
        });
        const active = units - off[l].size;
        const next = Math.min(whole.inputs, Math.floor(own.length / active));
        return Array.from({ length: units }, (_, u) => u).flatMap((u) => {
          if (off[l].has(u)) return [];
          const mine = kept.filter((p) => unitOf(p) === u).slice(-next);
          const free = [...whole.exists.keys()].filter((p) => unitOf(p) === u && !mine.includes(p));
          free.sort(byMagnitude(whole.gradient));
          return [...mine, ...free.slice(free.length - (next - mine.length))];
        });
      }),
    );
    expect(switched).toBeGreaterThan(0);
  });

  it('Top-KAST: the strongest of all stored weights exist, the stronger half of them acts', () => {
    const rule = topKast({ rate: 0.02 });
    const dense: Map<number, number>[] = [];
    follow(rule, (wholes, _done, toys) =>
      toys.map((toy, l) => {
        const { topology, arrays } = toy.layer;
        const stored = arrays['forwardSet.stored'];
        const acts = arrays['forwardSet.acts'];
        const places = placesOf(topology);
        // Forward: θ of the stronger half, 0 elsewhere.
        const strong = places
          .map((_, k) => k)
          .sort((a, b) => Math.abs(stored[b]) - Math.abs(stored[a]));
        const half = new Set(strong.slice(0, Math.ceil(places.length / 2)));
        places.forEach((_, k) => {
          expect(acts[k]).toBe(half.has(k) ? 1 : 0);
          expect(arrays.weights[k]).toBeCloseTo(half.has(k) ? stored[k] : 0, 6);
        });
        if (dense[l] === undefined) dense[l] = reservoirOf(rule, l);
        for (const [k, place] of places.entries()) dense[l].set(place, stored[k]);
        expect(wholes[l].exists.length).toBe(dense[l].size);
        const order = [...dense[l].keys()].sort(
          (a, b) => Math.abs(dense[l].get(b) ?? 0) - Math.abs(dense[l].get(a) ?? 0),
        );
        return order.slice(0, places.length);
      }),
    );
  });

  /** First stored weights of every position: those that the same first pass draws. */
  function reservoirOf(rule: Rewiring, l: number): Map<number, number> {
    const toys = toyLayers('rules');
    for (const toy of toys) learnToy(toy, rule, 0);
    passToys(toys, rule, { step: 1 });
    const { memory, layer } = toys[l];
    const { topology } = layer;
    const width = topology.order === 'by-output' ? topology.inputs : topology.outputs;
    const places = Array.from(memory.reservoir, (weight, at) => {
      const place = placeOf(topology, Math.floor(at / width), at % width);
      return [place, weight] as const;
    });
    return new Map(places);
  }

  it('MEST removes by |w| + λ|g|; EM&S goes back to the first number, then grows above it', () => {
    const sizes: number[] = [];
    for (const rule of [mest({ zeta: 0.25, lambda: 0.5 }), emS({ zeta: 0.25, lambda: 0.5 })]) {
      const toys = toyLayers('rules');
      const base = toys.map(({ layer }) => layer.topology.index.length);
      for (let pass = 0; pass < 6; pass++) {
        for (const toy of toys) learnToy(toy, rule, pass);
        const before = toys.map(wholeOf);
        const kept = before.map((whole, l) => {
          const own = existing(whole);
          const score = whole.weight.map((w, p) => Math.abs(w) + 0.5 * Math.abs(whole.gradient[p]));
          const dead = rule.name === 'mest' ? Math.floor(0.25 * own.length) : own.length - base[l];
          return own.sort((a, b) => score[a] - score[b]).slice(dead);
        });
        passToys(toys, rule, { step: pass + 1, done: 0 });
        toys.forEach((toy, l) => {
          for (const place of kept[l]) expect(now(toy)).toContain(place);
          const more = rule.name === 'mest' ? 0 : Math.floor(0.25 * base[l]);
          sizes.push(now(toy).length - base[l] - more);
        });
      }
    }
    expect(new Set(sizes)).toEqual(new Set([0]));
  });

  it('EM&S comes back from a layer that it has filled', () => {
    const rule = emS({ zeta: 1 });
    const toys = toyLayers('rules').slice(1);
    passToys(toys, rule, { step: 1 });
    passToys(toys, rule, { step: 2 });
    expect(now(toys[0]).length).toBe(36);
    passToys(toys, rule, { step: 4, closing: true });
    expect(now(toys[0]).length).toBe(18);
  });

  it('DSR: one threshold, doubled after too few and halved after too many; births by survivors', () => {
    const rule = dsr({ zeta: 0.2 });
    const toys = toyLayers('rules');
    let threshold = 1e-3;
    const moved = new Set<number>();
    for (let pass = 0; pass < 24; pass++) {
      for (const toy of toys) learnToy(toy, rule, pass);
      const wholes = toys.map(wholeOf);
      const dead = wholes.map((whole) =>
        existing(whole).filter((p) => Math.abs(whole.weight[p]) < threshold),
      );
      const before = wholes.map((whole) => existing(whole).length);
      const results = passToys(toys, rule, { step: pass + 1 });
      expect(results.map(({ removed }) => removed.length)).toEqual(dead.map((own) => own.length));
      // Not where one has just died, as long as there is other room.
      results.forEach(({ returned }, l) => {
        if (absent(wholes[l]).length >= results[l].born.length) expect(returned.length).toBe(0);
      });
      const total = dead[0].length + dead[1].length;
      expect(results[0].born.length + results[1].born.length).toBe(total);
      const left = before.map((n, l) => n - dead[l].length);
      const share = (total * left[0]) / (left[0] + left[1]);
      expect(Math.abs(results[0].born.length - share)).toBeLessThanOrEqual(0.5);
      const wanted = Math.floor(0.2 * (before[0] + before[1]) + 1e-9);
      if (total < 0.9 * wanted) threshold *= 2;
      else if (total > 1.1 * wanted) threshold /= 2;
      moved.add(threshold);
      expect(toys[0].memory.threshold[0]).toBe(threshold);
    }
    expect(moved.size).toBeGreaterThan(3);
  });
});

describe('the toy', () => {
  it('has the gradients that its matrices have', () => {
    const [toy] = toyLayers();
    const { topology } = toy.layer;
    const gradient = gradientOf(toy, listOfEach(topology), Uint32Array.from(topology.index));
    const whole = wholeOf(toy);
    placesOf(topology).forEach((place, k) => {
      expect(gradient[k]).toBe(whole.gradient[place]);
    });
  });
});
