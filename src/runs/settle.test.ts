/** Runs that leave their task open are runs of one task. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { settledSpec } from './settle.ts';

afterEach(() => vi.unstubAllEnvs());

it('names the task that is there', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'frugal-settle-'));
  vi.stubEnv('FRUGAL_DATA', empty);
  const spec = { parameters: { task: 'mnist-or-digits', hidden: 100 }, seed: 1 } as const;
  const settled = await settledSpec({ ...spec, arithmetic: 'strict' });
  expect(settled).toEqual({
    parameters: { task: 'digits', hidden: 100 },
    seed: 1,
    arithmetic: 'strict',
  });
  expect(await settledSpec(settled)).toBe(settled);
  await rm(empty, { recursive: true });
});
