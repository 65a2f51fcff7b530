/** Every golden trial, rebuilt from what was drawn for it: observations to 1e-6, classes exactly. */

import { describe, expect, it } from 'vitest';
import { type GoldenTrial, golden, observationsAt } from '../../../test/cognitive-golden.ts';
import { createNormals } from '../../numerics/normal-stream.ts';
import { createRandom } from '../../numerics/random.ts';
import { cognitiveTask } from './battery.ts';
import { settle } from './draw.ts';
import type { CognitiveTask } from './task.ts';
import { createTrial, type Trial } from './trial.ts';
import { createTracks, type Tracks, writeTrial } from './write.ts';

const VARIANT = { modcog: 'modcog-base', yang19: 'yang19' } as const;

/** What the record says was drawn; all else must follow from it. */
function trialOf(task: CognitiveTask, record: GoldenTrial, tieBreak = 0): Trial {
  const trial = createTrial();
  expect(Object.keys(record.periods)).toEqual(task.periods.map(({ name }) => name));
  task.periods.forEach(({ name }, p) => {
    trial.ends[p] = record.periods[name][1];
  });
  trial.steps = record.T;
  trial.delay = record.delay_ms ?? 0;
  const { kind } = task.spec.sampling;
  const { modality = 0, coh1_mod1 = 0, coh1_mod2 = 0, coh2_mod1 = 0, coh2_mod2 = 0 } = record;
  trial.rings.fill(modality);
  if (kind === 'reach') trial.response = record.direction!;
  if (kind === 'comparison') {
    trial.place.set([record.theta1!, record.theta2!]);
    trial.strength.set([coh1_mod1, coh1_mod2, coh2_mod1, coh2_mod2]);
  } else trial.strength[modality] = 1;
  if (kind === 'match') {
    trial.place.set([record.sample!, record.test!]);
    trial.strength[2 + modality] = 1;
    trial.match = record.match!;
  }
  settle(task, trial, tieBreak);
  return trial;
}

function written(task: CognitiveTask, trial: Trial, noisy = false): Tracks {
  const tracks = createTracks(trial.steps, 1, task.channels);
  const noise = noisy ? createNormals(createRandom('noise')) : undefined;
  writeTrial(task, trial, tracks.each[0], { rule: 0, at: 0 }, noise);
  return tracks;
}

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const GOLDEN = (['modcog', 'yang19'] as const).flatMap((collection) =>
  Object.entries(golden[collection]).map(([name, { trials }]) => ({ collection, name, trials })),
);

describe.each(GOLDEN)('$collection $name', ({ collection, name, trials }) => {
  const task = cognitiveTask(name, { variant: VARIANT[collection], form: 'released' });

  it('shows and asks what was recorded', () => {
    for (const record of trials) {
      const trial = trialOf(task, record);
      const { observations, labels } = written(task, trial);
      const expected = observationsAt(record.obs, record.T);
      expect(observations.length).toBe(expected.length);
      expect(largest(observations.map((value, n) => value - expected[n]))).toBeLessThan(1e-6);
      if (trial.tied) {
        // The source breaks a tie at random, so either answer may have been recorded.
        const either = [-1, 1].map((sign) => written(task, trialOf(task, record, sign)).labels);
        expect(either.map((answer) => Array.from(answer))).toContainEqual(record.gt);
      } else expect(Array.from(labels)).toEqual(record.gt);
    }
  });

  it('has noise of s.d. 0.1 exactly where it was recorded', () => {
    for (const record of trials) {
      if (record.obs_noisy === undefined) continue;
      const clean = observationsAt(record.obs, record.T);
      const recorded = observationsAt(record.obs_noisy, record.T);
      const noise = recorded.map((x, n) => x - clean[n]);
      const trial = trialOf(task, record);
      const own = written(task, trial).observations;
      const noisy = written(task, trial, true).observations;
      expect(largest(noise.filter((_, n) => noisy[n] === own[n]))).toBeLessThan(1e-6);
      const inside = noise.filter((_, n) => noisy[n] !== own[n]);
      const variance = inside.reduce((sum, x) => sum + x * x, 0) / inside.length;
      expect(task.sigma).toBeCloseTo(0.1, 12);
      expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(4 * Math.sqrt(2 / inside.length));
    }
  });
});
