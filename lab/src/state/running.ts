/** What runs in this tab, remembered over a reload: addresses of runs, each with whether they were paused, and their pace. */

interface Running {
  readonly paused: boolean;
  /** Its name. */
  readonly pace: string;
}

const KEY = 'running';

function remembered(): Readonly<Record<string, Running>> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  } catch {
    // Where a page may store nothing, a reload begins with the form.
    return {};
  }
}

function remember(all: Readonly<Record<string, Running>>): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(all));
  } catch {}
}

export const rememberRunning = (address: string, running: Running): void =>
  remember({ ...remembered(), [address]: running });

export function forgetRunning(address: string): void {
  const { [address]: _, ...others } = remembered();
  remember(others);
}

/** What ran here under this address when the page was left, if anything. */
export const leftRunning = (address: string): Running | undefined =>
  Object.hasOwn(remembered(), address) ? remembered()[address] : undefined;
