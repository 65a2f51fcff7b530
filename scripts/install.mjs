/**
 * Installs the packages of the lockfile when they are not there, and finds the Node they bring.
 *
 * npm leaves a record of what it installed in `node_modules/.package-lock.json`; comparing it with the lockfile needs
 * no network, so a clone that is installed works offline.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, SetupError, say } from './process.mjs';

/** The oldest Node for which the test runner is made; older ones still run what is built. */
const OLDEST_FOR_TESTS = [22, 12];

/**
 * The packages that make `installed` differ from `lock`, both in the form of npm's `packages` table.
 * Optional packages may be absent: most are for other platforms.
 */
export function differences(lock, installed) {
  const differing = [];
  for (const [path, wanted] of Object.entries(lock)) {
    if (path === '' || !path.startsWith('node_modules/')) continue;
    const found = installed[path];
    if (found === undefined) {
      if (!wanted.optional && !wanted.devOptional) differing.push(path);
    } else if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      differing.push(path);
    }
  }
  for (const path of Object.keys(installed)) if (!(path in lock)) differing.push(path);
  return differing;
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/** Makes `node_modules` what the lockfile says; does nothing, and needs no network, when it already is. */
export async function install(root) {
  const lock = packages(join(root, 'package-lock.json'));
  if (lock === undefined)
    throw new SetupError('package-lock.json is missing or damaged: restore it');
  const installed = packages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined || differences(lock, installed).length > 0) {
    say('Installing packages (once, about a minute) …');
    const code = await npm(root, ['ci', '--include=dev', '--include=optional']);
    if (code !== 0) {
      throw new SetupError(
        `npm ci failed with code ${code}: the first start needs a network, later ones do not`,
      );
    }
  }
  // npm 10 forgets to link the program of this package, and then npx would use another Node.
  const { folder } = packagedNode(root);
  if (folder !== undefined && !existsSync(join(root, 'node_modules', '.bin', 'node'))) {
    await npm(root, ['rebuild', basename(folder)]);
  }
}

/** Runs the npm that runs this script, else the one on the path; resolves with its exit code. */
async function npm(root, args) {
  const path = process.env.npm_execpath;
  const known = path !== undefined && basename(path).startsWith('npm');
  const words = known ? [process.env.npm_node_execpath ?? process.execPath, path] : ['npm'];
  // Its engine warnings are about packages that do not run under the Node that runs npm, and need not.
  const [file, ...rest] = [...words, ...args, '--loglevel=error'];
  const shell = !known && process.platform === 'win32';
  const code = await run(file, rest, { cwd: root, shell, stdio: ['ignore', 2, 2] });
  if (code > 128) process.exit(code);
  return code;
}

/** Folder and program of the Node in `node_modules` for this platform; empty where there is none. */
function packagedNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const prefix of ['node', 'node-bin']) {
    const folder = join(root, 'node_modules', `${prefix}-${platform}-${process.arch}`);
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(path)) return { folder, path };
  }
  return {};
}

/**
 * The Node to run with, `{ path, version, packaged }`: the one in `node_modules`, or the one that runs this script
 * where there is none for the platform or where it does not start (say, on a Linux without glibc).
 */
export function developmentNode(root) {
  const system = { path: process.execPath, version: process.versions.node, packaged: false };
  const { path } = packagedNode(root);
  if (path === undefined) return system;
  if (path === process.execPath) return { ...system, packaged: true };
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return system;
  return { path, version: stdout.trim().slice(1), packaged: true };
}

/** Says that the packaged Node is missing; throws where the one at hand cannot run the tests either. */
export function explainMissing(node) {
  if (node.packaged) return;
  const [major, minor] = node.version.split('.').map(Number);
  const where = `${process.platform}-${process.arch}`;
  if (
    major > OLDEST_FOR_TESTS[0] ||
    (major === OLDEST_FOR_TESTS[0] && minor >= OLDEST_FOR_TESTS[1])
  ) {
    say(`No packaged Node for ${where}; going on with Node ${node.version}`);
    return;
  }
  throw new SetupError(
    `no packaged Node for ${where}, and Node ${node.version} is older than ${OLDEST_FOR_TESTS.join('.')}: install a newer Node`,
  );
}
