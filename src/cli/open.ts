/** Opens an address with what the desktop has for it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** False where there is no desktop. */
export async function openAddress(address: string): Promise<boolean> {
  const [command, ...before] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['explorer']
        : ['xdg-open'];
  const child = spawn(command, [...before, address], { stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
    child.unref();
    return true;
  } catch {
    return false;
  }
}
