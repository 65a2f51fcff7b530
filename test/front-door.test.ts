/** Importing `frugal` is quick, since it loads little: no networks, no learners, no studies, no catalogue. */

import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/errors.ts';
import { adam, createEngine, digits, rigl, set, sgd } from '../src/index.ts';
import { filesUnder, importsOf } from './sources.ts';

/** Files that a file loads at once, not those that it imports on demand or for their types. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, typeOnly, onDemand } of importsOf(file))
    if (path !== undefined && !typeOnly && !onDemand) loadedBy(path, seen);
  return seen;
}

describe('the front door', () => {
  const loaded = [...loadedBy('src/index.ts')];

  it('loads few files: 40 ms are about 55', () => {
    expect(loaded.length).toBeLessThanOrEqual(55);
    expect(filesUnder('src').length).toBeGreaterThan(6 * loaded.length);
  });

  it('leaves what is heavy for later', () => {
    const heavy =
      /^src\/(?:solvers|theory|analyses|evidence|figures|report|runs|cli)\/|^src\/kernels\/index|^src\/studies\/(?!registry)|catalogue|^src\/networks\/(?!describe|build\.)|^src\/learners\/(?!train)/;
    expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
  });
});

describe('from plain JavaScript', () => {
  // As a program without types has them.
  const given = (options: unknown) => options as never;

  it.each([
    [() => set(given({ fraction: 0.2 })), 'unknown option of set() "fraction"'],
    [() => rigl(given({ candidate: 'all' })), 'did you mean "candidates"?'],
    [() => sgd(given({ lr: 0.1 })), 'unknown option of sgd() "lr"'],
    [() => sgd(given({})), 'learning rate is missing; give a number [0, ∞)'],
    [() => adam(given({ rate: '0.1' })), 'learning rate is "0.1"'],
    [() => digits(given({ trian: 100 })), 'did you mean "train"?'],
    [() => digits(given(100)), 'digits() takes an object of options (seed, train, test), not 100'],
    [() => createEngine(given({ thread: 2 })), 'did you mean "threads"?'],
  ])('refuses what the types forbid (%#)', (wrong, message) => {
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(message);
  });
});
