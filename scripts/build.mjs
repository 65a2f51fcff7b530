/**
 * Builds `dist` from `src` with the TypeScript compiler when a source has changed, and the lab into `dist/lab` when it or a
 * source has.
 *
 * Changes are found by content, so neither a fresh clone nor a change of branch confuses it. What is new is built beside what
 * is old and takes its place when it is whole.
 */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, SetupError, say } from './process.mjs';

/** What `dist` was built from: in this file of `dist`, which is not part of the package. */
const STAMP = '.build';

/** What tsconfig.json leaves out. */
const LEFT_OUT = /\.test\.ts$|[\\/]fixtures[\\/]/;

/** Files below a folder that a build is made of. */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
}

/** SHA-256 of the names and contents of files. */
function digestOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Of everything that `dist` depends on. */
function fingerprint(root) {
  const compiler = join(root, 'node_modules', 'typescript', 'package.json');
  return digestOf(root, [compiler, join(root, 'tsconfig.json'), ...filesUnder(join(root, 'src'))]);
}

/** Of everything that the lab depends on beside `dist`. */
function labFingerprint(root, library) {
  const bundler = join(root, 'node_modules', 'vite', 'package.json');
  const own = filesUnder(join(root, 'lab')).filter((path) => !/node_modules/.test(path));
  return `${library} ${digestOf(root, [bundler, ...own])}`;
}

function builtFrom(dist) {
  try {
    return readFileSync(join(dist, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether `dist` is what a build would make now; the lab aside. */
export function isCurrent(root) {
  return builtFrom(join(root, 'dist')) === fingerprint(root);
}

/** Whether `dist/lab` is. */
export function isLabCurrent(root) {
  return builtFrom(join(root, 'dist', 'lab')) === labFingerprint(root, fingerprint(root));
}

/** Brings `dist` and the lab in it up to date. */
export async function build(root) {
  const wanted = fingerprint(root);
  if (builtFrom(join(root, 'dist')) !== wanted) await buildLibrary(root, wanted);
  const wantedLab = labFingerprint(root, wanted);
  if (builtFrom(join(root, 'dist', 'lab')) !== wantedLab) await buildLab(root, wantedLab);
}

async function buildLibrary(root, wanted) {
  const dist = join(root, 'dist');

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

/** The lab beside where it is to lie, in a process of its own: whatever a bundler leaves running ends with it. */
async function buildLab(root, wanted) {
  say('Building the lab …');
  const lab = join(root, 'dist', 'lab');
  const partial = join(root, `.dist-${process.pid}`);
  try {
    const builder = pathToFileURL(join(root, 'lab', 'build.mjs')).href;
    const words = [join(root, 'dist'), partial].map((path) => JSON.stringify(path)).join(', ');
    const program = `import(${JSON.stringify(builder)}).then(({ buildLab }) => buildLab(${words}))`;
    const code = await run(process.execPath, ['-e', program], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (code > 128) process.exit(code);
    if (code !== 0 || !existsSync(join(partial, 'index.html')))
      throw new SetupError('the build of the lab failed: correct the errors above');
    writeFileSync(join(partial, STAMP), wanted);
    rmSync(lab, { recursive: true, force: true });
    renameSync(partial, lab);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
