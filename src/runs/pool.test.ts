import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { resolveParameters } from '../protocol/parameters.ts';
import { execute } from './execute.ts';
import { counting } from './fixtures/counting.ts';
import { holdRuns } from './fixtures/hold.ts';
import type { Job } from './job.ts';
import { executeAll, type PoolEvent } from './pool.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-pool-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const registry = new URL('./fixtures/counting.ts', import.meta.url).href;
const jobOf = (seed: number, given: object): Job => ({
  study: 'counting',
  spec: {
    parameters: resolveParameters(counting.parameters, { ...given }),
    seed,
    arithmetic: 'strict',
  },
  options: { threads: 1, root },
});

async function collect(
  jobs: Job[],
  signal?: AbortSignal,
  watch: (event: PoolEvent) => void = () => {},
) {
  const events: PoolEvent[] = [];
  for await (const event of executeAll(jobs, { processes: 2, registry, signal })) {
    events.push(event);
    watch(event);
  }
  return events;
}

const outcomes = (events: PoolEvent[]) =>
  events.flatMap((event) => ('outcome' in event ? [event] : []));

describe('executeAll', () => {
  it('gives each run the bits it has alone, and survives one that fails', async () => {
    const jobs = [1, 2, 3].map((seed) => jobOf(seed, { steps: 5, scale: Infinity }));
    const events = await collect([
      ...jobs,
      jobOf(4, { rule: 'diverge' }),
      jobOf(5, { signed: true, rule: 'mean' }),
    ]);
    const ended = outcomes(events).sort((a, b) => a.job - b.job);
    expect(ended.map(({ job }) => job)).toEqual([0, 1, 2]);
    for (const { job, outcome } of ended) {
      const alone = execute(counting, jobs[job].spec, {
        threads: 1,
        root: join(root, 'alone'),
        tasks: { load: () => Promise.reject(), digest: () => Promise.reject() },
      });
      let end = await alone.next();
      while (!end.done) end = await alone.next();
      const expected = end.value.status === 'done' && end.value.summary.hash;
      expect(outcome.status === 'done' && outcome.summary.hash).toBe(expected);
    }
    const errors = events.flatMap((event) => ('error' in event ? [event] : []));
    expect(errors.find(({ job }) => job === 3)?.error.message).toMatch(/record 4: "value" is NaN/);
    expect(errors.find(({ job }) => job === 4)?.error).toBeInstanceOf(UsageError);
  });

  it('interrupts all runs with a checkpoint and begins no others', async () => {
    const controller = new AbortController();
    const hold = holdRuns(10);
    const jobs = [1, 2, 3].map((seed) => jobOf(seed, { steps: 20 }));
    const events = await collect(jobs, controller.signal, (event) => {
      if ('event' in event && event.event.type === 'record') controller.abort();
    });
    hold.release();
    const ended = outcomes(events);
    expect(ended).toHaveLength(2);
    for (const { outcome } of ended) expect(outcome.status).toBe('interrupted');
    expect(Math.max(...ended.map(({ outcome }) => outcome.records))).toBeGreaterThan(0);
  });
});
