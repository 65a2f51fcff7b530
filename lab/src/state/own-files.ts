/** Files that the page was given. They stay in it: workers read them, and nothing is sent anywhere. */

import { signal } from '@preact/signals';
import type { OwnFile } from '../work/tasks.ts';
import { desk } from './desk.ts';

export const ownFiles = signal<readonly OwnFile[]>([]);

/**
 * Takes files in, each in the place of one of the same name.
 *
 * @returns the paths under which forms and commands name them
 */
export async function takeIn(files: readonly File[]): Promise<string[]> {
  const taken = files.map((file): OwnFile => ({ path: `./${file.name}`, file }));
  const paths = taken.map(({ path }) => path);
  const all = [...ownFiles.peek().filter(({ path }) => !paths.includes(path)), ...taken];
  await desk().call('files', all);
  ownFiles.value = all;
  return paths;
}
