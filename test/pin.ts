/**
 * `npm run pin`: renews src/engine/pinned-hashes.json with what smoke runs come to now.
 *
 * It refuses to give other bits to the same engine semantics; `-- --same` is for a round of changes that belong to one
 * version of the semantics, before any result of it was published.
 */

import { ENGINE_SEMANTICS } from '../src/engine/semantics.ts';
import { studies } from '../src/studies/registry.ts';
import { nodes, runInNode } from './nodes.ts';
import { readPinned, smokeModule, writePinned } from './pinned.ts';

const before = readPinned();
const hashes: Record<string, string> = {};
let changed = 0;
for (const name of Object.keys(studies)) {
  const hash = String(await runInNode(smokeModule(name), nodes[0]));
  const was = before.hashes[name];
  if (was !== undefined && was !== hash) changed++;
  const how = was === undefined ? 'new' : was === hash ? 'as before' : 'changed';
  console.log(`${name}  ${hash.slice(0, 12)}  ${how}`);
  hashes[name] = hash;
}
if (changed > 0 && before.semantics === ENGINE_SEMANTICS && !process.argv.includes('--same')) {
  console.error(
    `bits of ${changed} studies changed under engine semantics ${ENGINE_SEMANTICS}: raise ENGINE_SEMANTICS in src/engine/semantics.ts first`,
  );
  process.exitCode = 1;
} else {
  writePinned(hashes);
}
