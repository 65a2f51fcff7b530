import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreRandom } from '../numerics/random.ts';
import { type Job, type JobStep, runJobs } from '../protocol/jobs.ts';
import { choice, integer, resolveParameters, type ValuesOf } from '../protocol/parameters.ts';
import { type NamedArrays, study } from '../protocol/study.ts';
import { type ExecuteOptions, execute, type RunEvent, type RunOutcome } from './execute.ts';
import { realDisk, writeTogether } from './files.ts';
import type { RunSpec } from './identity.ts';
import { type Continuation, continuationFile, readContinuation } from './snapshots.ts';
import { readRun } from './stored.ts';

const parameters = {
  steps: integer({ description: 'how many numbers', default: 4, min: 1, horizon: true }),
  rounds: integer({ description: 'how often', default: 1, min: 1, horizon: true }),
  schedule: choice(['none', 'decay'], { description: 'of the factor', default: 'none' }),
};
type Values = ValuesOf<typeof parameters>;

/** Steps that were really computed, since a test asked. */
let computed: string[] = [];

/**
 * Adds up random numbers; the last step is another one than it would be in a longer run, and under `decay` all are.
 */
function job(name: string): Job<Values> {
  return {
    name,
    cost: 1,
    *run({ parameters: { steps, schedule }, random, resume }): Generator<JobStep, NamedArrays> {
      const from = resume?.meta as
        | { step: number; sum: number; at: Parameters<typeof restoreRandom>[0] }
        | undefined;
      const stream = from ? restoreRandom(from.at) : random.split(name);
      let sum = from?.sum ?? 0;
      for (let step = (from?.step ?? 0) + 1; step <= steps; step++) {
        yield { share: (step - 1) / steps };
        computed.push(`${name}${step}`);
        sum += stream.uniform() * (schedule === 'decay' ? 1 - step / (steps + 1) : 1);
        if (step === steps) sum *= 2;
        yield {
          record: { kind: 'step', job: name, step, sum },
          snapshot: () => ({ meta: { step, sum, at: { ...stream.state() } }, arrays: {} }),
          extends: schedule === 'none' && step < steps,
        };
      }
      yield { record: { kind: 'end', job: name, sum } };
      return { [`${name}.sum`]: Float64Array.of(sum) };
    },
  };
}

const adding = study({
  name: 'adding',
  title: 'Adding',
  description: 'Adds.',
  paper: { authors: 'Test and Fixture', year: 2026, title: 'On adding', where: 'nowhere' },
  parameters,
  presets: { smoke: {}, quick: {}, paper: {} },
  tasks: () => [],
  run: (context) =>
    runJobs(context, [job('a'), job('b/2')], { record: { kind: 'task' }, line: 'task' }),
  figures: () => [],
  claims: [],
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-former-'));
  computed = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const tasks = { load: () => Promise.reject(), digest: () => Promise.reject() };
const specOf = (given: object, seed = 1): RunSpec => ({
  parameters: resolveParameters(parameters, { ...given }),
  seed,
  arithmetic: 'strict',
});

async function run(
  spec: RunSpec,
  options: Partial<ExecuteOptions> = {},
): Promise<{ outcome: RunOutcome; shorter: string | undefined; events: RunEvent[] }> {
  const stream = execute(adding, spec, { root, tasks, threads: 1, ...options });
  const events: RunEvent[] = [];
  for (;;) {
    const { done, value } = await stream.next();
    if (done) {
      const [start] = events;
      const shorter = start?.type === 'start' ? start.shorter : undefined;
      return { outcome: value, shorter, events };
    }
    events.push(value);
  }
}

const hashOf = (outcome: RunOutcome) =>
  outcome.status === 'interrupted' ? 'interrupted' : outcome.summary.hash;

describe('a longer run', () => {
  it('goes on from the last state of each job of the longest shorter one, to the same bits', async () => {
    const two = await run(specOf({ steps: 2 }));
    const five = await run(specOf({ steps: 5 }));
    expect(five.shorter).toBe(two.outcome.folder);
    computed = [];
    const nine = await run(specOf({ steps: 9 }));
    expect(nine.shorter).toBe(five.outcome.folder);
    const steps = [5, 6, 7, 8, 9];
    expect(computed).toEqual([...steps.map((n) => `a${n}`), ...steps.map((n) => `b/2${n}`)]);
    const whole = await run(specOf({ steps: 9 }), {
      folder: join(root, 'apart', 'whole'),
      fresh: true,
    });
    expect(hashOf(nine.outcome)).toBe(hashOf(whole.outcome));
    const read = (folder: string) => readFile(join(folder, 'records.ndjson'), 'utf8');
    expect(await read(nine.outcome.folder)).toBe(await read(whole.outcome.folder));
    expect(nine.outcome.identity).toBe(whole.outcome.identity);
    expect((await readRun(five.outcome.folder)).records).toHaveLength(13);
  });

  it('can be interrupted on the way, and goes on with the same former run', async () => {
    const whole = await run(specOf({ steps: 6 }), { fresh: true });
    await rm(join(root, 'adding'), { recursive: true });
    await run(specOf({ steps: 3 }));
    // Interrupted after every record in turn, the copied ones included.
    for (let stopAt = 1; stopAt < 16; stopAt++) {
      const controller = new AbortController();
      const folder = join(root, 'adding', `cut-${stopAt}`);
      const options = { folder, signal: controller.signal, checkpointSeconds: 0 };
      const stream = execute(adding, specOf({ steps: 6 }), { root, tasks, threads: 1, ...options });
      for (let next = await stream.next(); !next.done; next = await stream.next())
        if (next.value.type === 'record' && next.value.index + 1 === stopAt) controller.abort();
      computed = [];
      const { outcome } = await run(specOf({ steps: 6 }), { folder });
      expect(hashOf(outcome)).toBe(hashOf(whole.outcome));
      expect(computed).not.toContain('a1');
      await rm(folder, { recursive: true });
    }
  });

  it('takes up an interrupted one too: jobs whose state was kept', async () => {
    const controller = new AbortController();
    const stream = execute(adding, specOf({ steps: 3 }), {
      ...{ root, tasks, threads: 1, signal: controller.signal, checkpointSeconds: 0 },
    });
    for (let next = await stream.next(); !next.done; next = await stream.next())
      if (next.value.type === 'record' && next.value.record.step === 2) controller.abort();
    computed = [];
    const { outcome } = await run(specOf({ steps: 6 }));
    expect(computed[0]).toBe('a3');
    expect(computed).toContain('b/21');
    expect(hashOf(outcome)).toBe(
      hashOf((await run(specOf({ steps: 6 }), { fresh: true })).outcome),
    );
  });

  it.each([1, 2])('goes on from one that was itself interrupted after step %i', async (stopAt) => {
    const controller = new AbortController();
    const spec = specOf({ steps: 3 });
    const stream = execute(adding, spec, { root, tasks, threads: 1, signal: controller.signal });
    for (let next = await stream.next(); !next.done; next = await stream.next())
      if (next.value.type === 'record' && next.value.record.step === stopAt) controller.abort();
    await run(spec);
    computed = [];
    await run(specOf({ steps: 4 }));
    expect(computed).toEqual(['a3', 'a4', 'b/23', 'b/24']);
  });

  it('begins at the start under a schedule that depends on the length, with --fresh, and beside other runs', async () => {
    const all = async (given: object, options: Partial<ExecuteOptions> = {}, seed = 1) => {
      computed = [];
      const { outcome } = await run(specOf(given, seed), options);
      return { first: computed[0], outcome };
    };
    await run(specOf({ steps: 3, schedule: 'decay' }));
    expect((await all({ steps: 5, schedule: 'decay' })).first).toBe('a1');
    await run(specOf({ steps: 3 }));
    expect((await all({ steps: 5 }, {}, 2)).first).toBe('a1');
    expect((await all({ steps: 2 })).first).toBe('a1');
    expect((await all({ steps: 5 }, { fresh: true })).first).toBe('a1');
    expect((await all({ steps: 6 })).first).toBe('a5');
  });

  it('leaves aside what is damaged, and computes it anew', async () => {
    const whole = await run(specOf({ steps: 5 }), { fresh: true });
    await rm(join(root, 'adding'), { recursive: true });
    const { outcome } = await run(specOf({ steps: 3 }));
    const names = (await readdir(outcome.folder)).filter((name) => /^continuation-/.test(name));
    expect(names).toHaveLength(2);
    const file = join(outcome.folder, names[0]);
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(file, bytes);
    computed = [];
    const again = await run(specOf({ steps: 5 }));
    expect(computed).toHaveLength(5 + 3);
    expect(hashOf(again.outcome)).toBe(hashOf(whole.outcome));
    await rm(again.outcome.folder, { recursive: true });
    await writeFile(join(outcome.folder, 'records.ndjson'), '');
    computed = [];
    expect(hashOf((await run(specOf({ steps: 5 }))).outcome)).toBe(hashOf(whole.outcome));
    expect(computed).toHaveLength(10);
  });

  it('takes no state of another run, of other records or of other engine semantics', async () => {
    const { outcome } = await run(specOf({ steps: 3 }));
    const folder = { path: outcome.folder, disk: realDisk, close: async () => {} };
    const kept = await readContinuation(folder, 'a');
    if (kept === undefined) throw new Error('nothing was kept');
    const changes: Partial<Continuation>[] = [
      { identity: 'another' },
      { engine: 1 },
      { digest: '0' },
      { from: kept.from + 1 },
      { to: 1000 },
    ];
    for (const change of changes) {
      await writeTogether([continuationFile(folder, { ...kept, ...change })], undefined);
      computed = [];
      const longer = await run(specOf({ steps: 4 }));
      expect(computed[0]).toBe('a1');
      await rm(longer.outcome.folder, { recursive: true });
    }
    await writeTogether([continuationFile(folder, kept)], undefined);
    computed = [];
    await run(specOf({ steps: 4 }));
    expect(computed[0]).toBe('a3');
  });

  it('has at least as much of every horizon', async () => {
    await run(specOf({ steps: 3, rounds: 2 }));
    computed = [];
    expect((await run(specOf({ steps: 5, rounds: 1 }))).shorter).toBeUndefined();
    expect((await run(specOf({ steps: 5, rounds: 3 }))).shorter).toBeDefined();
  });

  it('does not keep what a run kept before, once it is run afresh', async () => {
    const folder = join(root, 'adding', 'run');
    await run(specOf({ steps: 3 }), { folder });
    await run(specOf({ steps: 1 }), { folder, fresh: true });
    expect((await readdir(folder)).filter((name) => /^continuation-/.test(name))).toEqual([]);
  });
});
