/** Streams: order of tasks, windows, seeds, and going on from a saved state. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { createBattery } from './battery.ts';
import { createStreams, type StreamOptions, sourceWindowsPerFill } from './stream.ts';
import { createTracks, MARK, type Tracks } from './write.ts';

const battery = createBattery('cog20');

function windows(count: number, options: Partial<StreamOptions> = {}): Tracks[] {
  const { batch = 3, length = 100 } = options;
  const streams = createStreams({ battery, batch, length, random: createRandom(7), ...options });
  return Array.from({ length: count }, () => {
    const tracks = createTracks(length, batch, battery.channels);
    streams.next(tracks.each);
    return tracks;
  });
}

/** Tasks of the trials that begin in stream b, in order. */
const tasksOf = ({ steps, batch, marks, rules }: Tracks, b: number): number[] =>
  Array.from({ length: steps }, (_, t) => t * batch + b)
    .filter((n) => (marks[n] & MARK.first) !== 0)
    .map((n) => rules[n]);

const same = (a: Tracks, b: Tracks): boolean =>
  (['observations', 'labels', 'rules', 'marks'] as const).every(
    (key) => Buffer.compare(Buffer.from(a[key].buffer), Buffer.from(b[key].buffer)) === 0,
  );

describe('tasks', () => {
  it('never follow themselves, and each of the others is equally likely', () => {
    const trials = windows(300, { batch: 1, noise: false }).flatMap((window) => tasksOf(window, 0));
    const follows = new Map<number, number>();
    trials.slice(1).forEach((task, n) => {
      expect(task).not.toBe(trials[n]);
      const step = (task - trials[n] + 20) % 20;
      follows.set(step, (follows.get(step) ?? 0) + 1);
    });
    const expected = (trials.length - 1) / 19;
    for (let step = 1; step < 20; step++) {
      expect(Math.abs((follows.get(step) ?? 0) - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });

  it('run through whole trials: each begins where the one before ends', () => {
    for (const window of windows(4)) {
      for (let b = 0; b < window.batch; b++) {
        let last = true;
        for (let t = 0; t < window.steps; t++) {
          const mark = window.marks[t * window.batch + b];
          expect((mark & MARK.first) !== 0).toBe(last);
          last = (mark & MARK.last) !== 0;
          const decides = (mark & MARK.decision) !== 0;
          if (!decides) expect(window.labels[t * window.batch + b]).toBe(0);
          if (last) expect(decides).toBe(true);
        }
      }
    }
  });

  it('may be one only', () => {
    const alone = { ...battery, tasks: battery.tasks.slice(0, 1) };
    expect(tasksOf(windows(1, { battery: alone })[0], 0)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('windows', () => {
  it('begin with a fresh trial, or go on as often as asked', () => {
    const begins = (perFill: number): boolean[] =>
      windows(9, { batch: 1, windowsPerFill: perFill }).map(
        ({ marks }) => (marks[0] & MARK.first) !== 0,
      );
    expect(begins(1)).not.toContain(false);
    const third = begins(3);
    expect([third[0], third[3], third[6]]).toEqual([true, true, true]);
    expect(third).toContain(false);
  });

  it('that go on are the same as one long window', () => {
    const [long] = windows(1, { length: 300 });
    const parts = windows(3, { windowsPerFill: 3 });
    const joined = parts.flatMap(({ observations }) => Array.from(observations));
    expect(joined).toEqual(Array.from(long.observations));
  });

  // Khona et al. 2023 and NeuroGym: 10⁵ values, 33 + 82 and 33 + 20 inputs.
  it('of the source are one per fill for Mod-Cog and four for the 20 tasks', () => {
    expect(sourceWindowsPerFill(350, 4, 115)).toBe(1);
    expect(sourceWindowsPerFill(100, 4, 53)).toBe(4);
  });

  it('count the trials that begin', () => {
    const streams = createStreams({ battery, batch: 2, length: 80, random: createRandom(1) });
    const tracks = createTracks(80, 2, battery.channels);
    const begun = streams.next(tracks.each);
    expect(begun).toBe(tasksOf(tracks, 0).length + tasksOf(tracks, 1).length);
  });
});

describe('seeds', () => {
  it('give the same streams, whatever the batch', () => {
    const [a] = windows(1);
    const [b] = windows(1);
    expect(same(a, b)).toBe(true);
    const [wide] = windows(1, { batch: 5 });
    expect(tasksOf(wide, 1)).toEqual(tasksOf(a, 1));
    expect(tasksOf(wide, 1)).not.toEqual(tasksOf(a, 0));
  });

  it('give the same trials with and without noise', () => {
    const [clean] = windows(1, { noise: false });
    const [noisy] = windows(1);
    expect(noisy.labels).toEqual(clean.labels);
    expect(noisy.rules).toEqual(clean.rules);
    expect(noisy.observations).not.toEqual(clean.observations);
  });
});

describe('modality', () => {
  it('alternates for each task where asked to, from the first ring on', () => {
    const next = new Map<number, number>();
    const [window] = windows(1, {
      batch: 1,
      length: 4000,
      noise: false,
      modality: 'alternating',
    });
    let task = -1;
    let seen = 0;
    for (let t = 0; t < window.steps; t++) {
      if ((window.marks[t] & MARK.first) !== 0) task = window.rules[t];
      // Go tasks: the ring that shows something.
      if (task < 0 || task > 5) continue;
      const row = window.observations.subarray(t * 33, t * 33 + 33);
      const ring = [1, 17].findIndex((from) => row.slice(from, from + 16).some((x) => x > 0.7));
      if (ring < 0) continue;
      expect(ring).toBe(next.get(task) ?? 0);
      next.set(task, 1 - ring);
      task = -1;
      seen++;
    }
    expect(seen).toBeGreaterThan(20);
  });
});

describe('a saved state', () => {
  it.each([1, 4])('goes on to the bit, with %i windows a fill', (windowsPerFill) => {
    const options = { battery, batch: 3, length: 70, random: createRandom(5), windowsPerFill };
    const first = createStreams(options);
    const tracks = () => createTracks(70, 3, battery.channels);
    first.next(tracks().each);
    first.next(tracks().each);
    const state = JSON.parse(JSON.stringify(first.state()));
    const second = createStreams({ ...options, random: createRandom('another') }, state);
    for (let n = 0; n < 3; n++) {
      const [a, b] = [tracks(), tracks()];
      first.next(a.each);
      second.next(b.each);
      expect(same(a, b)).toBe(true);
    }
  });

  it('of other streams is refused', () => {
    const options = { battery, batch: 2, length: 70, random: createRandom(5) };
    const state = createStreams(options).state();
    expect(() => createStreams({ ...options, batch: 3 }, state)).toThrow(/state has 2 streams/);
    const other = { ...options, battery: createBattery('modcog82') };
    expect(() => createStreams(other, state)).toThrow(/of 20 tasks, the battery has 82/);
  });
});

describe('bad numbers', () => {
  it('are refused', () => {
    const options = { battery, batch: 2, length: 70, random: createRandom(5) };
    expect(() => createStreams({ ...options, batch: 0 })).toThrow('batch 0 is not an integer ≥ 1');
    expect(() => createStreams({ ...options, length: 1.5 })).toThrow('length 1.5 is not');
    const tracks = createTracks(70, 3, battery.channels);
    expect(() => createStreams(options).next(tracks.each)).toThrow('3 tracks for a batch of 2');
  });
});
