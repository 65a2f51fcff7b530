/** Importing `frugal` is quick, since it loads little: no networks, no learners, no studies, no catalogue. */

import { describe, expect, it } from 'vitest';
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

  it('loads few files: 40 ms are about 60', () => {
    expect(loaded.length).toBeLessThanOrEqual(60);
    expect(filesUnder('src').length).toBeGreaterThan(6 * loaded.length);
  });

  it('leaves what is heavy for later', () => {
    const heavy =
      /^src\/(?:solvers|theory|analyses|evidence|figures|report|runs|cli)\/|^src\/kernels\/index|^src\/studies\/(?!registry)|catalogue|^src\/networks\/(?!describe|build\.)|^src\/learners\/(?!train)/;
    expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
  });
});
