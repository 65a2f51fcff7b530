/** The files that the page was given, as the desk knows them, and what a run would learn of them. */

import type { Study } from '../../../src/protocol/study.ts';
import type { ReadData } from './desk-calls.ts';
import { type OwnFile, type PageSource, pageSource } from './tasks.ts';

let known = pageSource([]);

/** Where data are found now. */
export const source = (): PageSource => known;

/** All files that there are, in place of those before. */
export function setFiles(files: readonly OwnFile[]): undefined {
  known = pageSource(files);
}

/**
 * What these parameters read, with all that was guessed. The drawn digits are made only where a run asks for them.
 *
 * @throws FrugalError, UsageError for data that are not here, or cannot be learned from
 */
export async function readData(
  study: Study,
  parameters: Readonly<Record<string, unknown>>,
): Promise<ReadData[]> {
  const found: ReadData[] = [];
  for (const { name, ...options } of study.tasks(parameters)) {
    if (name === 'digits') continue;
    const { title, notes = [], digest } = await known.load(name, options);
    found.push({ title, notes, digest });
  }
  for (const path of Object.values(study.files?.(parameters) ?? {})) await known.file(path);
  for (const { path, ...options } of study.networks?.(parameters) ?? [])
    await known.network(path, options);
  return found;
}
