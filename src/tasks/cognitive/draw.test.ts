/** What is drawn, how often: against recorded statistics of the sources, and by the rules. */

import { describe, expect, it } from 'vitest';
import { type GoldenStatistics, statistics } from '../../../test/cognitive-golden.ts';
import { createRandom } from '../../numerics/random.ts';
import { drawTrials } from './batch.ts';
import { cognitiveTask } from './battery.ts';
import { drawTrial } from './draw.ts';
import type { CognitiveTask } from './task.ts';
import { createTrial, decisionStart, labelAt, type Trial } from './trial.ts';

const VARIANT = { modcog: 'modcog-base', yang19: 'yang19' } as const;
const TRIALS = 800;

type Counts = Record<string, number>;

const tally = (counts: Counts, key: string | number): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

interface Observed {
  readonly steps: Counts;
  readonly classes: Counts;
  readonly periods: Record<string, Counts>;
  readonly strengths: Counts;
  /** Share of the steps with an answer, and its squared standard error for one trial. */
  readonly share: number;
  readonly shareVariance: number;
}

function observe(task: CognitiveTask): Observed {
  const random = createRandom('statistics').split(task.name);
  const trial = createTrial();
  const steps: Counts = {};
  const classes: Counts = {};
  const strengths: Counts = {};
  const periods: Record<string, Counts> = {};
  const pairs: [answered: number, steps: number][] = [];
  for (let n = 0; n < TRIALS; n++) {
    drawTrial(task, random, trial);
    tally(steps, trial.steps);
    tally(classes, labelAt(task, trial, 0));
    task.periods.forEach(({ name }, p) => {
      periods[name] ??= {};
      tally(periods[name], trial.ends[p] - (p === 0 ? 0 : trial.ends[p - 1]));
    });
    trial.strength.forEach((strength, k) => {
      if (strength !== 0)
        tally(strengths, `coh${(k >> 1) + 1}_mod${(k & 1) + 1}=${Number(strength.toFixed(6))}`);
    });
    const decision = decisionStart(task, trial);
    let answered = 0;
    for (let t = 0; decision + t < trial.steps; t++) if (labelAt(task, trial, t) !== 0) answered++;
    pairs.push([answered, trial.steps]);
  }
  const total = pairs.reduce((sum, [, length]) => sum + length, 0);
  const share = pairs.reduce((sum, [answered]) => sum + answered, 0) / total;
  const squares = pairs.reduce((sum, [a, length]) => sum + (a - share * length) ** 2, 0);
  const shareVariance = squares / TRIALS / (total / TRIALS) ** 2;
  return { steps, classes, periods, strengths, share, shareVariance };
}

/** Cells of two histograms that differ by more than 4 standard errors. */
function apart(what: string, own: Counts, theirs: Counts, n: number): string[] {
  const keys = [...new Set([...Object.keys(own), ...Object.keys(theirs)])];
  return keys.flatMap((key) => {
    const [a, b] = [own[key] ?? 0, theirs[key] ?? 0];
    const p = (a + b) / (TRIALS + n);
    const error = Math.sqrt(p * (1 - p) * (1 / TRIALS + 1 / n));
    const far = Math.abs(a / TRIALS - b / n) > 4 * error + 1e-12;
    return far ? [`${what} ${key}: ${a} of ${TRIALS}, recorded ${b} of ${n}`] : [];
  });
}

function differences(task: CognitiveTask, recorded: GoldenStatistics): string[] {
  const own = observe(task);
  const { n } = recorded;
  const fixed = (name: string): boolean =>
    // The source draws these delays once for a whole run: two values at most, of no statistical meaning.
    name === 'delay' && Object.keys(recorded.period_steps.delay).length <= 2;
  const perRun =
    'delay' in recorded.period_steps && fixed('delay') && Object.keys(own.periods.delay).length > 2;
  const [share, theirShare] = [own.share, recorded.fraction_steps_with_response_target];
  const error = Math.sqrt(own.shareVariance * (1 / TRIALS + 1 / n));
  return [
    ...apart('class', own.classes, recorded.class_at_first_decision_step, n),
    ...Object.entries(recorded.period_steps).flatMap(([name, counts]) =>
      perRun && fixed(name) ? [] : apart(name, own.periods[name], counts, n),
    ),
    ...(perRun ? [] : apart('steps', own.steps, recorded.trial_steps, n)),
    ...(recorded.coherence === undefined
      ? []
      : apart('strength', own.strengths, recorded.coherence, n)),
    // Five decimals are recorded.
    ...(perRun || Math.abs(share - theirShare) < 4 * error + 1e-5
      ? []
      : [`share of steps with an answer: ${share}, recorded ${theirShare}`]),
  ];
}

describe('recorded statistics', () => {
  for (const collection of ['modcog', 'yang19'] as const) {
    it(`agree within 4 standard errors (${collection})`, () => {
      const found = Object.entries(statistics[collection]).flatMap(([name, recorded]) => {
        const task = cognitiveTask(name, { variant: VARIANT[collection], form: 'released' });
        return differences(task, recorded).map((difference) => `${name}: ${difference}`);
      });
      expect(found).toEqual([]);
    });
  }
});

const draws = (task: CognitiveTask, count = 400): Trial[] =>
  drawTrials(task, createRandom(task.name), count);

describe('classes', () => {
  const classes = (form: 'released' | 'corrected'): number[] => {
    const task = cognitiveTask('dlygo', { form });
    const counts = new Array<number>(17).fill(0);
    for (const trial of draws(task, 3200)) counts[labelAt(task, trial, 0)]++;
    return counts;
  };

  it('1 … 16 are equally frequent in go tasks when corrected', () => {
    const counts = classes('corrected');
    expect(counts[0]).toBe(0);
    for (const count of counts.slice(1)) expect(Math.abs(count - 200)).toBeLessThan(4 * 14);
  });

  it('16 is folded onto 0 when released', () => {
    const counts = classes('released');
    expect(counts[16]).toBe(0);
    for (const count of counts.slice(0, 16)) expect(Math.abs(count - 200)).toBeLessThan(4 * 14);
  });

  it('drift one position every 100 ms, through 0 only when released', () => {
    const trial = createTrial();
    trial.response = 14;
    const drifted = (form: 'released' | 'corrected', name: string, dt = 100): number[] => {
      const task = cognitiveTask(name, { form, dt });
      return Array.from({ length: 1000 / dt }, (_, t) => labelAt(task, trial, t));
    };
    expect(drifted('corrected', 'goseqr')).toEqual([15, 16, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(drifted('released', 'goseqr')).toEqual([15, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    trial.response = 1;
    expect(drifted('corrected', 'goseql')).toEqual([2, 1, 16, 15, 14, 13, 12, 11, 10, 9]);
    expect(drifted('corrected', 'goseql', 50).slice(0, 6)).toEqual([2, 2, 1, 1, 16, 16]);
  });
});

describe('int', () => {
  it('turns the stimulus of go tasks by 1 rad per 100 ms, and half a turn if anti', () => {
    for (const [name, sense, half] of [
      ['dlygointr', 1, 0],
      ['dlyantiintl', -1, Math.PI],
    ] as const) {
      for (const { place, response, delay } of draws(cognitiveTask(name), 50)) {
        const turned = ((place[0] - response) * 2 * Math.PI) / 16;
        const wanted = sense * 0.01 * delay + half;
        expect(Math.cos(turned - wanted)).toBeCloseTo(1, 12);
      }
    }
  });

  it('moves the answer of decisions by 5 positions, whatever the ring', () => {
    const task = cognitiveTask('multidlydmintl', { ring: 32 });
    for (const { place, response } of draws(task, 50)) {
      expect([...place].map((winner) => (winner + 27) % 32)).toContain(response);
    }
  });

  it('moves the answer of match tasks by one position per 100 ms', () => {
    for (const { place, response, delay } of draws(cognitiveTask('dmsintl'), 100)) {
      if (response >= 0) expect((response + delay / 100) % 16).toBe(place[1]);
    }
  });
});

describe('categories', () => {
  it('call half of the ring lower as a sample in the released form only', () => {
    for (const [form, upper] of [
      ['released', false],
      ['corrected', true],
    ] as const) {
      const trials = draws(cognitiveTask('dmc', { form }), 2000).filter(
        ({ place }) => place[0] === 8,
      );
      expect(trials.length).toBeGreaterThan(50);
      for (const { place, match } of trials) expect(place[1] >= 8).toBe(match === upper);
    }
  });
});

describe('ties', () => {
  it('are as frequent as the strengths make them: 1 in 8 and 1 in 6', () => {
    for (const [name, share] of [
      ['multidm', 1 / 8],
      ['multidlydm', 1 / 6],
      ['dm1', 0],
    ] as const) {
      const trials = draws(cognitiveTask(name), 2000);
      const found = trials.filter(({ tied }) => tied).length / 2000;
      expect(Math.abs(found - share)).toBeLessThanOrEqual(
        4 * Math.sqrt((share * (1 - share)) / 2000),
      );
    }
  });
});

describe('2019', () => {
  it('keeps stimuli of a comparison a quarter of the circle apart, and of a non-match 20°', () => {
    const between = (name: string): number[] =>
      draws(cognitiveTask(name, { variant: 'yang2019-original' }))
        .filter(({ match }) => !match)
        .map(({ place }) => Math.abs(place[0] - place[1]))
        .map((distance) => Math.min(distance, 32 - distance));
    expect(Math.min(...between('contextdm1'))).toBeGreaterThanOrEqual(8 - 1e-9);
    expect(Math.min(...between('dmsgo'))).toBeGreaterThanOrEqual(32 / 18 - 1e-9);
    const angles = draws(cognitiveTask('dmcgo', { variant: 'yang2019-original' })).map(
      ({ place }) => (place[0] * 20) / 32,
    );
    expect(new Set(angles.map((angle) => angle.toFixed(6))).size).toBe(10);
    for (const angle of angles) expect(Math.round(angle) % 2).toBe(1);
  });

  it('divides each stimulus of multi-sensory tasks unevenly, the stronger sum winning', () => {
    const task = cognitiveTask('multidelaydm', { variant: 'yang2019-original' });
    for (const { strength, place, response } of draws(task, 100)) {
      const sums = [strength[0] + strength[1], strength[2] + strength[3]];
      expect(response).toBe(place[sums[0] > sums[1] ? 0 : 1]);
      for (const s of [0, 1]) {
        const share = Math.abs(strength[2 * s] - strength[2 * s + 1]) / (sums[s] / 2);
        expect(share).toBeGreaterThanOrEqual(0.2 - 1e-9);
        expect(share).toBeLessThan(0.8 + 1e-9);
      }
    }
  });
});
