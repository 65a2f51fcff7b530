/** What to try after a run: the lab where it can show the run, and only there. */

import { expect, it } from 'vitest';
import { resolveParameters } from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { loadStudy } from '../studies/registry.ts';
import { suggestions } from './next.ts';
import type { RunRequest } from './run-options.ts';

const after = (
  study: Study,
  preset: string,
  given: Readonly<Record<string, unknown>> = {},
): string[] => {
  const parameters = resolveParameters(study.parameters, study.presets[preset], given);
  const specs = [{ parameters, seed: 1, arithmetic: 'strict' }];
  const request = { specs, preset } as unknown as RunRequest;
  return suggestions(study, request, ['runs/set-mlp/1'], undefined).map(({ command }) => command);
};

it('is the race after the first thing to see, else the run itself', async () => {
  const study = await loadStudy('set-mlp');
  expect(after(study, 'first').at(-1)).toBe('lab race');
  expect(after(study, 'smoke').at(-1)).toBe('lab runs/set-mlp/1');
});

it('is not the lab where that has not the data, or not the study', async () => {
  const study = await loadStudy('set-mlp');
  expect(after(study, 'smoke', { task: 'mnist' }).join()).not.toContain('lab ');
  expect(after({ ...study, name: 'mine' }, 'smoke').join()).not.toContain('lab ');
});
