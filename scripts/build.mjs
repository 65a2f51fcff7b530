/**
 * Builds `dist` from `src` with the TypeScript compiler when a source has changed.
 *
 * Changes are found by content, so neither a fresh clone nor a change of branch confuses it. The new `dist` is built
 * beside the old one and takes its place when it is whole.
 */

import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, SetupError, say } from './process.mjs';

/** What `dist` was built from: in this file of `dist`, which is not part of the package. */
const STAMP = '.build';

/** What tsconfig.json leaves out. */
const LEFT_OUT = /\.test\.ts$|[\\/]fixtures[\\/]/;

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
}

/** SHA-256 of the names and contents of everything that `dist` depends on. */
function fingerprint(root) {
  const compiler = join(root, 'node_modules', 'typescript', 'package.json');
  const hash = createHash('sha256');
  for (const path of [compiler, join(root, 'tsconfig.json'), ...filesUnder(join(root, 'src'))]) {
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function builtFrom(dist) {
  try {
    return readFileSync(join(dist, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether `dist` is what a build would make now. */
export function isCurrent(root) {
  return builtFrom(join(root, 'dist')) === fingerprint(root);
}

/** Brings `dist` up to date. */
export async function build(root) {
  const wanted = fingerprint(root);
  const dist = join(root, 'dist');
  if (builtFrom(dist) === wanted) return;

  say('Building …');
  const partial = join(root, `.dist-${process.pid}`);
  try {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = [tsc, '-p', 'tsconfig.json', '--outDir', partial, '--noEmitOnError'];
    const code = await run(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (code > 128) process.exit(code);
    if (code !== 0) throw new SetupError('the build failed: correct the errors above');
    chmodSync(join(partial, 'cli', 'main.js'), 0o755);
    writeFileSync(join(partial, STAMP), wanted);
    rmSync(dist, { recursive: true, force: true });
    renameSync(partial, dist);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
