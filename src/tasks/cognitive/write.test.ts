/** Writing into a caller's buffers: layouts, parts of trials, padding, and where noise is. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNormals } from '../../numerics/normal-stream.ts';
import { createRandom } from '../../numerics/random.ts';
import { scoreTrial } from './accuracy.ts';
import { drawTask, drawTrials, longestOf, NO_LABEL, writeTrials } from './batch.ts';
import { cognitiveTask, createBattery } from './battery.ts';
import { drawTrial } from './draw.ts';
import { BUMP_PEAK, BUMP_WIDTH } from './ring.ts';
import { decisionStart, labelAt } from './trial.ts';
import { createTracks, MARK, type Track, writeTrial } from './write.ts';

const battery = createBattery('modcog126');

describe('a trial on any grid', () => {
  it('has the bumps, cue, classes and lengths of the rules', () => {
    const task = fc.record({
      index: fc.integer({ min: 0, max: 125 }),
      ring: fc.integer({ min: 1, max: 20 }).map((half) => 2 * half),
      dt: fc.constantFrom(5, 10, 12.5, 20, 25, 50, 100),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(task, ({ index, ring, dt, seed }) => {
        const bound = cognitiveTask(battery.tasks[index].name, { ring, dt });
        const trial = drawTrial(bound, createRandom(seed));
        expect(trial.steps).toBeGreaterThanOrEqual(bound.shortest);
        expect(trial.steps).toBeLessThanOrEqual(bound.longest);
        const { observations, labels, each } = createTracks(trial.steps, 1, 1 + 2 * ring);
        writeTrial(bound, trial, each[0], { rule: 0, at: 0 });
        const shown = { place: Array.from(trial.place), strength: Array.from(trial.strength) };
        for (let p = 0, t = 0; p < bound.periods.length; p++) {
          const { stimuli, cue } = bound.periods[p];
          if (t === trial.ends[p]) continue;
          for (let c = 0; c < 1 + 2 * ring; c++) {
            const [r, i] = [Math.floor((c - 1) / ring), (c - 1) % ring];
            let wanted = c === 0 && cue ? 1 : 0;
            for (let s = 0; c > 0 && s < 2; s++) {
              if ((stimuli & (1 << s)) === 0) continue;
              const away = Math.abs(shown.place[s] - i);
              const angle = (Math.min(away, ring - away) * 2 * Math.PI) / ring;
              const bump = BUMP_PEAK * Math.exp(-0.5 * (angle / BUMP_WIDTH) ** 2);
              wanted += shown.strength[2 * s + r] * bump;
            }
            expect(Math.abs(observations[t * (1 + 2 * ring) + c] - wanted)).toBeLessThan(1e-6);
          }
          t = trial.ends[p];
        }
        for (const label of labels) expect(label).toBeLessThanOrEqual(ring);
      }),
      { numRuns: 150 },
    );
  });
});

describe('layout', () => {
  const task = cognitiveTask('ctxdlydm1');
  const trial = drawTrial(task, createRandom(1));

  it('is the caller’s: strides, offsets, rule inputs', () => {
    const plain = createTracks(trial.steps, 1, 33, 4);
    writeTrial(task, trial, plain.each[0], { rule: 2, at: 0 }, createNormals(createRandom(2)));
    const steps = trial.steps + 3;
    const turned = new Float32Array(5 + 37 * steps * 2).fill(9);
    const track: Track = {
      observations: turned,
      start: 5,
      stepStride: 2,
      channelStride: 2 * steps,
      ruleChannels: 4,
      stepStart: 0,
      stepStep: 1,
    };
    writeTrial(task, trial, track, { rule: 2, at: 3 }, createNormals(createRandom(2)));
    for (let t = 0; t < steps; t++) {
      for (let c = 0; c < 37; c++) {
        const value = turned[5 + 2 * t + 2 * steps * c];
        expect(value).toBe(t < 3 ? 9 : plain.observations[(t - 3) * 37 + c]);
      }
    }
    expect(Array.from(plain.observations.subarray(33, 37))).toEqual([0, 0, 1, 0]);
    expect(() => writeTrial(task, trial, track, { rule: 4, at: 0 })).toThrow('outside 0 … 3');
  });

  it('is filled with the same, blank before or not', () => {
    for (const name of ['ctxdlydm1', 'dlygo', 'dms', 'multidm']) {
      const each = cognitiveTask(name);
      const shown = drawTrial(each, createRandom(name));
      for (const ruleChannels of [0, 4]) {
        const tracks = [false, true].map((blank) => {
          const { observations, each: own } = createTracks(shown.steps, 1, 33, ruleChannels);
          if (!blank) observations.fill(9);
          const noise = createNormals(createRandom(4));
          writeTrial(each, shown, { ...own[0], blank }, { rule: 3, at: 0 }, noise);
          return observations;
        });
        expect(tracks[1]).toEqual(tracks[0]);
      }
    }
  });

  it('may cut a trial anywhere: two parts are the same as one', () => {
    const whole = createTracks(trial.steps, 1, 33);
    writeTrial(task, trial, whole.each[0], { rule: 1, at: 0 }, createNormals(createRandom(3)));
    for (let cut = 1; cut < trial.steps; cut++) {
      const parts = createTracks(trial.steps, 1, 33);
      const noise = createNormals(createRandom(3));
      writeTrial(task, trial, parts.each[0], { rule: 1, at: 0, to: cut }, noise);
      writeTrial(task, trial, parts.each[0], { rule: 1, at: cut, from: cut }, noise);
      expect(parts.observations).toEqual(whole.observations);
      expect(parts.labels).toEqual(whole.labels);
      expect(parts.marks).toEqual(whole.marks);
    }
  });
});

describe('noise', () => {
  /** Channels with noise in each period, from the rules of the sources. */
  it.each([
    ['dlygo', 'modcog-base', {}],
    ['dm1', 'modcog-base', { stimulus: [0, 33] }],
    ['ctxdlydm1', 'yang19', { stim1: [0, 33], stim2: [0, 33] }],
    ['dm2', 'yang19-2025', { stimulus: [1, 33] }],
    ['dnmc', 'modcog-base', { sample: 'active', test: 'active' }],
  ] as const)('of %s (%s) is where it belongs, with s.d. 0.1', (name, variant, where) => {
    const task = cognitiveTask(name, { variant });
    const random = createRandom(name);
    const places: Readonly<Record<string, readonly [number, number] | 'active'>> = where;
    let squares = 0;
    let count = 0;
    for (let n = 0; n < 40; n++) {
      const trial = drawTrial(task, random);
      const [clean, noisy, again] = [0, 1, 2].map(() => createTracks(trial.steps, 1, 33));
      writeTrial(task, trial, clean.each[0], { rule: 0, at: 0 });
      writeTrial(task, trial, noisy.each[0], { rule: 0, at: 0 }, createNormals(createRandom(n)));
      writeTrial(task, trial, again.each[0], { rule: 0, at: 0 }, createNormals(createRandom(n)));
      expect(again.observations).toEqual(noisy.observations);
      for (let k = 0; k < clean.observations.length; k++) {
        const [t, c] = [Math.floor(k / 33), k % 33];
        const period = task.periods.find((_, p) => t < trial.ends[p]);
        const range = places[period?.name ?? ''];
        const active = [1 + 16 * trial.rings[0], 17 + 16 * trial.rings[0]];
        const [from, to] = range === 'active' ? active : (range ?? [0, 0]);
        const difference = noisy.observations[k] - clean.observations[k];
        expect(difference !== 0).toBe(c >= from && c < to);
        if (difference !== 0) {
          squares += difference ** 2;
          count++;
        }
      }
    }
    if (count > 0)
      expect(Math.abs(squares / count / 0.01 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  });
});

describe('trials side by side', () => {
  it('are padded with zeros and no label', () => {
    const task = cognitiveTask('dmsintr');
    const trials = drawTrials(task, createRandom(4), 6);
    const steps = longestOf(trials) + 2;
    const tracks = createTracks(steps, 6, 33);
    tracks.observations.fill(5);
    tracks.labels.fill(5);
    writeTrials(task, 7, trials, tracks.each, steps, createNormals(createRandom(5)));
    trials.forEach((trial, b) => {
      for (let t = 0; t < steps; t++) {
        const inside = t < trial.steps;
        const row = tracks.observations.subarray((t * 6 + b) * 33, (t * 6 + b + 1) * 33);
        if (!inside) expect(row.every((x) => x === 0)).toBe(true);
        expect(tracks.rules[t * 6 + b]).toBe(inside ? 7 : 0);
        const decision = decisionStart(task, trial);
        const label = t < decision ? 0 : labelAt(task, trial, t - decision);
        expect(tracks.labels[t * 6 + b]).toBe(inside ? label : NO_LABEL);
        expect((tracks.marks[t * 6 + b] & MARK.last) !== 0).toBe(t === trial.steps - 1);
      }
    });
    expect(() => writeTrials(task, 0, trials, tracks.each, 10)).toThrow(/10 steps are too few/);
    expect(() => writeTrials(task, 0, trials, [], steps)).toThrow('6 trials do not fit 0 tracks');
  });

  it('are of tasks drawn by weight', () => {
    const original = createBattery('cog20', { variant: 'yang2019-original' });
    const random = createRandom(6);
    const counts = new Array<number>(20).fill(0);
    for (let n = 0; n < 2800; n++) counts[drawTask(original, random)]++;
    counts.forEach((count, task) => {
      const expected = task === 8 || task === 9 ? 500 : 100;
      expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
    });
  });
});

describe('the score of a trial', () => {
  it('counts the decision period only', () => {
    const task = cognitiveTask('goseqr');
    const trial = drawTrial(task, createRandom(8));
    const { labels, each } = createTracks(trial.steps, 1, 33);
    writeTrial(task, trial, each[0], { rule: 0, at: 0 });
    const predicted = Array.from(labels);
    predicted[0] = 4;
    expect(scoreTrial(task, trial, predicted)).toEqual({ last: true, period: 1, strict: true });
    predicted[trial.steps - 2] = 0;
    expect(scoreTrial(task, trial, predicted)).toEqual({ last: true, period: 0.9, strict: false });
    const fixating = new Array<number>(trial.steps).fill(0);
    expect(scoreTrial(task, trial, fixating)).toEqual({ last: false, period: 0, strict: false });
    const strided = [8, 8, ...predicted.flatMap((k) => [k, 8, 8])];
    expect(scoreTrial(task, trial, strided, 2, 3).period).toBe(0.9);
  });
});
