/** The tasks of 2019 against recorded trials: inputs, targets and error weights; loss and score against brute force. */

import { describe, expect, it } from 'vitest';
import {
  type OriginalTrial,
  original,
  runAt,
  type Sparse,
} from '../../../test/cognitive-golden.ts';
import { createNormals } from '../../numerics/normal-stream.ts';
import { createRandom } from '../../numerics/random.ts';
import { drawBatch } from './batch.ts';
import { cognitiveTask, createBattery } from './battery.ts';
import { settle } from './draw.ts';
import { errorWeight, gradedLoss, scoreGraded, writeGraded } from './graded.ts';
import { BUMP_PEAK, BUMP_WIDTH, wrap } from './ring.ts';
import type { CognitiveTask } from './task.ts';
import { createTrial, type Trial } from './trial.ts';
import { createTracks, writeTrial } from './write.ts';

const RING = 32;
const SPACING = (2 * Math.PI) / RING;
const battery = createBattery('cog20', { variant: 'yang2019-original' });

interface Bump {
  readonly place: number;
  readonly strength: number;
}

const bumpAt = ({ place, strength }: Bump, i: number): number => {
  const away = wrap(i - place, RING);
  const angle = Math.min(away, RING - away) * SPACING;
  return BUMP_PEAK * strength * Math.exp(-0.5 * (angle / BUMP_WIDTH) ** 2);
};

/** The bump whose values at its largest unit and that unit's neighbours are those of `values`: ln of it is a parabola. */
function fitOne(values: readonly number[]): Bump {
  const i = values.indexOf(Math.max(...values));
  const [left, right] = [values[wrap(i - 1, RING)], values[wrap(i + 1, RING)]];
  const offset = (Math.log(right / left) * BUMP_WIDTH ** 2) / (2 * SPACING ** 2);
  const place = wrap(i + offset, RING);
  return { place, strength: values[i] / bumpAt({ place, strength: 1 }, i) };
}

/** One or two bumps that add up to `values`: each fitted in turn to what the other leaves. */
function fitBumps(values: readonly number[], count: number): Bump[] {
  let bumps: Bump[] = [];
  for (let round = 0; round < 6; round++) {
    bumps = Array.from({ length: count }, (_, k) => {
      const others = bumps.filter((_, other) => other !== k);
      const known = round === 0 && k === 1 ? [fitOne(values)] : others;
      return fitOne(
        values.map((value, i) => value - known.reduce((sum, other) => sum + bumpAt(other, i), 0)),
      );
    });
  }
  return bumps;
}

const ringValues = (x: Sparse, r: number): number[] =>
  Array.from({ length: RING }, (_, i) => x[String(1 + r * RING + i)] ?? 0);

/** Reads the trial's parameters from the recorded inputs. Each change of the inputs begins a period. */
function trialOf(task: CognitiveTask, record: OriginalTrial): Trial {
  const trial = createTrial();
  expect(record.x.length).toBe(task.periods.length);
  record.x.forEach(([, to], p) => {
    trial.ends[p] = to;
  });
  trial.steps = record.T;
  const { sampling } = task.spec;
  task.periods.forEach(({ stimuli }, p) => {
    const count = stimuli === 3 ? 2 : stimuli === 0 ? 0 : 1;
    for (let r = 0; r < 2; r++) {
      const values = ringValues(record.x[p][2], r);
      if (count === 0 || Math.max(...values) < 0.05) continue;
      const bumps = fitBumps(values, count);
      if (count === 2 && bumps[0].place > bumps[1].place) bumps.reverse();
      bumps.forEach(({ place, strength }, k) => {
        const s = count === 2 ? k : stimuli - 1;
        trial.place[s] = place;
        trial.strength[2 * s + r] = strength;
        trial.rings[s] = r;
      });
    }
  });
  const [first, second] = trial.place;
  if (sampling.kind === 'reach')
    trial.response = wrap(first - (sampling.anti ? RING / 2 : 0), RING);
  if (sampling.kind === 'match') {
    const apart = wrap(second - first, RING);
    const same = Math.min(apart, RING - apart) < 0.01;
    trial.match = sampling.to === 'sample' ? same : first < RING / 2 === second < RING / 2;
  }
  const angle = runAt(record.y_loc, record.T - 1);
  settle(task, trial);
  // The fixed layouts for tests hold exact ties, which the source gives to either stimulus.
  const sides = [0, 1].map((s) => trial.strength[2 * s] + trial.strength[2 * s + 1]);
  if (sampling.kind === 'comparison' && Math.abs(sides[0] - sides[1]) < 1e-4)
    settle(task, trial, Math.abs(first * SPACING - angle) < 0.01 ? 1 : -1);
  return trial;
}

/** Recorded values have six decimals, and what was fitted to them has little more. */
const TOLERANCE = 3e-6;

describe.each(Object.entries(original))('%s', (name, { alias, trials }) => {
  const task = cognitiveTask(name, { variant: 'yang2019-original' });

  it('has the recorded rule input and goes by its later name', () => {
    const rule = battery.tasks.findIndex((each) => each.name === name);
    for (const { rule_channel } of trials) expect(battery.channels + rule).toBe(rule_channel);
    expect(cognitiveTask(alias, { variant: 'yang2019-original' }).name).toBe(name);
  });

  it('shows the recorded inputs', () => {
    for (const record of trials) {
      const trial = trialOf(task, record);
      const { observations, each } = createTracks(record.T, 1, task.channels);
      writeTrial(task, trial, each[0], { rule: 0, at: 0 });
      let worst = 0;
      observations.forEach((value, n) => {
        const x = runAt(record.x, Math.floor(n / 65));
        worst = Math.max(worst, Math.abs(value - (x[String(n % 65)] ?? 0)));
      });
      expect(worst).toBeLessThan(TOLERANCE);
    }
  });

  it('asks for the recorded targets with the recorded weights', () => {
    for (const record of trials) {
      const trial = trialOf(task, record);
      const targets = new Float32Array(record.T * 33);
      const weights = new Float32Array(record.T);
      const layout = { start: 0, stepStride: 33, outputStride: 1, weightStart: 0, weightStep: 1 };
      writeGraded(task, trial, { ...layout, targets, weights });
      let worst = 0;
      targets.forEach((value, n) => {
        const y = runAt(record.y, Math.floor(n / 33));
        worst = Math.max(worst, Math.abs(value - (y[String(n % 33)] ?? 0.05)));
      });
      expect(worst).toBeLessThan(TOLERANCE);
      weights.forEach((weight, t) => {
        expect(weight).toBe(runAt(record.cost_mask_ring, t));
        expect(2 * weight).toBe(runAt(record.cost_mask_fix, t));
        expect(errorWeight(task, trial, t)).toBe(weight);
      });
      const angle = runAt(record.y_loc, record.T - 1);
      if (angle < 0) expect(trial.response).toBe(-1);
      else expect(Math.abs(trial.response * SPACING - angle)).toBeLessThan(TOLERANCE);
    }
  });
});

describe('a batch', () => {
  it('shares timing and rings, and nothing else', () => {
    for (const task of battery.tasks) {
      const trials = drawBatch(task, createRandom(task.name), 12);
      const timings = new Set(trials.map(({ ends, rings }) => `${ends.join()} ${rings.join()}`));
      expect(timings.size).toBe(1);
      expect(new Set(trials.map(({ place }) => place[0])).size).toBeGreaterThan(4);
    }
  });

  it('has noise of 0.01·√(2/α) on every input, rule inputs included', () => {
    const [task] = battery.tasks;
    expect(task.sigma).toBeCloseTo(0.01 * Math.sqrt(2 / 0.2), 12);
    const [trial] = drawBatch(task, createRandom(1), 1);
    const clean = createTracks(trial.steps, 1, 65, 20);
    const noisy = createTracks(trial.steps, 1, 65, 20);
    writeTrial(task, trial, clean.each[0], { rule: 3, at: 0 });
    writeTrial(task, trial, noisy.each[0], { rule: 3, at: 0 }, createNormals(createRandom(2)));
    expect(clean.observations[65 + 3]).toBe(1);
    const noise = noisy.observations.map((x, n) => x - clean.observations[n]);
    expect(noise.every((x) => x !== 0)).toBe(true);
    const variance = noise.reduce((sum, x) => sum + x * x, 0) / noise.length;
    expect(Math.abs(variance / 0.001 - 1)).toBeLessThan(4 * Math.sqrt(2 / noise.length));
  });
});

describe('loss and score', () => {
  it('squares error × weight, doubled for fixation, and gives the derivative', () => {
    const random = createRandom('loss');
    const outputs = new Float32Array(4 * 3);
    const targets = new Float32Array(4 * 3);
    random.fillUniform(outputs, 0, 1);
    random.fillUniform(targets, 0, 1);
    const weights = Float32Array.of(0, 1, 5, 5);
    const brute = (y: Float32Array): number => {
      let sum = 0;
      for (let n = 0; n < 4; n++)
        for (let k = 0; k < 3; k++)
          sum += ((y[3 * n + k] - targets[3 * n + k]) * weights[n] * (k === 0 ? 2 : 1)) ** 2;
      return sum / 12;
    };
    const gradient = new Float32Array(12);
    expect(gradedLoss(outputs, targets, weights, gradient)).toBeCloseTo(brute(outputs), 5);
    for (let i = 0; i < 12; i++) {
      const nudged = outputs.slice();
      nudged[i] += 1 / 64;
      const back = outputs.slice();
      back[i] -= 1 / 64;
      expect(gradient[i]).toBeCloseTo((brute(nudged) - brute(back)) * 32, 4);
    }
    expect(() => gradedLoss(outputs, targets, Float32Array.of(1, 1, 1, 1, 1))).toThrow(
      /do not fit/,
    );
  });

  it('accepts a population vector within 36° while fixation is off', () => {
    const task = cognitiveTask('fdgo', { variant: 'yang2019-original' });
    const trial = createTrial();
    trial.ends.set([20, 60, 85]);
    trial.steps = 85;
    trial.response = 7.3;
    const answer = (place: number, fixation: number): Float64Array =>
      Float64Array.from({ length: 33 }, (_, k) =>
        k === 0 ? fixation : 0.05 + bumpAt({ place: wrap(place, RING), strength: 1 }, k - 1),
      );
    // 0.2π is 3.2 positions.
    expect(scoreGraded(task, trial, answer(7.3 + 3.1, 0.1))).toBe(true);
    expect(scoreGraded(task, trial, answer(7.3 - 3.1, 0.5))).toBe(true);
    expect(scoreGraded(task, trial, answer(7.3 + 3.3, 0.1))).toBe(false);
    expect(scoreGraded(task, trial, answer(7.3, 0.6))).toBe(false);
    trial.response = -1;
    expect(scoreGraded(task, trial, answer(7.3, 0.6))).toBe(true);
    expect(scoreGraded(task, trial, answer(7.3, 0.4))).toBe(false);
  });
});
