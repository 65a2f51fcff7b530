/** Runs among what a shell's `runs/*` names. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { FILES } from './store.ts';
import { findRuns } from './stored.ts';

inFolderOfItsOwn();

it('passes by a file beside them, such as the report of the time before, and refuses nothing but files', async () => {
  const runs = [join('runs', 'a'), join('runs', 'b')];
  for (const run of runs) {
    await mkdir(run, { recursive: true });
    await writeFile(join(run, FILES.spec), '{}');
  }
  const report = join('runs', 'report.html');
  await writeFile(report, '');
  expect(await findRuns(['runs'])).toEqual(runs);
  expect(await findRuns([...runs, report])).toEqual(runs);
  await expect(findRuns([report])).rejects.toThrow('report.html is a file; give run folders');
  await expect(findRuns(['none'])).rejects.toThrow('none does not exist');
});
