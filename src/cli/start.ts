/**
 * Connects the command line to this process: its words, streams, signals and exit code.
 */

import { basename } from 'node:path';
import { onSignals } from '../runs/signals.ts';
import type { Registry } from '../studies/registry.ts';
import { EXIT } from './errors.ts';
import { cli } from './program.ts';
import { outputOf, type World } from './world.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the words of this process and ends it with their exit code.
 *
 * @param registry address of the module that the studies come from, where they are not Frugal's own
 */
export async function start(studies: Registry, registry?: string): Promise<void> {
  const { stdout, stderr, env, argv } = process;
  const stops = new Set<() => void>();
  const world: World = {
    studies,
    ...(registry && { registry }),
    out: outputOf(stdout, env),
    err: outputOf(stderr, env),
    // Installed, the program has its own name; in a clone of the repository npx finds it.
    name: basename(argv[1] ?? '') === 'frugal' ? 'frugal' : 'npx frugal',
    onStop: (callback) => {
      stops.add(callback);
      const end = onSignals(SIGNALS, callback);
      return () => {
        stops.delete(callback);
        end();
      };
    },
    quit: (code) => process.exit(code),
  };
  let readerGone = false;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      // The reader has gone (`frugal … | head`): a run under way stops with a checkpoint, anything else just ends.
      if (stops.size === 0) process.exit(EXIT.done);
      if (!readerGone) for (const stop of stops) stop();
      readerGone = true;
    });
  }
  process.exitCode = await cli(argv.slice(2), world);
  // Threads of a run that was cut short must not keep the process; what was written goes out first.
  stdout.write('', () => process.exit());
}
