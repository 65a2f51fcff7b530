/** `frugal run <address>`: the address of a run in the lab, as the words that it stands for. */

import { UsageError } from '../errors.ts';
import { isAddress, readAddress } from '../runs/address.ts';

const LOCATED = /^(?:https?|file):\/\//;

/**
 * The words with the study and its settings in the place of an address.
 *
 * @throws UsageError for an address of runs that differ in more than their seeds, of one that was touched, or of no run
 */
export function withoutAddress(words: readonly string[]): readonly string[] {
  // In the place of a study an address can be nothing else, and one that names no study is refused.
  const at = words.findIndex((word, k) => isAddress(word) || (k === 1 && LOCATED.test(word)));
  if (at < 0) return words;
  const { study, texts, vary, over, seeds, data, hands } = readAddress(words[at]);
  if (vary !== undefined)
    throw new UsageError(
      `the address is of several runs (${vary} ${over}): run them one by one, by the commands that the page shows`,
    );
  if (hands !== undefined)
    throw new UsageError(
      `the address is of a run in which ${hands} things were done by hand, which are not in it: without hands=${hands} it is of the run that was not touched`,
    );
  const settings = Object.entries(texts).map(([name, text]) => `${name}=${text}`);
  const set = settings.length > 0 ? ['--set', ...settings] : [];
  const many = seeds === undefined ? [] : ['--seeds', seeds];
  const only = data === undefined ? [] : ['--data', data];
  return [words[0], study, ...many, ...only, ...words.slice(1, at), ...words.slice(at + 1), ...set];
}
