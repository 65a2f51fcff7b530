/** `frugal race`: what it says of its cuts and its winner, and what it refuses before anything starts. */

import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { studies } from '../sweeps/fixtures/scoring.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const registry = new URL('../sweeps/fixtures/scoring.ts', import.meta.url).href;
const race = (...words: string[]) => heard(['race', ...words], {}, { studies, registry });
const AXES = ['--axis', 'quality=0.1:0.9:5', '--noise', '0.01', '--seeds', '4', '--keep', '2'];

describe('frugal race', () => {
  it('says what was cut, when and how close, and measures the winner anew', async () => {
    const { code, out, err } = await race('scoring', ...AXES, '--out', 'r');
    expect(code).toBe(0);
    expect(err).toMatch(/race of 5 settings, at most 13 runs of 20, in r/);
    expect(err).toMatch(/5 settings with 1 seed, by score: 3 cut; the last kept has 0\.\d+/);
    expect(err).toMatch(/2 settings with 2 seeds, by score: 1 cut/);
    expect(out).toMatch(/winner +quality 0\.9\n/);
    expect(out).toMatch(/score +0\.\d+ \(95 %: 0\.\d+ … 0\.\d+\), on 4 fresh seeds/);
    expect(out).toMatch(/cut +3 of 5 after 1 seed, 1 of 2 after 2 seeds\n/);
    const again = await race('scoring', ...AXES, '--out', 'r', '--json');
    const lines = again.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => Object.keys(line)[0])).toEqual([
      'round',
      'round',
      'round',
      'winner',
    ]);
    expect(lines[3].winner).toMatchObject({
      setting: { quality: 0.9 },
      fresh: { seeds: [5, 6, 7, 8] },
    });
    // What it left is a sweep like any other.
    const sweep = (...words: string[]) => heard(['sweep', ...words], {}, { studies, registry });
    expect((await sweep('status', 'r')).out).toMatch(/done +\d+/);
  });

  it.each([
    [['scoring', '--seeds', '4'], 'a race needs two settings or more'],
    [['scoring', '--axis', 'quality=1,2'], 'give --seeds, 9 or more'],
    [[...AXES, 'scoring', '--measure', 'speed'], 'unknown measure "speed"'],
    [[...AXES, 'scoring', '--goal', 'high'], 'unknown goal "high"'],
    [[...AXES, 'scoring', '--keep', '1'], 'keep'],
    [['scoring', '--axis', 'qualty=1,2', '--seeds', '4'], 'did you mean "quality"?'],
    [['skoring', '--seeds', '4'], 'did you mean "scoring"?'],
  ])('refuses %j in a line', async (words, message) => {
    const { code, err, out } = await race(...words, '--out', 'none');
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(existsSync('none')).toBe(false);
  });
});
