import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../connectivity/fixed.ts';
import { createRandom } from '../numerics/random.ts';
import { contains, findInList } from '../sparse/topology.ts';
import { cosine } from './fraction.ts';
import { rewire } from './rewire.ts';
import { rigl } from './rigl.ts';

const random = createRandom('rigl');
const topology = fixedFanIn({ inputs: 20, outputs: 15, fanIn: 6, random });
const weights = new Float32Array(90);
random.fillNormal(weights, 1);
const velocity = new Float32Array(90);
random.fillNormal(velocity, 1);
const gradients = new Float32Array(300);
random.fillNormal(gradients, 1);
const asked: number[] = [];
const layer = {
  topology,
  arrays: { weights, velocity },
  score: (list: Uint32Array, other: Uint32Array) => {
    asked.push(list.length);
    return Float32Array.from(list, (l, c) => gradients[20 * l + other[c]]);
  },
};

/** What RigL does, on the dense matrix: keep the strongest, then take the largest gradients among all the rest. */
function twin(deaths: number): { kept: number[]; born: number[] } {
  const positions = [...weights.keys()].map((k) => 20 * Math.floor(k / 6) + topology.index[k]);
  const weakest = [...weights.keys()].sort((a, b) => Math.abs(weights[a]) - Math.abs(weights[b]));
  const kept = weakest.slice(deaths).map((k) => positions[k]);
  const rest = [...gradients.keys()].filter((p) => !kept.includes(p));
  const born = rest.sort((a, b) => Math.abs(gradients[b]) - Math.abs(gradients[a]));
  return { kept, born: born.slice(0, deaths) };
}

describe('rigl', () => {
  it('is the rule of the article with all candidates', () => {
    const { kept, born } = twin(27);
    const result = rewire(layer, rigl({ candidates: 'all' }), createRandom(1), 0);
    expect(result.layer.topology.index.length).toBe(90);
    for (const p of [...kept, ...born])
      expect(contains(result.layer.topology, p % 20, Math.floor(p / 20))).toBe(true);
    for (const p of born) {
      const at = findInList(result.layer.topology, Math.floor(p / 20), p % 20);
      const before = findInList(topology, Math.floor(p / 20), p % 20);
      // Back from the dead with all it had, or new with nothing.
      expect(result.layer.arrays.weights[at]).toBe(before < 0 ? 0 : weights[before]);
      expect(result.layer.arrays.velocity[at]).toBe(before < 0 ? 0 : velocity[before]);
    }
  });

  it('asks for as many gradients as there are candidates, and takes the best of them', () => {
    asked.length = 0;
    const rule = rigl({ candidates: 1 });
    expect(rule.name).toBe('rigl-sampled');
    const { layer: grown, born, returned } = rewire(layer, rule, createRandom(2), 0);
    const after = grown.topology;
    expect(asked).toEqual([90]);
    expect(after.index.length).toBe(90);
    expect(born.length + returned.length).toBe(27);
    // The best 27 of 90 out of 237 lie above the median of all gradients.
    const sorted = [...gradients].map(Math.abs).sort((a, b) => a - b);
    let list = 0;
    for (const at of born) {
      while (after.start[list + 1] <= at) list++;
      expect(Math.abs(gradients[20 * list + after.index[at]])).toBeGreaterThan(sorted[150]);
    }
  });

  it('stops when its schedule has', () => {
    const rule = rigl({ zeta: cosine({ from: 0.3, end: 10 }) });
    expect(rewire(layer, rule, createRandom(3), 10).layer.topology).toBe(topology);
  });

  it('needs a score', () => {
    const blind = { topology, arrays: { weights } };
    expect(() => rewire(blind, rigl(), createRandom(4), 0)).toThrow(
      'growth by score needs a layer with a score; this network gives none',
    );
  });
});
