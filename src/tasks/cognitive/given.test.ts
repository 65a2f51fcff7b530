/** Trials of given values: the answers by hand, and every drawn trial made again of what can be read from it. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { drawTrials } from './batch.ts';
import { BATTERIES, cognitiveTask, createBattery } from './battery.ts';
import { type TrialParameters, trialFrom } from './given.ts';
import type { Ring } from './spec.ts';
import type { CognitiveTask } from './task.ts';
import type { Trial } from './trial.ts';
import { VARIANTS } from './variants.ts';

/** All that there is to give of a trial; ms in whole steps, but for the delay, which is kept as it was drawn. */
function read({ spec, periods, dt }: CognitiveTask, trial: Trial): TrialParameters {
  const durations = Object.fromEntries(
    periods.map(({ name }, p) => [
      name,
      name === 'delay' ? trial.delay : dt * (trial.ends[p] - (p > 0 ? trial.ends[p - 1] : 0)),
    ]),
  );
  const stimuli = [...new Set(spec.shown.map(({ stimulus }) => stimulus))];
  return {
    durations,
    ...(spec.sampling.kind === 'comparison' ? {} : { rings: [...trial.rings] as [Ring, Ring] }),
    places: stimuli.map((s) => trial.place[s]),
    strengths: stimuli.map((s) => [trial.strength[2 * s], trial.strength[2 * s + 1]] as const),
  };
}

const batteries = [
  ...VARIANTS.map((variant) => createBattery('cog20', { variant })),
  ...BATTERIES.map((name) => createBattery(name)),
];

describe.each(
  batteries.map((battery) => [`${battery.name}, ${battery.variant}`, battery] as const),
)('%s', (_, { tasks }) => {
  it('makes every drawn trial again of its values', () => {
    for (const task of tasks) {
      for (const trial of drawTrials(task, createRandom(task.name), 12)) {
        const again = trialFrom(task, read(task, trial));
        // Of equal strengths a coin has decided.
        if (trial.tied) expect(again.tied).toBe(true);
        else expect(again.response).toBeCloseTo(trial.response, 9);
        expect({ ...again, response: 0 }).toEqual({
          ...trial,
          response: 0,
          // A single stimulus is all that one can ask for.
          place: task.spec.sampling.kind === 'reach' ? again.place : trial.place,
        });
      }
    }
  });
});

describe('what is given', () => {
  const go = { durations: { stimulus: 400, delay: 500 }, rings: 1 } as const;

  it.each([
    // The answer is where the stimulus was, or opposite.
    ['go', { rings: 0, places: [3] }, 3],
    ['anti', { rings: 1, places: [3] }, 11],
    ['anti', { rings: 1, places: [12] }, 4],
    // The stronger one, also at a contrast that is never drawn.
    ['dm1', { durations: { stimulus: 300 }, places: [3, 9], strengths: [0.501, 0.499] }, 3],
    ['dm1', { durations: { stimulus: 300 }, places: [3, 9], strengths: [0.4, 2] }, 9],
    // On two rings the sums decide.
    [
      'multidm',
      {
        durations: { stimulus: 300 },
        places: [1, 2],
        strengths: [
          [0.9, 0.1],
          [0.3, 0.8],
        ],
      },
      2,
    ],
    ['dms', { durations: { delay: 500 }, rings: 0, places: [5, 5] }, 5],
    ['dms', { durations: { delay: 500 }, rings: 0, places: [5, 6] }, -1],
    ['dnms', { durations: { delay: 500 }, rings: 0, places: [5, 6] }, 6],
    // 0 … 7 and 8 … 15 of 16 positions.
    ['dmc', { durations: { delay: 500 }, rings: 0, places: [1, 7] }, 7],
    ['dmc', { durations: { delay: 500 }, rings: 0, places: [7, 8] }, -1],
    ['dnmc', { durations: { delay: 500 }, rings: 0, places: [7, 8] }, 8],
  ] as const)('%s %j is answered with %i', (name, parameters, response) => {
    const task = cognitiveTask(name);
    const random = createRandom('what is not given');
    expect(trialFrom(task, parameters as TrialParameters, random).response).toBe(response);
  });

  it('turns with the delay: 0.01 rad a millisecond', () => {
    const task = cognitiveTask('dlygointr');
    const turned = (ms: number) => (((0.01 * ms) / (2 * Math.PI)) * 16) % 16;
    for (const delay of [200, 700]) {
      const place = (5 + turned(delay)) % 16;
      const own = { ...go, durations: { ...go.durations, delay }, places: [place] };
      expect(trialFrom(task, own, createRandom(1)).response).toBe(5);
    }
  });

  it('lasts as long as it is told', () => {
    const task = cognitiveTask('dlygo');
    const names = task.periods.map(({ name }) => name);
    const durations = Object.fromEntries(names.map((name, p) => [name, 100 * (p + 1) + 50]));
    const { ends, steps, delay } = trialFrom(task, { durations, rings: 0, places: [0] });
    // Whole steps of 100 ms: 1, 2, 3, … of them.
    expect([...ends.subarray(0, names.length)]).toEqual(
      names.map((_, p) => ((p + 1) * (p + 2)) / 2),
    );
    expect(steps).toBe((names.length * (names.length + 1)) / 2);
    expect(delay).toBe(100 * (names.indexOf('delay') + 1) + 50);
  });

  it('is drawn where it is not given, from the stream', () => {
    const task = cognitiveTask('dm1');
    const one = trialFrom(task, { places: [3, 9] }, createRandom(1));
    expect(trialFrom(task, { places: [3, 9] }, createRandom(1))).toEqual(one);
    const other = trialFrom(task, { places: [3, 9] }, createRandom(2));
    expect([...other.strength]).not.toEqual([...one.strength]);
    expect([...one.place]).toEqual([3, 9]);
  });
});

describe('what cannot be', () => {
  const dm1 = cognitiveTask('dm1');
  const given = { durations: { fixation: 300 }, places: [3, 9], strengths: [1, 0.5] };
  it.each([
    [dm1, {}, 'task "dm1" draws how long its period "fixation" lasts'],
    [dm1, { durations: { fixation: 300 } }, 'task "dm1" draws its places: give them, or a random'],
    [dm1, { ...given, strengths: undefined }, 'task "dm1" draws its strengths'],
    [cognitiveTask('go'), {}, 'task "go" draws its rings'],
    [dm1, { ...given, places: [3] }, 'task "dm1" shows 2 stimuli, 1 places were given'],
    [dm1, { ...given, places: [3, 16] }, 'place 16 is outside [0, 16), the positions of a ring'],
    [dm1, { ...given, rings: 0 }, 'task "dm1" shows its stimuli on ring 0: give no rings'],
    [dm1, { ...given, durations: { fixation: 99 } }, 'durations.fixation 99 ms is not in [100, ∞)'],
    [dm1, { ...given, durations: { stim: 100 } }, 'unknown period "stim"'],
    [
      dm1,
      { ...given, strengths: [[1, 1], 0.5] },
      'strength 1 of stimulus 0 on ring 1 is not 0: task "dm1" shows it on ring 0',
    ],
    [cognitiveTask('dms'), { rings: 2 }, 'rings 2 are not 0 or 1, or two of them'],
    [cognitiveTask('dms'), { rings: [0, 1] }, 'task "dms" shows all on one ring'],
  ] as const)('%#: one line', (task, parameters, message) => {
    expect(() => trialFrom(task, parameters as unknown as TrialParameters)).toThrow(message);
  });
});
