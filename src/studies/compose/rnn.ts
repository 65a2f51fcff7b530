/**
 * A recurrent network that learns the tasks of a battery by a method. Wiring, rewiring, constraint, levels and penalty are of
 * its recurrent block, whose units lie on a ring; rule and budget of all its synapses.
 */

import {
  distanceIn,
  imposeSigns,
  recurrentStart,
  type Space,
  unitSigns,
  withinRadius,
} from '../../connectivity/index.ts';
import { maskOf, planNetwork } from '../../connectivity/mask-plan.ts';
import { zero } from '../../connectivity/weights.ts';
import { createEngine } from '../../engine/index.ts';
import {
  createRecurrentLearner,
  createTrialScorer,
  type RecurrentRecord,
  streamFeed,
} from '../../learners/index.ts';
import { wireLength } from '../../ledger/index.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/summary.ts';
import { communicabilityPenalty, type Transform, wirePenalty } from '../../plasticity/index.ts';
import { type Rewiring, type RuleOptions, rewiringNamed } from '../../rewiring/index.ts';
import type { Topology } from '../../sparse/topology.ts';
import { type Battery, createBattery } from '../../tasks/index.ts';
import { buildNetwork } from '../cognitive/build.ts';
import { workerOn } from '../worker.ts';
import { type BundleFacts, transformsOf } from './chain.ts';
import type { Values } from './parameters.ts';
import { nearestLevels, type Trainee, type TraineeOptions } from './trainee.ts';
import type { BatteryTask, Method } from './vocabulary.ts';

/** The bundle that methods are about. */
const RECURRENT = 'recurrent.weight';
/** First recurrent weights: uniform, by the connections that are there. */
const START = 'uniform-fan-in';
const DYNAMICS = { activation: 'relu', alpha: 1, recurrentNoise: 0 } as const;

const FAMILIES = { dense: 'dense', random: 'random', local: 'ring' } as const;

/** Connections and first weights of the recurrent block, and the signs of its units where they have any. */
function recurrentBlock({ method, values }: TraineeOptions, random: Random) {
  const plan = planNetwork(FAMILIES[method.wiring], values.units, values.density);
  const mask = maskOf(plan, random.split('mask'));
  const { topology } = mask;
  let weights = recurrentStart(START).weights(topology, random.split('recurrent'), 'recurrent');
  let signs: Int8Array | undefined;
  if (method.constraint === 'dale') {
    signs = unitSigns({
      ...{ units: values.units, excitatory: values.excitatory, random: random.split('signs') },
    });
    weights = imposeSigns(topology, weights, signs, { balance: true });
  }
  if (method.discretisation === 'levels') weights = nearestLevels(weights, topology, values);
  return { mask, plan: { ...plan, given: { mask, weights, signs } }, signs };
}

function rewiringOf(
  { rewiring, wiring }: Method,
  { zeta, density, reach, units }: Values,
  space: Space,
): Rewiring | undefined {
  if (rewiring === 'none') return undefined;
  // A ring: two units are within so many places of each other on either side.
  const radius = Math.ceil((reach * density * units) / 2);
  const within = wiring === 'local' ? withinRadius(space, { radius, autapses: true }) : undefined;
  const options: RuleOptions = { zeta, value: zero, ...(within && { within }) };
  return rewiringNamed(rewiring, options);
}

function priceOf({ penalty }: Method, { price: strength }: Values, space: Space) {
  const prices: Partial<Record<Method['penalty'], () => Transform>> = {
    wire: () => wirePenalty({ strength, space }),
    communicability: () => communicabilityPenalty({ strength, space }),
  };
  return prices[penalty]?.();
}

export const batteryOf = (task: BatteryTask): Battery => createBattery(task);

/** Prepares a network; whoever has it disposes of it. */
export async function rnnTrainee(
  options: TraineeOptions,
  battery: Battery,
  random: Random,
): Promise<Trainee> {
  const { method, values, threads, arithmetic } = options;
  const { batch, shards, updates, evaluateEvery, window: steps, testTrials } = values;
  const engine = createEngine({ threads, arithmetic });
  try {
    const { mask, plan, signs } = recurrentBlock(options, random.split('birth'));
    const own = { ...DYNAMICS, start: START, batch, shards } as const;
    const { network } = buildNetwork(engine, plan, battery, own, random.split('birth'));
    const rewiring = rewiringOf(method, values, mask.space);
    const price = priceOf(method, values, mask.space);
    const { weights } = plan.given;
    const size = weights.reduce((sum, w) => sum + Math.abs(w), 0) / weights.length;
    const facts: BundleFacts = { mean: size, ...(signs && { signs }), ...(price && { price }) };
    const keepErrors = rewiring?.grow.scored === true;
    const learner = await createRecurrentLearner({
      ...{ network, updates, evaluateEvery, clip: { norm: 1 }, random: random.split('learning') },
      feed: streamFeed({ network, battery, steps, keepErrors, random: random.split('trials') }),
      scorer: createTrialScorer({
        ...{ network, battery, trialsPerTask: testTrials, random: random.split('test') },
      }),
      transformFor: transformsOf(method, values, ({ name }) =>
        name === RECURRENT ? facts : undefined,
      ),
      rewiringFor: ({ name }) => (name === RECURRENT ? rewiring : undefined),
    });
    const worker = workerOn(learner, {
      task: battery.name,
      standing: ({ update, loss, scores }: RecurrentRecord) => ({
        ...{ step: update, accuracy: mean(scores.period) },
        ...(update > 0 && { loss }),
      }),
      dispose: () => engine.dispose(),
    });
    const block = () => worker.now()[RECURRENT];
    const topology = (): Topology => block().topology;
    return {
      ...{ ...worker, total: updates },
      account: (bundle) => learner.account(bundle),
      held: () => ({ [RECURRENT]: block() }),
      wire: () => wireLength(topology(), distanceIn(mask.space)),
    };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}
