/**
 * Signals that ask a process to stop, each request heard once.
 *
 * Away from a terminal, npm and a shell may both pass on the same signal; taken for a second one it would end the process
 * without its checkpoint. At a terminal each Ctrl-C arrives once, and a second one must be heard.
 */

/** Signals that come within this many ms of the one before are the same request. */
const SAME_REQUEST = 250;

/** Calls `callback` for every request to stop; returns what ends the listening. */
export function onSignals(names: readonly NodeJS.Signals[], callback: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const hear = (): void => {
    const now = performance.now();
    const same = process.stdin.isTTY !== true && now - last < SAME_REQUEST;
    if (same) return;
    last = now;
    callback();
  };
  for (const name of names) process.on(name, hear);
  return () => {
    for (const name of names) process.off(name, hear);
  };
}
