/** Names of runs, by the short way and by the long one. */

import { describe, expect, it } from 'vitest';
import { resolveParameters } from '../protocol/parameters.ts';
import { loadStudy } from '../studies/registry.ts';
import { askedRun, namedRuns } from './asked.ts';
import { taskSource } from './tasks.ts';

describe('runs of one setting', () => {
  it.each([
    ['associative', { parts: ['online'], onlineLoads: [0.1, 0.2] }],
    ['set-mlp', { task: 'digits', trainLimit: 100, testLimit: 100, hidden: [20, 10] }],
  ])('of %s have the names that each has when it is asked for alone', async (name, given) => {
    const study = await loadStudy(name);
    const tasks = taskSource();
    const parameters = resolveParameters(study.parameters, given);
    const named = await namedRuns(study, { parameters, arithmetic: 'strict' }, tasks);
    for (const seed of [0, 1, 10, 123_456_789, Number.MAX_SAFE_INTEGER]) {
      const alone = await askedRun(study, { parameters, seed, arithmetic: 'strict' }, tasks);
      expect(named(seed)).toEqual({ spec: alone.spec, identity: alone.identity });
    }
    expect(() => named(-1)).toThrow('seed -1 is not an integer');
  });
});
