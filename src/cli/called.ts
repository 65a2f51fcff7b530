/** How the user calls this program, so that a command that is printed can be pasted as it is. */

import { basename, isAbsolute, relative } from 'node:path';

/** What is known of the way a process was started. */
export interface Start {
  /** `process.argv`: Node, the script, and the words. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

/**
 * The words that start this program again from the same folder.
 *
 * - Under npm (`npx frugal`, `npm start`, a script of a package) the program is not on the path by its name: `npx frugal`.
 * - Installed, it is started through a link that has its own name: `frugal`.
 * - Else Node was given a file: `node dist/cli/main.js`, by the shorter of its relative and its absolute path.
 */
export function calledAs({ argv, env, folder }: Start): string {
  if (env.npm_lifecycle_event !== undefined || env.npm_command === 'exec') return 'npx frugal';
  const script = argv[1] ?? 'frugal';
  if (/^frugal(?:\.cmd)?$/.test(basename(script))) return 'frugal';
  const near = relative(folder, script);
  const path = isAbsolute(near) || near.length >= script.length ? script : near;
  return `node ${/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}
