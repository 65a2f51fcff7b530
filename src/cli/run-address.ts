/** `frugal run <address>`: the address of a run in the lab, as the words that it stands for. */

import { isAddress, readAddress } from '../runs/address.ts';

/** The words with the study and its settings in the place of an address. Later words go over what it says. */
export function withoutAddress(words: readonly string[]): readonly string[] {
  const at = words.findIndex(isAddress);
  if (at < 0) return words;
  const { study, texts } = readAddress(words[at]);
  const settings = Object.entries(texts).map(([name, text]) => `${name}=${text}`);
  const set = settings.length > 0 ? ['--set', ...settings] : [];
  return [words[0], study, ...words.slice(1, at), ...words.slice(at + 1), ...set];
}
