/** A training in which layers are walked in blocks: the same bits for every number of blocks and threads, on the twins, and after rewiring. */

import { afterEach, expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine, type Engine, type EngineOptions } from '../engine/index.ts';
import { mlpLayers } from '../networks/builders.ts';
import { createMlp, mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { set } from '../rewiring/index.ts';
import { createClassifier } from './classifier.ts';
import type { MirrorChoice } from './orientation.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** Two epochs in batches of 80: tiles of 32, 32 and 16 examples; and what is evaluated, in tiles of 32. */
async function learn(blocks: number | undefined, options: EngineOptions, mirror: MirrorChoice) {
  const engine = createEngine(options);
  engines.push(engine);
  const random = createRandom('blocks');
  const layers = mlpLayers(mlp([24, 18], { density: 0.4, activation: 'relu' }), random, {
    ...{ inputs: 20, outputs: 3 },
  });
  const network = createMlp(engine, {
    layers: layers.map((layer) => ({ ...layer, ...(blocks !== undefined && { blocks }) })),
    ...{ loss: 'cross-entropy', batch: 80, shards: 3 },
  });
  const classifier = await createClassifier({
    ...{ network, task, epochs: 3, mirror, random: random.split('learning') },
    transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
    rewiringFor: () => set(),
  });
  const records = [...classifier.learn()].filter((told) => !isTick(told));
  return { records, state: classifier.save() };
}

it.each(['never', 'always'] as const)(
  'comes to the same bits (mirror %s)',
  async (mirror) => {
    const whole = await learn(undefined, { arithmetic: 'strict' }, mirror);
    expect(whole.records.length).toBe(3);
    for (const blocks of [2, 5])
      for (const threads of [1, 2, 3])
        expect(await learn(blocks, { arithmetic: 'strict', threads }, mirror)).toEqual(whole);
    expect(await learn(3, { backend: 'twin' }, mirror)).toEqual(whole);
    const fused = await learn(undefined, { arithmetic: 'fused' }, mirror);
    expect(await learn(4, { arithmetic: 'fused' }, mirror)).toEqual(fused);
  },
  60_000,
);
