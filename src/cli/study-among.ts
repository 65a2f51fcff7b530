/** Finds the study among the words of a command whose options depend on it: before the words can be parsed. */

import { UsageError } from '../errors.ts';
import type { World } from './world.ts';

/**
 * @returns the first word after the command that names a study, wherever it stands, and the word that follows the command, where
 *   that is no option
 */
export function studyAmong(
  command: string,
  words: readonly string[],
  { studies }: Pick<World, 'studies'>,
): { readonly named: string | undefined; readonly first: string | undefined } {
  const after = words.slice(words.indexOf(command) + 1);
  return {
    named: after.find((word) => Object.hasOwn(studies, word)),
    first: after[0]?.startsWith('-') ? undefined : after[0],
  };
}

/** Whether the words ask for help; so does their absence, when the commands are only listed. */
export const asksForHelp = (words: readonly string[] | undefined): boolean =>
  words?.some((word) => word === '--help' || word === '-h') ?? true;

/** @param needs what needs a study, e.g. `race needs a study` */
export const noStudy = (needs: string, { studies }: Pick<World, 'studies'>): UsageError =>
  new UsageError(`${needs}; studies: ${Object.keys(studies).join(', ')}`);
