/** Slurm's array: the script that is written, run by hand element by element; and what is refused. */

import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { findRuns } from '../runs/stored.ts';
import { ranges } from '../sweeps/executors/slurm.node.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const AXES = ['counting', '--axis', 'steps=3,4,5,6,7', '--out', 's'];
const DRY = ['--on', 'slurm', '--dry-run', '--array-limit', '3', '--per-element', '1'];
const script = () => readFile('s/slurm/array.sh', 'utf8');

describe('slurm', () => {
  it('writes an array no longer than the site allows, whose elements make up the sweep', async () => {
    const { code, err } = await heard(['sweep', ...AXES, ...DRY]);
    expect([code, err]).toEqual([0, expect.stringContaining('written, not submitted: sbatch ')]);
    const text = await script();
    expect(text).toMatch(/^#SBATCH --array=0-2$/m);
    execFileSync('sh', ['-n', 's/slurm/array.sh']);
    const [, words] = /^exec frugal (.*)$/m.exec(text) ?? [];
    for (const id of ['0', '1', '2']) {
      const asked = words.replace('"$SLURM_ARRAY_TASK_ID/3"', `${id}/3`).split(' ');
      expect((await heard(asked)).code).toBe(0);
    }
    expect(await findRuns(['s'])).toHaveLength(5);
  });

  it('asks only for the elements that have something to do, and keeps the number of parts', async () => {
    await heard(['sweep', ...AXES]);
    const [one] = await findRuns(['s']);
    await rm(one, { recursive: true });
    await heard(['sweep', 's', ...DRY]);
    expect(await script()).toMatch(/^#SBATCH --array=[012]$/m);
    expect(await script()).toContain('ASK_ID/3"');
  });

  it('takes the program for the batch shell, so that the warning is heard', async () => {
    await heard(['sweep', ...AXES, ...DRY, '--retry', '--checkpoint', '5']);
    expect(await script()).toMatch(/--signal=B:TERM@120[\s\S]*\nexec .* --retry --checkpoint 5\n$/);
  });

  it('writes numbers in a row as ranges', () => {
    expect(ranges([7, 0, 1, 2, 5])).toBe('0-2,5,7');
  });

  it.each(['a"b', 'a\\b', 'a%b'])(
    'refuses the folder %s in a line, before anything is made',
    async (name) => {
      for (const given of [DRY, ['--on', 'slurm']]) {
        const { code, err } = await heard(['sweep', ...AXES.slice(0, 3), '--out', name, ...given]);
        expect(code).toBeGreaterThan(0);
        expect(err).toMatch(/Slurm cannot write logs to .*; choose another folder with --out\n$/);
        expect(err.trim().split('\n')).toHaveLength(1);
        expect(await readdir('.')).toEqual([]);
      }
    },
  );

  it('says in a line that Slurm is not here, before anything is made', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    try {
      const { code, err } = await heard(['sweep', ...AXES, '--on', 'slurm']);
      expect(code).toBeGreaterThan(0);
      expect(err).toContain('Slurm is not here (no sbatch)');
      await expect(findRuns(['s'])).rejects.toThrow();
    } finally {
      process.env.PATH = PATH;
    }
  });
});
