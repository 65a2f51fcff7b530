/**
 * `npm run reproduce -- keep <name> <run folders…>`: what finished runs say on their claims, kept as
 * docs/reproduction/<name>.json and shown on docs/reproduction.md. Without a name: the page anew, from what is kept.
 */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeReport } from '../src/report/index.ts';
import { writeAtomically } from '../src/runs/files.ts';
import { keptEvidence, PAGE, PLACE, renewed } from './kept.ts';

const [name, ...folders] = process.argv.slice(2);
if (name !== undefined && (!/^[a-z0-9][a-z0-9-]*$/.test(name) || folders.length === 0)) {
  console.error(
    `error: keep ${name}: expected a name of small letters, digits and hyphens, then run folders, e.g. npm run reproduce -- keep set-mlp-quick runs/set-mlp`,
  );
  process.exit(2);
}
try {
  if (name !== undefined) {
    await mkdir(PLACE, { recursive: true });
    await writeReport({ folders, format: 'claims', out: join(PLACE, `${name}.json`) });
  }
  await writeAtomically(PAGE, renewed(await readFile(PAGE, 'utf8'), await keptEvidence()));
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
