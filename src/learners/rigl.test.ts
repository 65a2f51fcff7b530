/** RigL on a sample, in a network that learns: it grows what the gradient asks for. */

import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { createMlp, homeOrder } from '../networks/mlp.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { cosine, type Rewiring, rigl, staticSparse } from '../rewiring/index.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createClassifier, type EpochRecord } from './classifier.ts';

async function trained(rewiring: Rewiring, threads: number): Promise<EpochRecord[]> {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const task = digits({ train: 300, test: 100 });
  const units = [task.features, 30, task.classes];
  const random = createRandom('rigl');
  const layers = [0, 1].map((k) => {
    const [inputs, outputs, order] = [units[k], units[k + 1], homeOrder(k)];
    const shape = fixedFanIn({ inputs, outputs, order, fanIn: 4, random });
    const weights = new Float32Array(shape.index.length);
    random.fillNormal(weights, 0.5);
    return {
      topology: shape,
      arrays: { weights },
      ...(k === 0 ? { activation: 'relu' as const } : {}),
    };
  });
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 20 });
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: 16, random: random.split('learning') },
    transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
    rewiringFor: () => rewiring,
  });
  const records = [...classifier.learn()].flatMap((progress) =>
    isTick(progress) ? [] : [progress],
  );
  engine.dispose();
  return records;
}

describe('rigl', () => {
  it('keeps the number of connections, and learns better than a fixed random wiring', async () => {
    const rule = rigl({ zeta: cosine({ from: 0.3, end: 12 }), candidates: 2 });
    const records = await trained(rule, 1);
    expect(await trained(rule, 2)).toEqual(records);
    const fixed = await trained(staticSparse(), 1);
    const last = (of: readonly EpochRecord[]) => of[of.length - 1];
    expect(last(records).trainLoss).toBeLessThan(last(fixed).trainLoss);
    expect(records.some(({ born }) => born > 0)).toBe(true);
    expect(last(records).connections).toEqual(records[0].connections);
  });
});
