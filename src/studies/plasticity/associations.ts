/**
 * Networks that store random patterns, one after the other until all are right: their walk beside the law of the perceptron.
 * Inputs are ±1, the last always on; hidden units are tanh, two outputs decide by which is larger, and every pattern changes
 * the weights by plain descent on the cross-entropy, right or wrong.
 */

import { createEngine } from '../../engine/index.ts';
import { createOnline, type Feed } from '../../learners/index.ts';
import { createSingleNetwork } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { rate } from '../../plasticity/index.ts';
import type { JobContext, JobStep } from '../../protocol/jobs.ts';
import { countedAs, learningSnapshot, restoreLearning } from '../../protocol/learning.ts';
import { flag, group, share, whole } from '../../protocol/records.ts';
import type { Values } from './parameters.ts';
import { type AssociationsPlan, nameOf } from './plans.ts';
import type { Told } from './records.ts';

/** P patterns of N inputs, drawn once; a fair coin decides the class of each. */
export function randomPatterns(inputs: number, patterns: number, random: Random): Feed {
  const [ones, classes] = [random.split('inputs'), random.split('classes')];
  const values = Int8Array.from({ length: inputs * patterns }, (_, k) =>
    k % inputs === inputs - 1 || ones.bernoulli(0.5) ? 1 : -1,
  );
  const labels = Uint8Array.from({ length: patterns }, () => (classes.bernoulli(0.5) ? 1 : 0));
  return {
    ...{ count: patterns, inputs, labels },
    write(example, into) {
      const from = example * inputs;
      for (let i = 0; i < inputs; i++) into[i] = values[from + i];
    },
  };
}

/** Units of each layer: without hidden ones a perceptron of two outputs. */
const unitsOf = (inputs: number, hidden: number): number[] =>
  hidden === 0 ? [inputs, 2] : [inputs, hidden, 2];

const course = group(
  { presentations: whole('shown'), accuracy: share('right'), solved: flag('all right') },
  'the course so far',
);
const BEGINNING = { presentations: 0, accuracy: 0, solved: false };

/** A job: one network, to the pass after which all patterns are right; one record. */
export async function* storePatterns(
  { parameters, random, arithmetic, resume }: JobContext<Values>,
  plan: AssociationsPlan,
): AsyncGenerator<JobStep<Told>, undefined> {
  const { hidden, load, replicate } = plan;
  const { associationInputs: inputs, associationRate, associationPasses } = parameters;
  const patterns = Math.max(1, Math.round(load * inputs));
  const stream = random.split('associations').split(replicate);
  // The same patterns for every network.
  const feed = randomPatterns(inputs, patterns, stream.split(patterns));
  const units = unitsOf(inputs, hidden);
  const birth = stream.split('birth').split(hidden);
  const weights = units.slice(1).map((outputs, k) => {
    const first = new Float32Array(units[k] * outputs);
    // Without hidden units there is no symmetry to break: from 0, as the perceptron of the law.
    if (hidden > 0) birth.split(k).fillNormal(first, 1 / Math.sqrt(units[k]));
    return first;
  });
  const engine = createEngine({ arithmetic });
  try {
    const network = createSingleNetwork(engine, {
      ...{ units, weights, activation: 'tanh', output: 'softmax', clamped: hidden > 0 },
    });
    const learner = await createOnline({
      ...{ network, train: feed, test: feed, order: 'cyclic', random: stream.split('learning') },
      ...{ presentations: associationPasses * patterns, evaluateEvery: patterns },
      transformFor: () => rate(associationRate),
    });
    let now =
      resume === undefined ? BEGINNING : countedAs(course, restoreLearning(learner, resume));
    const steps = learner.learn();
    while (!now.solved) {
      const next = steps.next();
      if (next.done) break;
      const ended = !isTick(next.value);
      if (!isTick(next.value)) {
        const { presentations, accuracy } = next.value;
        now = { presentations, accuracy, solved: accuracy === 1 };
      }
      const counted = { ...now };
      yield {
        share: now.presentations / (associationPasses * patterns),
        line: `${nameOf(plan)} · ${Math.round(now.accuracy * patterns)} of ${patterns} right`,
        ...(ended && { snapshot: () => learningSnapshot(learner, counted) }),
      };
    }
    const { energy, changes } = learner.totals();
    const least = learner.least();
    const labels = { hidden, inputs, load: patterns / inputs, replicate, rate: associationRate };
    const { presentations, solved } = now;
    const told = { presentations, changes, energy, least: least.energy, solved };
    const line = `${nameOf(plan)} · ${(energy / least.energy).toFixed(1)} times the straight line`;
    yield { record: { kind: 'associations', ...labels, ...told }, share: 1, line };
    return undefined;
  } finally {
    engine.dispose();
  }
}
