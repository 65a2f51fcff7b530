/**
 * Connects the command line to this process: its words, streams, signals and exit code.
 */

import { codeOf, diskError } from '../runs/files.ts';
import { onSignals } from '../runs/signals.ts';
import type { Registry } from '../studies/registry.ts';
import { calledAs } from './called.ts';
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
    start: [process.execPath, argv[1]],
    name: calledAs({ argv, env, folder: process.cwd() }),
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
  let lost: NodeJS.ErrnoException | undefined;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (lost !== undefined) return;
      lost = error;
      // Nobody reads on (`frugal … | head`), or nothing can be written (a full disk): a run under way stops with a
      // checkpoint, anything else just ends.
      if (stops.size === 0) end(error, EXIT.done);
      for (const stop of stops) stop();
    });
  }
  const code = await cli(argv.slice(2), world);
  // Threads of a run that was cut short must not keep the process; what was written goes out first.
  stdout.write('', (error) => end(lost ?? error ?? undefined, code));
}

/** Ends the process; that its output could not be written is told, unless its reader has gone. */
function end(lost: Error | undefined, code: number): never {
  if (lost === undefined || codeOf(lost) === 'EPIPE') process.exit(code);
  const known = diskError(lost, 'write', 'standard output');
  process.stderr.write(`error: ${known instanceof Error ? known.message : String(known)}\n`);
  process.exit(EXIT.failed);
}
