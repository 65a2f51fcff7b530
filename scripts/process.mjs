/** Child processes of the development commands: exit codes and signals as a shell hands them on. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What the user can act on; shown as one line, without a stack. */
export class SetupError extends Error {}

/** Set-up messages go to standard error: standard output belongs to the command that is asked for. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a program to its end and resolves with its exit code, 128 + n when signal n ended it.
 *
 * Ctrl-C in a terminal reaches every process of the group, so it is only waited out here and not sent twice; a signal
 * sent to this process alone is handed on.
 */
export function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const handOn = (signal) => child.kill(signal);
    const interrupt = () => process.stdin.isTTY || child.kill('SIGINT');
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', handOn);
    process.on('SIGHUP', handOn);
    const settle = () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', handOn);
      process.off('SIGHUP', handOn);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
