/**
 * Online learning, one image a step: 784-100-10 with a bias input, as in the study `plasticity`, every change booked.
 *
 * Both conventions: every input on (published), and raw pixels of which most are 0. A competitive step must take less
 * time than a plain one: it looks for the largest changes, but writes a hundredth.
 */

import { createEngine } from '../src/engine/index.ts';
import { createOnline, plainFeed, publishedFeed } from '../src/learners/index.ts';
import { createSingleNetwork } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import {
  balancedFractions,
  caching,
  chain,
  competitive,
  randomSynapses,
  rate,
  residual,
  residualCompetitive,
  type Transform,
} from '../src/plasticity/index.ts';
import { digits } from '../src/tasks/index.ts';
import { GOALS, type Goal } from './goals.ts';
import { contestant, race, ratio } from './measure.ts';
import { against, startPeers } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const HIDDEN = 100;
const ETA = 0.01;

/** Bursts beside peers, whose own are long. */
const BURST = 0.03;

/** Steps of one timed run: a look at the clock costs more than a step. */
const STEPS = 50;

const share =
  (fraction: number) =>
  (layer: number): Transform => {
    const fractions = balancedFractions(fraction, [784 * HIDDEN, 10 * HIDDEN]);
    return chain(rate(ETA), competitive({ fraction: fractions[layer] }));
  };
const RULES: Readonly<Record<string, (layer: number) => Transform>> = {
  plain: () => rate(ETA),
  'competitive 1 %': share(0.01),
  'competitive 3 %': share(0.03),
  'competitive 10 %': share(0.1),
  residual: () => chain(rate(ETA), residual(0.003)),
  'competitive 1 % onto each unit': () =>
    chain(rate(ETA), competitive({ fraction: 0.01, within: 'neuron' })),
  'random 1 %': () => chain(rate(ETA), randomSynapses(0.01)),
  'random 10 %': () => chain(rate(ETA), randomSynapses(0.1)),
  'residual and competitive 1 %': () => chain(rate(ETA), residualCompetitive(0.01)),
  caching: () => chain(rate(ETA), caching({ threshold: 0.003, timeConstant: 1000 })),
  'caching per unit': () =>
    chain(rate(ETA), caching({ threshold: 0.003, timeConstant: 1000, criterion: 'neuron' })),
  // Some ten steps from one consolidation to the next.
  'caching of all': () =>
    chain(rate(ETA), caching({ threshold: 20, timeConstant: 1000, criterion: 'all' })),
};
/** Rules whose step is asked to take no less time than a plain one: they look for the largest changes, and write few. */
const QUICK = /^competitive \d+ %$/;

type Convention = 'published' | 'raw';

async function training(convention: Convention, rule: string, booked = true): Promise<() => void> {
  const task = digits({ train: 2000, test: 10 });
  const random = createRandom('bench').split('online');
  const engine = createEngine();
  const units = [task.features + 1, HIDDEN, task.classes];
  const weights = units.slice(1).map((outputs, k) => {
    const first = new Float32Array(units[k] * outputs);
    random.split(k).fillNormal(first, 0.03);
    return first;
  });
  const network = createSingleNetwork(engine, {
    ...{ units, weights, clamped: true, output: 'linear' },
    activation: convention === 'published' ? 'leaky-relu' : 'relu',
  });
  const [train, test] = [task.train, task.test].map((examples) =>
    convention === 'published' ? publishedFeed(examples, random) : plainFeed(examples),
  );
  const online = await createOnline({
    ...{ network, train, test, random, booked },
    transformFor: ({ layer }) => RULES[rule](layer),
  });
  return () => online.show(STEPS);
}

function goalOf(rule: string): Goal | undefined {
  if (rule === 'unbooked') return undefined;
  return QUICK.test(rule) ? GOALS.competitiveStep : GOALS.ruleStep;
}

async function* rules({ rounds }: Effort, convention: Convention): AsyncGenerator<Row, void> {
  const contestants = [];
  for (const rule of Object.keys(RULES))
    contestants.push(await contestant(rule, await training(convention, rule)));
  contestants.push(await contestant('unbooked', await training(convention, 'plain', false)));
  const results = await race(contestants, rounds);
  const [plain] = results;
  for (const result of results) {
    const what = `online step, ${convention} inputs, ${result.name}`;
    yield { what, measured: (1e3 * result.least) / STEPS, unit: 'ms' };
    if (result === plain) continue;
    yield {
      what: `${what}, against plain`,
      measured: ratio(result, plain),
      unit: 'times',
      note: 'of the time of the plain step',
      // Raw pixels leave so little to write that there is nothing to gain.
      goal: convention === 'raw' ? undefined : goalOf(result.name),
    };
  }
}

async function* peers({ rounds }: Effort): AsyncGenerator<Row, void> {
  const layers = [784, HIDDEN, 10];
  const others = await startPeers([['online_step', { layers, batch: 1 }]]);
  const ours = await contestant('ours', await training('published', 'plain'), { burst: BURST });
  const [own, ...results] = await race([ours, ...others], rounds);
  for (const peer of others) peer.end();
  // A timed run of ours is many steps, of a peer one.
  const one = { ...own, rounds: own.rounds.map((s) => s / STEPS), least: own.least / STEPS };
  yield* against('online step with its account', one, results, GOALS.onlineNumpy);
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* rules(effort, 'published');
  yield* rules(effort, 'raw');
  yield* peers(effort);
}

export const online: Suite = {
  title: `Online learning: 784-${HIDDEN}-10, one image a step, every change booked`,
  run,
};
