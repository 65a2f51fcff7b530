/** A Python of this machine that has the modules a test compares with. */

import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

/** The first of the clone's own, the path's Python and the system's that can import all modules; `undefined` where none can. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  return [join(ROOT, '.venv', 'bin', 'python'), 'python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
}

/** Runs a script and gives what it prints. */
export function runPython(python: string, script: string, ...args: readonly string[]): string {
  return execFileSync(python, ['-c', script, ...args], { encoding: 'utf8' });
}
