/**
 * Signals that ask a process to stop, each request heard once.
 *
 * A terminal, npm and a shell may all pass on the same Ctrl-C; taken for a second one it would end the process without
 * its checkpoint.
 */

/** Signals that come within this many ms of the one before are the same request. */
const SAME_REQUEST = 250;

/** Calls `callback` for every request to stop; returns what ends the listening. */
export function onSignals(names: readonly NodeJS.Signals[], callback: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const hear = (): void => {
    const now = performance.now();
    const same = now - last < SAME_REQUEST;
    last = now;
    if (!same) callback();
  };
  for (const name of names) process.on(name, hear);
  return () => {
    for (const name of names) process.off(name, hear);
  };
}
