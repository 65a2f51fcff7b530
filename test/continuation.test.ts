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
  given: { epochs: number; finalStep: string },
  options: { folder?: string; fresh?: boolean; signal?: AbortSignal } = {},
  watch: (event: RunEvent) => void = () => {},
): Promise<RunOutcome & { shorter: string | undefined }> {
  const study = await studies['set-mlp']();
  const parameters = resolveParameters(study.parameters, { ...small, ...given });
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
  // A last removal belongs to the last epoch, which then has to be learnt again.
  it.each([
    ['none', 3],
    ['prune', 2],
  ])(
    'goes on from 2 epochs to 4, interrupted on the way: final step %s',
    async (finalStep, first) => {
      const four = { epochs: 4, finalStep };
      const two = await run({ epochs: 2, finalStep });
      expect(two.status).toBe('done');
      const whole = await run(four, { folder: join(root, 'apart', 'whole'), fresh: true });
      expect(whole.shorter).toBeUndefined();

      const learnt: number[] = [];
      const controller = new AbortController();
      const cut = await run(four, { signal: controller.signal }, (event) => {
        if (event.type === 'record' && event.timing?.seconds !== undefined) {
          learnt.push(Number(event.record.epoch));
          if (learnt.length === 3) controller.abort();
        }
      });
      expect(cut).toMatchObject({ status: 'interrupted', shorter: two.folder });
      expect(learnt[0]).toBe(first);
      const done = await run(four);
      expect(done).toMatchObject({ status: 'done', shorter: two.folder, identity: whole.identity });
      const hash = (outcome: RunOutcome) =>
        outcome.status !== 'interrupted' && outcome.summary.hash;
      expect(hash(done)).toBe(hash(whole));
    },
  );
});
