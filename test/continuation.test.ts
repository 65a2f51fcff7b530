/** A study that was run for some epochs goes on for more of them, to the bits of a run from the start. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveParameters } from '../src/protocol/parameters.ts';
import { execute, type RunEvent, type RunOutcome } from '../src/runs/execute.ts';
import { taskSource } from '../src/runs/tasks.ts';
import { studies } from '../src/studies/registry.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frugal-continuation-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const small = {
  ...{ trainLimit: 200, testLimit: 100, hidden: [20, 20], epsilon: 4, batch: 20 },
  ...{ methods: ['set', 'static', 'dense'], replicates: 2, dropout: 0.1 },
};

async function run(
  epochs: number,
  options: { folder?: string; fresh?: boolean; signal?: AbortSignal } = {},
  watch: (event: RunEvent) => void = () => {},
): Promise<RunOutcome & { shorter: string | undefined }> {
  const study = await studies['set-mlp']();
  const parameters = resolveParameters(study.parameters, { ...small, epochs });
  const spec = { parameters, seed: 3, arithmetic: 'strict' } as const;
  const events = execute(study, spec, { root, tasks: taskSource(), threads: 1, ...options });
  let shorter: string | undefined;
  for (;;) {
    const { done, value } = await events.next();
    if (done) return { ...value, shorter };
    if (value.type === 'start') shorter = value.shorter;
    watch(value);
  }
}

describe('set-mlp', () => {
  it('goes on from 2 epochs to 4, interrupted on the way or not', async () => {
    const two = await run(2);
    expect(two.status).toBe('done');
    const whole = await run(4, { folder: join(root, 'apart', 'whole'), fresh: true });
    expect(whole.shorter).toBeUndefined();

    const learnt: number[] = [];
    const controller = new AbortController();
    const cut = await run(4, { signal: controller.signal }, (event) => {
      if (event.type === 'record' && event.timing?.seconds !== undefined) {
        learnt.push(Number(event.record.epoch));
        if (learnt.length === 3) controller.abort();
      }
    });
    expect(cut).toMatchObject({ status: 'interrupted', shorter: two.folder });
    // SET ended its second epoch as a longer run does not; static wiring did not.
    expect(learnt[0]).toBe(2);
    const done = await run(4);
    expect(done).toMatchObject({ status: 'done', shorter: two.folder, identity: whole.identity });
    const hash = (outcome: RunOutcome) => outcome.status !== 'interrupted' && outcome.summary.hash;
    expect(hash(done)).toBe(hash(whole));
  });
});
