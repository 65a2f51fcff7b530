/** What each development command does once Node is new enough. */

import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { developmentNode, explainMissing, install } from './install.mjs';
import { run, SetupError, say } from './process.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(ROOT, 'dist', 'cli', 'main.js');

const COMMANDS = { start, test, build: () => 0, bench, reproduce, pin, docs, torture, fuzz };

/** Runs `node scripts/dev.mjs <words>`; everything after the command is passed on. */
export async function main([command, ...rest]) {
  try {
    if (!Object.hasOwn(COMMANDS, command ?? '')) {
      throw new SetupError(
        `unknown command "${command ?? ''}". Known: ${Object.keys(COMMANDS).join(', ')}`,
      );
    }
    await install(ROOT);
    await build(ROOT);
    process.exitCode = await COMMANDS[command](rest);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

/**
 * The first thing to see: static, SET and RigL on one network, five seeds each, in half a minute. A study's name and what
 * follows go to `frugal run`; flags alone to that first run.
 */
async function start(rest) {
  if (rest[0] !== undefined && !rest[0].startsWith('-')) return frugal(['run', ...rest]);
  const given = rest.some((word) => word === '--preset' || word.startsWith('--preset='));
  return frugal(['run', 'set-mlp', ...(given ? [] : ['--preset', 'first']), ...rest]);
}

function test(rest) {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  return node([vitest, 'run', ...rest], { needsTools: true });
}

/** Sources as they are: the development Node strips their types. */
function bench(rest) {
  return node([join(ROOT, 'bench', 'main.ts'), ...rest], { needsTools: true });
}

/** Writes down anew what smoke runs come to: after a change of bits that raised the engine's semantics. */
function pin(rest) {
  return node([join(ROOT, 'test', 'pin.ts'), ...rest], { needsTools: true });
}

/** The documentation as a site. */
function docs(rest) {
  return node([join(ROOT, 'docs', 'site', 'build.mjs'), ...rest], { needsTools: true });
}

/** Broken files for every reader: `npm run fuzz [files] [seed]`. */
function fuzz(rest) {
  return node([join(ROOT, 'test', 'fuzz', 'main.ts'), ...rest], { needsTools: true });
}

/** Random kills, full disks, changed files, extreme parameters: `npm run torture [minutes] [seed]`. */
function torture(rest) {
  return node([join(ROOT, 'test', 'torture', 'main.ts'), ...rest], { needsTools: true });
}

/**
 * The published protocol of one study, or of all of them one after the other; finished runs are recognised. With `keep`:
 * what runs came to becomes rows of docs/reproduction.md.
 */
async function reproduce(rest) {
  if (rest[0] === 'keep') {
    return node([join(ROOT, 'test', 'keep.ts'), ...rest.slice(1)], { needsTools: true });
  }
  const named = rest[0] !== undefined && !rest[0].startsWith('-');
  const { studies } = await import(
    pathToFileURL(join(ROOT, 'dist', 'studies', 'registry.js')).href
  );
  const names = named ? [rest[0]] : Object.keys(studies);
  let worst = 0;
  for (const name of names) {
    const code = await frugal(['run', name, '--preset', 'paper', ...rest.slice(named ? 1 : 0)]);
    if (code > 128) return code;
    worst = Math.max(worst, code);
  }
  return worst;
}

const frugal = (args) => node([PROGRAM, ...args]);

/** The packaged Node runs everything: it is newer than the oldest one allowed, and its kernels are faster. */
function node(args, { needsTools = false } = {}) {
  const chosen = developmentNode(ROOT);
  if (needsTools) explainMissing(chosen);
  return run(chosen.path, args, { cwd: ROOT });
}
