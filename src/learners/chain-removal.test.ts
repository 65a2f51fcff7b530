/** Chain removal in networks: a layer that no rule touches lies between others, not out of the way. */

import { afterEach, describe, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { type Bundle, build, mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { cht, type Rewiring } from '../rewiring/index.ts';
import { inDegrees, outDegrees, type Topology } from '../sparse/index.ts';
import { createClassifier } from './classifier.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

const topologyOf = ({ matrix }: Bundle): Topology => {
  if (matrix === undefined) throw new Error('no weights');
  return matrix.topology();
};

/** Two epochs, so one pass: deaths of each layer by name, and the wiring before and after. */
async function passOf(hidden: readonly number[], rule: Rewiring) {
  const engine = createEngine({ arithmetic: 'strict' });
  engines.push(engine);
  const random = createRandom('chains');
  const fit = { inputs: 20, outputs: 3, batch: 40 };
  const network = await build(mlp(hidden, { epsilon: 4 }), engine, random, fit);
  const weights = network.bundles.filter(({ kind }) => kind === 'weight');
  const read = () => new Map(weights.map((bundle) => [bundle.name, topologyOf(bundle)]));
  const before = read();
  const classifier = await createClassifier({
    ...{ network, task, epochs: 2, mirror: 'never', random: random.split('learning') },
    transformFor: () => sgd({ rate: 0.05 }),
    rewiringFor: () => rule,
  });
  let removed = 0;
  for (const told of classifier.learn()) if (!isTick(told)) removed += told.removed;
  const sparse = weights.filter(({ matrix }) => matrix?.dense === false).map(({ name }) => name);
  return { removed, sparse, before, after: read() };
}

const share = (zeta: number, topologies: readonly (Topology | undefined)[]): number =>
  topologies.reduce((sum, own) => sum + Math.floor(zeta * (own?.index.length ?? 0) + 1e-9), 0);

describe('chain removal', () => {
  it('takes no more than its share where a dense layer lies between the sparse ones', async () => {
    // At ε = 4 the layers are 20→8 of 112 places of 160, 8→8 dense, 8→40 of 192 of 320, and 40→3 dense: two sparse ones of
    // which the first has as many outputs as the other has inputs, and which do not touch.
    const nothingGrows: Rewiring = { ...cht({ zeta: 0.9 }), births: () => 0 };
    const { removed, sparse, before, after } = await passOf([8, 8, 40], nothingGrows);
    expect(sparse).toEqual(['hidden1.weight', 'hidden3.weight']);
    const [first, third] = sparse.map((name) => after.get(name) as Topology);
    // Some unit has lost all it sent or heard, so that neighbours would have lost more.
    const idle = (degrees: Uint32Array): number[] =>
      [...degrees.keys()].filter((u) => degrees[u] === 0);
    expect(idle(inDegrees(first)).concat(idle(outDegrees(third)))).not.toEqual([]);
    expect(removed).toBe(
      share(
        0.9,
        sparse.map((name) => before.get(name)),
      ),
    );
  });

  it('leaves no hidden unit with inputs alone or outputs alone where all layers are rewired', async () => {
    const nothingGrows: Rewiring = { ...cht({ zeta: 0.9 }), births: () => 0 };
    const { removed, sparse, before, after } = await passOf([30, 30], nothingGrows);
    expect(sparse).toEqual(['hidden1.weight', 'hidden2.weight']);
    const [first, second] = sparse.map((name) => after.get(name) as Topology);
    const [heard, sent] = [inDegrees(first), outDegrees(second)];
    heard.forEach((degree, unit) => {
      expect(degree > 0).toBe(sent[unit] > 0);
    });
    expect(removed).toBeGreaterThan(
      share(
        0.9,
        sparse.map((name) => before.get(name)),
      ),
    );
  });
});
