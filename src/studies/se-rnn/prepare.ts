/** A network of `se-rnn` with its learner, and where its units lie while they swap places. */

import type { Placed } from '../../analyses/spatial-structure.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import { FrugalError } from '../../errors.ts';
import {
  createRecurrentLearner,
  type RecurrentLearner,
  type TrialScorer,
} from '../../learners/index.ts';
import { trialFeed, trialScorer } from '../../learners/one-choice.ts';
import type { Rnn } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { adam, type Chain, chain } from '../../plasticity/index.ts';
import type { JobContext } from '../../protocol/jobs.ts';
import { restoreLearning } from '../../protocol/learning.ts';
import type { Json, Snapshot } from '../../protocol/study.ts';
import { swapPlaces } from '../../rewiring/index.ts';
import type { OneChoice } from '../../tasks/index.ts';
import { build } from './build.ts';
import { penaltyOf, priceOf } from './methods.ts';
import type { Values } from './parameters.ts';
import type { NetworkLabels } from './records.ts';

/** A network that learns. Whoever has it disposes of the engine. */
export interface Learning {
  readonly engine: Engine;
  readonly network: Rnn;
  readonly learner: RecurrentLearner;
  readonly scorer: TrialScorer;
  /** λ: the price per unit of the penalty. */
  readonly strength: number;
  /** Recurrent weights and places as they are now. */
  placed(): Placed;
  /** Lets units swap places. */
  swap(): void;
  /** Units that have swapped so far. */
  swaps(): number;
  /** What a snapshot holds beside the learner's state. */
  counted(accuracy: number): { readonly [key: string]: Json };
  /** Puts learner and places where they stood; returns the accuracy of the last check. */
  restore(snapshot: Snapshot): number;
}

export async function prepare(
  { parameters: values, arithmetic, threads }: JobContext<Values>,
  { method, price }: NetworkLabels,
  task: OneChoice,
  random: Random,
): Promise<Learning> {
  const { inputNoise: noise, testTrials: trials, rate, clip, updates, evaluateEvery } = values;
  const engine = createEngine({ arithmetic, threads });
  try {
    const built = build(engine, method, values, task, random.split('birth'));
    const { network, topology } = built;
    let { space } = built;
    let swapped = 0;
    const strength = price > 0 ? price / penaltyOf(method, built) : 0;
    const optimiser = adam({ rate });
    const own = priceOf(method, strength, () => space);
    const priced: Chain = own === undefined ? optimiser : chain(own, optimiser);
    const scorer = trialScorer(network, task, { noise, trials, random: random.split('test') });
    const learner = await createRecurrentLearner({
      network,
      feed: trialFeed(network, task, noise, random.split('trials')),
      scorer,
      transformFor: ({ name }) => (name === 'recurrent.weight' ? priced : optimiser),
      ...(clip > 0 ? { clip: { norm: clip } } : {}),
      ...{ updates, evaluateEvery, random: random.split('learning') },
    });
    const weights = () => network.matrices.recurrent.weights();
    return {
      ...{ engine, network, learner, scorer, strength },
      placed: () => ({ topology, weights: weights(), space }),
      swap() {
        const movers = Math.min(values.movers, space.units);
        const found = swapPlaces(space, topology, weights(), { movers });
        space = found.space;
        swapped += found.swaps;
      },
      swaps: () => swapped,
      counted: (accuracy) => ({ accuracy, swaps: swapped, places: [...space.coordinates] }),
      restore(snapshot) {
        const { accuracy, swaps, places } = restoreLearning(learner, snapshot);
        if (!Array.isArray(places) || places.length !== space.coordinates.length)
          throw new FrugalError('the checkpoint has other places of units: rerun with --fresh');
        space = { ...space, coordinates: Float64Array.from(places) };
        swapped = Number(swaps);
        return Number(accuracy);
      },
    };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}
