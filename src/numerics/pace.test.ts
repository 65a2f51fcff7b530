import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPace, finish, finishAsync, isTick, tick, type Work, within } from './pace.ts';

/** A clock that stands at what is set. */
function clock(): { now: number } {
  const time = { now: 1000 };
  vi.spyOn(performance, 'now').mockImplementation(() => time.now);
  return time;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the pace of ticks', () => {
  it('is one at once, and then one in a tenth of a second', () => {
    const time = clock();
    const pace = createPace();
    const due: number[] = [];
    for (let piece = 0; piece < 100; piece++) {
      if (pace.due()) due.push(time.now - 1000);
      time.now += 20;
    }
    expect(due).toEqual(Array.from({ length: 20 }, (_, k) => 100 * k));
  });
  it('looks at the clock about every 5 ms where calls are quick, and skips at most 256 of them', () => {
    const time = clock();
    const looks = vi.mocked(performance.now);
    const pace = createPace();
    const ticks: number[] = [];
    for (let piece = 0; piece < 1e6; piece++) {
      if (pace.due()) ticks.push(time.now - 1000);
      time.now += 0.001;
    }
    expect(ticks).toHaveLength(10);
    expect(looks.mock.calls.length).toBeLessThan(1e6 / 250 + 20);
    expect(Math.max(...ticks.slice(1).map((at, k) => at - ticks[k]))).toBeLessThan(101);
    // A thousand times as slow from one piece to the next: silent for 256 of them at most, then again as promised.
    const from = time.now;
    const slow: number[] = [];
    for (let piece = 0; piece < 5000; piece++) {
      if (pace.due()) slow.push(time.now - from);
      time.now += 1;
    }
    expect(slow[0]).toBeLessThan(257);
    expect(Math.max(...slow.slice(8).map((at, k) => at - slow[k + 7]))).toBeLessThan(120);
  });
});

/** Three ticks and a result; tells where it was stopped. */
function* counting(stopped: string[]): Work<string> {
  try {
    yield tick(0);
    yield tick();
    yield tick(1);
    return 'done';
  } finally {
    stopped.push('left');
  }
}

describe('work', () => {
  it('is run to its end', async () => {
    expect(finish(counting([]))).toBe('done');
    async function* late(): AsyncGenerator<unknown, number, void> {
      yield tick();
      return 7;
    }
    expect(await finishAsync(late())).toBe(7);
  });
  it('inside longer work counts for its stretch', () => {
    const work = within(counting([]), 0.5, 0.75);
    expect(work.next().value).toEqual(tick(0.5));
    expect(work.next().value).toEqual(tick(0.5));
    expect(work.next().value).toEqual(tick(0.75));
    expect(work.next()).toEqual({ done: true, value: 'done' });
  });
  it('inside longer work is stopped with it', () => {
    const stopped: string[] = [];
    for (const _ of within(counting(stopped), 0, 1)) break;
    expect(stopped).toEqual(['left']);
  });
  it('tells ticks from records', () => {
    expect([tick(), tick(0.5), { iteration: 1 }, { kind: 'epoch' }].map(isTick)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
