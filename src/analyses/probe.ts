/**
 * What the units of a trained network do in noise-free trials, task by task, and what it answers in a trial to look at.
 */

import { createPass, type Rnn, type RnnPass } from '../networks/index.ts';
import { createNormals } from '../numerics/normal-stream.ts';
import { exp } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';
import { drawContent, drawTiming } from '../tasks/cognitive/draw.ts';
import {
  type Battery,
  type CognitiveTask,
  createTrial,
  type Trial,
  writeTrial,
} from '../tasks/index.ts';
import type { Activity } from './activity.ts';
import type { States } from './components.ts';

/** Trials of one timing on both rings in turn, so that steps of different trials mean the same. */
export function alignedTrials(task: CognitiveTask, random: Random, count: number): Trial[] {
  const shared = createTrial();
  drawTiming(task, random, shared);
  return Array.from({ length: count }, (_, b) => {
    const trial = createTrial();
    trial.ends.set(shared.ends);
    trial.steps = shared.steps;
    trial.delay = shared.delay;
    trial.rings.fill(b % 2);
    drawContent(task, random, trial);
    return trial;
  });
}

/** Shows a network trials without noise and reads what its units did. */
export interface Probe {
  /** The states of these trials, at most as many as the probe holds, all of one length. */
  activity(rule: number, trials: readonly Trial[]): Activity;
  /** The state after some steps, at most as many as a trial has, with the fixation cue and the rule as the only inputs. */
  advance(rule: number, state: ArrayLike<number>, steps: number): Float32Array;
  /** Probability of every class in every step of one trial, `[steps][classes]`. */
  probabilities(rule: number, trial: Trial, noise?: Random): Float32Array;
}

/** Prepares a probe; compiles what it needs. */
export async function createProbe(network: Rnn, battery: Battery, trials: number): Promise<Probe> {
  const { engine, units, outputs } = network;
  const steps = Math.max(...battery.tasks.map(({ longest }) => longest));
  const options = { steps, learning: false, keepActivity: true, noise: false } as const;
  const many = createPass(network, { ...options, batch: trials });
  const one = createPass(network, { ...options, batch: 1 });
  const programs = new Map([many, one].map((pass) => [pass, engine.program(pass.strands())]));
  await engine.ready();
  const run = (pass: RnnPass): void => {
    pass.begin();
    const program = programs.get(pass);
    if (program !== undefined) engine.run(program);
  };
  const show = (pass: RnnPass, rule: number, shown: readonly Trial[], noise?: Random): void => {
    const tracks = pass.tracks();
    const task = battery.tasks[rule];
    const normals = noise === undefined ? undefined : createNormals(noise);
    shown.forEach((trial, b) => {
      writeTrial(task, trial, tracks[b], { rule, at: 0 }, normals);
    });
    run(pass);
  };
  return {
    activity(rule, shown) {
      show(many, rule, shown);
      const { steps: length } = shown[0];
      const all = many.activity();
      const values = new Float32Array(shown.length * length * units);
      shown.forEach((_, b) => {
        for (let t = 0; t < length; t++) {
          const from = (t * trials + b) * units;
          values.set(all.subarray(from, from + units), (b * length + t) * units);
        }
      });
      return { trials: shown.length, steps: length, units, values };
    },
    advance(rule, state, count) {
      const [track] = one.tracks();
      const { observations, start, stepStride, channelStride, rules, stepStart, stepStep } = track;
      for (let t = 0; t < steps; t++) {
        for (let c = 0; c < network.inputs; c++)
          observations[start + t * stepStride + c * channelStride] = c === 0 ? 1 : 0;
        rules[stepStart + t * stepStep] = rule;
      }
      const initial = engine.memory
        .views()
        .f32.subarray(network.initial / 4, network.initial / 4 + units);
      const before = initial.slice();
      initial.set(Float32Array.from(state));
      run(one);
      initial.set(before);
      return one.activity().slice((count - 1) * units, count * units);
    },
    probabilities(rule, trial, noise) {
      show(one, rule, [trial], noise);
      return softmax(one.outputs().subarray(0, trial.steps * outputs), outputs);
    },
  };
}

/** Probabilities from the outputs of each step. */
function softmax(values: Float32Array, classes: number): Float32Array {
  const found = new Float32Array(values.length);
  for (let base = 0; base < values.length; base += classes) {
    let most = values[base];
    for (let k = 1; k < classes; k++) most = Math.max(most, values[base + k]);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      found[base + k] = exp(values[base + k] - most);
      sum += found[base + k];
    }
    for (let k = 0; k < classes; k++) found[base + k] /= sum;
  }
  return found;
}

/** The states of an activity at one step, a row a trial. */
export function statesAt({ trials, steps, units, values }: Activity, step: number): States {
  const rows = new Float32Array(trials * units);
  for (let n = 0; n < trials; n++) {
    const from = (n * steps + step) * units;
    rows.set(values.subarray(from, from + units), n * units);
  }
  return { count: trials, units, values: rows };
}
