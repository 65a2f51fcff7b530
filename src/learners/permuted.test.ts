/** Space enters through the graph alone: a network and the same one with its units renumbered learn the same. */

import { describe, expect, it } from 'vitest';
import { permuted, type RecurrentMask, recurrentStart, ring } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRnn } from '../networks/rnn/rnn.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { adam } from '../plasticity/index.ts';
import { positionOf, type Topology } from '../sparse/topology.ts';
import { createBattery } from '../tasks/index.ts';
import { createRecurrentLearner, type RecurrentRecord } from './recurrent.ts';
import { streamFeed } from './recurrent-feed.ts';
import { createTrialScorer } from './trial-scores.ts';

const UNITS = 24;
const all = createBattery('cog20', { ring: 8 });
const tasks = all.tasks.filter(({ name }) => name === 'rtgo' || name === 'rtanti');
const battery = { ...all, tasks, weights: [1, 1] };
const { channels, classes } = battery;
const INPUTS = channels + 2;
const random = createRandom('permuted');
const mask = ring({ units: UNITS, radius: 3, order: 'by-input' });
const drawn = (name: string, count: number): Float32Array => {
  const out = new Float32Array(count);
  random.split(name).fillUniform(out, -0.4, 0.4);
  return out;
};
const first = {
  input: drawn('input', UNITS * INPUTS),
  recurrent: recurrentStart('uniform-fan-in').weights(mask.topology, random.split('start')),
  output: drawn('output', UNITS * classes),
  bias: drawn('bias', UNITS),
};

/** Learns with unit i of the plan as unit `at[i]`. */
async function learned(wiring: RecurrentMask, at: ArrayLike<number>): Promise<RecurrentRecord[]> {
  const engine = createEngine({ arithmetic: 'strict' });
  const each = Array.from({ length: UNITS }, (_, unit) => unit);
  const input = new Float32Array(first.input.length);
  const output = new Float32Array(first.output.length);
  const bias = new Float32Array(UNITS);
  const recurrent = new Float32Array(first.recurrent.length);
  for (const unit of each) {
    // Input lists belong to the units that receive, output lists to those that send.
    input.set(first.input.subarray(unit * INPUTS, (unit + 1) * INPUTS), at[unit] * INPUTS);
    output.set(first.output.subarray(unit * classes, (unit + 1) * classes), at[unit] * classes);
    bias[at[unit]] = first.bias[unit];
    for (const other of each) {
      const from = positionOf(mask.topology, unit, other);
      if (from >= 0)
        recurrent[positionOf(wiring.topology, at[unit], at[other])] = first.recurrent[from];
    }
  }
  const block = (shape: Topology) => ({ topology: shape, arrays: { weights: recurrent } });
  const network = createRnn(engine, {
    input: {
      topology: { inputs: INPUTS, outputs: UNITS, order: 'by-output' },
      arrays: { weights: input },
    },
    recurrent: block(wiring.topology),
    output: {
      topology: { inputs: UNITS, outputs: classes, order: 'by-input' },
      arrays: { weights: output },
    },
    ...{ bias, activation: 'tanh', loss: 'cross-entropy', batch: 8 },
  });
  const learn = adam({ rate: 0.002 });
  const learner = await createRecurrentLearner({
    ...{ network, updates: 40, evaluateEvery: 20, random: random.split('learning') },
    feed: streamFeed({ network, battery, steps: 25, random: random.split('trials') }),
    scorer: createTrialScorer({
      network,
      battery,
      trialsPerTask: 10,
      random: random.split('test'),
    }),
    transformFor: () => learn,
  });
  const records = [...learner.learn()].flatMap((progress) => (isTick(progress) ? [] : [progress]));
  engine.dispose();
  return records;
}

describe('a permuted ring', () => {
  it('learns what the ring learns, up to the order of sums', async () => {
    const same = Array.from({ length: UNITS }, (_, unit) => unit);
    const plain = await learned(mask, same);
    const permutation = random.split('permutation').permutation(UNITS);
    const turned = await learned(permuted(mask, permutation), permutation);
    expect(plain.length).toBe(3);
    turned.forEach((record, k) => {
      expect(Math.abs(record.loss - plain[k].loss)).toBeLessThan(1e-5);
      expect(record.connections).toEqual(plain[k].connections);
    });
    expect(plain[2].loss).toBeLessThan(0.9 * plain[1].loss);
    // And bit for bit where nothing is renumbered.
    expect(await learned(permuted(mask, same), same)).toEqual(plain);
  });
});
