/** `execute` and `study` from plain JavaScript: what types forbid is refused, in the words of the command line. */

import { describe, expect, it } from 'vitest';
import { resolveParameters } from '../protocol/parameters.ts';
import { study } from '../protocol/study.ts';
import { checkData } from './check-request.ts';
import { execute } from './execute.ts';
import { counting } from './fixtures/counting.ts';
import { taskSource } from './tasks.ts';

const parameters = resolveParameters(counting.parameters, { steps: 1 });
const spec = { parameters, seed: 1, arithmetic: 'strict' };
const options = { tasks: taskSource(), threads: 1, folder: 'nowhere/is/written' };

/** As a caller without types. */
const untyped = execute as (...given: readonly unknown[]) => AsyncGenerator;
const begin = (...given: readonly unknown[]) => untyped(...given).next();

describe('execute', () => {
  it.each<[string, unknown, object, object]>([
    ['execute needs a study: one of loadStudy(name), or made by study({ … })', 'counting', {}, {}],
    [
      'steps 0 is not an integer in [1, 10000]',
      counting,
      { parameters: { ...parameters, steps: 0 } },
      {},
    ],
    [
      'unknown parameter "stpes"; did you mean "steps"? Known: steps, density, scale, pause, rule, widths, signed',
      counting,
      { parameters: { ...parameters, stpes: 3 } },
      {},
    ],
    [
      'parameter "density" of counting is missing; resolveParameters(study.parameters, { … }) gives all of them',
      counting,
      { parameters: { steps: 3 } },
      {},
    ],
    [
      'unknown arithmetic "fsued"; did you mean "fused"? Known: strict, fused',
      counting,
      { arithmetic: 'fsued' },
      {},
    ],
    ['threads 0 is not an integer in [1, 256]', counting, {}, { threads: 0 }],
    [
      'execute needs tasks: taskSource() finds them in the data folder',
      counting,
      {},
      { tasks: {} },
    ],
  ])('says: %s', async (message, given, instead, others) => {
    await expect(begin(given, { ...spec, ...instead }, { ...options, ...others })).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message }),
    );
  });
});

describe('study', () => {
  const declare = study as (definition: object) => unknown;

  it('gives back what is one', () => {
    expect(declare(counting)).toBe(counting);
  });

  it.each([
    [{ name: 'My study' }, 'study name "My study" is not lower case with hyphens, as "set-mlp"'],
    [{ run: undefined }, 'study "counting" lacks its run, a function'],
    [{ claims: undefined }, 'study "counting" lacks its claims, an object'],
  ])('refuses what is none (%#)', (instead, message) => {
    expect(() => declare({ ...counting, ...instead })).toThrow(message);
  });
});

describe('data that were meant', () => {
  const data = { file: `1b2c3d${'0'.repeat(58)}` };

  it('are known by the first digits of their digest', () => {
    expect(() => checkData({ data }, '1b2c3d')).not.toThrow();
    expect(() => checkData({ data }, data.file)).not.toThrow();
  });

  it('are missed where there are others, or none', () => {
    expect(() => checkData({ data }, '1b2c4d')).toThrow(
      /^the data are others than were asked for: their digest is 1b2c3d …, not 1b2c4d …; /,
    );
    expect(() => checkData({ data: { digits: data.file } }, '1b2c')).toThrow(/this run reads none/);
  });

  it('are looked at before anything is written', async () => {
    await expect(begin(counting, spec, { ...options, data: '1b2c' })).rejects.toThrow(
      /this run reads none/,
    );
  });
});
