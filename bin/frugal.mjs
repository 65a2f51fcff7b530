#!/usr/bin/env node
/**
 * The program `frugal`. It is a file of the repository, not of the build, so that it is there and executable before and after
 * every build: npx links it once and for all.
 */

import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write(
    'error: Frugal is not built yet: run "npm run build" (or "npm start") in its folder\n',
  );
  process.exitCode = 1;
}
