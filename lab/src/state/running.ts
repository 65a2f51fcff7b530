/** What runs in this tab, remembered over a reload: the address of the runs, and whether they were paused. */

export interface Running {
  readonly address: string;
  readonly paused: boolean;
}

const KEY = 'running';

export function rememberRunning(running: Running): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(running));
  } catch {
    // Where a page may store nothing, a reload begins with the form.
  }
}

export function forgetRunning(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {}
}

/** What ran here when the page was left, if anything. */
export function leftRunning(): Running | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
