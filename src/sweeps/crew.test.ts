/** The crew: killed workers, memory, and how processors are divided. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveParameters } from '../protocol/parameters.ts';
import { counting } from '../runs/fixtures/counting.ts';
import { holdRuns } from '../runs/fixtures/hold.ts';
import { readRun } from '../runs/stored.ts';
import { divide } from './compute.node.ts';
import { type CrewEvent, type CrewJob, runCrew, workersThatFit } from './crew.node.ts';

const registry = new URL('../runs/fixtures/counting.ts', import.meta.url).href;

async function* jobsIn(folder: string, count: number, given: object): AsyncGenerator<CrewJob> {
  const parameters = resolveParameters(counting.parameters, given as Record<string, unknown>);
  for (let key = 0; key < count; key++) {
    const spec = { parameters, seed: key, arithmetic: 'strict' } as const;
    const options = { threads: 1, folder: join(folder, String(key)), checkpointSeconds: 0 };
    yield { key, job: { study: 'counting', spec, options } };
  }
}

/** Process ids of the workers of this process. */
const workers = (): number[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('crew-worker'))
    .map((line) => Number.parseInt(line, 10));

describe('a crew', () => {
  it('does every run once though its workers are killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'frugal-crew-'));
    // None is done before three were killed.
    const hold = holdRuns(10);
    try {
      const events: CrewEvent[] = [];
      let kills = 0;
      const crew = runCrew(jobsIn(folder, 10, { steps: 30 }), {
        ...{ workers: 2, registry, signal: new AbortController().signal },
      });
      for await (const event of crew) {
        events.push(event);
        if (event.type !== 'progress' || kills >= 3) continue;
        // What was told may lie behind the end of who told it.
        const [one] = workers();
        if (one === undefined) continue;
        process.kill(one, 'SIGKILL');
        kills++;
        if (kills === 3) hold.release();
      }
      expect(kills).toBe(3);
      const ends = events.filter(({ type }) => type !== 'progress');
      expect(ends.map(({ key }) => key).sort((a, b) => a - b)).toEqual([...Array(10).keys()]);
      const ended = ends.filter((event) => event.type === 'end' && event.how === 'done');
      // One run may have lost both of its workers.
      expect(ended.length).toBeGreaterThanOrEqual(9);
      const stored = await readRun(join(folder, '9'));
      expect(stored.records).toHaveLength(30);
    } finally {
      hold.release();
      await rm(folder, { recursive: true });
    }
    expect(workers()).toEqual([]);
  });

  it('ends its workers when nobody listens any more', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'frugal-crew-'));
    const crew = runCrew(jobsIn(folder, 100, { steps: 100, pause: 10 }), {
      ...{ workers: 2, registry, signal: new AbortController().signal },
    });
    await crew.next();
    await crew.return();
    expect(workers()).toEqual([]);
    // Nor is one begun in the place of those that were killed, once their end is heard.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(workers()).toEqual([]);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('passes on what went wrong in the source of its runs', async () => {
    // biome-ignore lint/correctness/useYield: it fails before it has one
    async function* none(): AsyncGenerator<CrewJob> {
      throw new Error('no data');
    }
    const crew = runCrew(none(), { workers: 2, registry, signal: new AbortController().signal });
    await expect(crew.next()).rejects.toThrow('no data');
  });
});

describe('a machine', () => {
  it('gives each run one thread, and more only where there are fewer runs than processors', () => {
    expect(divide(8, 100)).toEqual({ workers: 8, threads: 1 });
    expect(divide(8, 3)).toEqual({ workers: 3, threads: 2 });
    expect(divide(8, 1)).toEqual({ workers: 1, threads: 8 });
    expect(divide(8, 100, { threads: 4 })).toEqual({ workers: 2, threads: 4 });
    expect(divide(2, 100, { jobs: 4 })).toEqual({ workers: 4, threads: 1 });
    expect(divide(2, 0)).toEqual({ workers: 1, threads: 2 });
  });

  it('runs no more at a time than its memory holds, but always one', () => {
    expect(workersThatFit(8e9, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(workersThatFit(8e9, 3e9)).toBe(2);
    expect(workersThatFit(8e9, 30e9)).toBe(1);
  });
});
