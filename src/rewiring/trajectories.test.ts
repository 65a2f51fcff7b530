/** Every rule over twelve passes with five steps of learning between: connections, births and deaths as they are now. */

import { describe, expect, it } from 'vitest';
import { checkTopology } from '../sparse/topology.ts';
import { learnToy, passToys, toyLayers, watchToys } from './fixtures/toy.ts';
import { TRAJECTORIES } from './fixtures/trajectories.ts';
import { REWIRINGS, rewiringNamed } from './recipes.ts';

const PASSES = 12;

/** Of each pass the connections of both layers, and how many died, were born, and came back. */
function trajectory(name: string): string[] {
  const rule = rewiringNamed(name, { density: 0.2, ...OPTIONS[name] });
  const toys = toyLayers();
  return Array.from({ length: PASSES }, (_, pass) => {
    for (let step = 0; step < 5; step++) {
      watchToys(toys, rule, pass);
      for (const toy of toys) learnToy(toy, rule, 5 * pass + step);
    }
    const results = passToys(toys, rule, { step: pass + 1, done: (pass + 1) / (PASSES + 1) });
    for (const { layer } of results) checkTopology(layer.topology);
    const sums = (['removed', 'born', 'returned'] as const).map((key) =>
      results.reduce((sum, result) => sum + result[key].length, 0),
    );
    return `${results.map(({ layer }) => layer.topology.index.length).join('+')} −${sums[0]} +${sums[1]} ↩${sums[2]}`;
  });
}

/** Numbers that suit 50 connections. */
const OPTIONS: Record<string, object> = {
  dsr: { zeta: 0.2 },
  mest: { zeta: 0.2 },
  'em-s': { zeta: 0.2 },
  deepr: { rate: 0.1, l1: 0.5, temperature: 0.05 },
};

describe('over twelve passes', () => {
  it.each(REWIRINGS)('%s', (name) => {
    expect(trajectory(name).join(', ')).toBe(TRAJECTORIES[name]);
  });
});
