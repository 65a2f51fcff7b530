/** One unit that stores random associations, with continuous or binary synapses, for the table of learners of `plasticity`. */

import { createPerceptronLearner, type PerceptronRecord } from '../../learners/index.ts';
import { initialWeights } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { rate, sparseRule } from '../../plasticity/index.ts';
import { createDiscreteSolver } from '../../solvers/index.ts';
import { fullTopology, type Layers } from '../../sparse/index.ts';
import { inhibitoryFirst, randomAssociations } from '../../tasks/associations.ts';
import { drawDiscrete } from '../../tasks/index.ts';
import { type Worker, workerOn } from '../worker.ts';
import type { Standing } from './learners.ts';
import type { Values } from './parameters.ts';

/** Weights of one unit as a layer. */
const wiringsOf = (weights: ArrayLike<number>): Layers => ({
  synapses: {
    topology: fullTopology(weights.length, 1, 'by-output'),
    arrays: { weights: Float32Array.from(weights) },
  },
});

/** Inputs of the perceptrons, associations per input, and the gap of the sparse one: far below capacity. */
const ASSOCIATIVE = { inputs: 200, load: 0.1, gap: 2.5 };

export async function perceptronWorker(
  { sparse }: { readonly sparse: boolean },
  { rate: eta }: Values,
  random: Random,
): Promise<Worker<Standing>> {
  const { inputs, load, gap } = ASSOCIATIVE;
  const signs = sparse ? inhibitoryFirst(inputs, 0.2) : undefined;
  const spec = { inputs, associations: load * inputs, inputActivity: 0.5, outputActivity: 0.5 };
  const data = randomAssociations({ ...spec, signs }, random.split('associations'));
  const first = initialWeights(inputs, sparse ? { signs, gap } : {}, random.split('weights'));
  const learner = await createPerceptronLearner({
    ...{ data, weights: first, margin: 1, random: random.split('learning') },
    ...(sparse
      ? { gap, rule: sparseRule({ signs, gap }) }
      : { rule: rate(10 * eta), tolerance: Number.POSITIVE_INFINITY }),
  });
  return workerOn(learner, {
    task: `${data.associations} associations`,
    standing: ({ step: presentations, errors, solved }: PerceptronRecord) => ({
      ...{ presentations, accuracy: 1 - errors, reached: solved },
    }),
    dispose: () => learner.dispose(),
  });
}

/** Inputs of the binary perceptron, odd, and its load: below what the solvers reach. */
const BINARY = { inputs: 1001, load: 0.3 };

export async function discreteWorker(name: string, random: Random): Promise<Worker<Standing>> {
  const { inputs, load } = BINARY;
  const patterns = Math.round(load * inputs);
  const problem = drawDiscrete({ inputs, patterns }, random.split('patterns'));
  const solver = await createDiscreteSolver(name, problem, { random: random.split('learning') });
  return {
    task: `${patterns} patterns, synapses ±1`,
    beginning: wiringsOf(solver.weights()),
    *passes() {
      for (const step of solver.learn()) {
        if (isTick(step)) yield step;
        else
          yield {
            presentations: step.iteration * patterns,
            accuracy: 1 - step.errors / patterns,
            reached: step.solved,
          };
      }
    },
    totals: () => solver.totals(),
    now: () => wiringsOf(solver.weights()),
    dispose: () => solver.dispose(),
  };
}
