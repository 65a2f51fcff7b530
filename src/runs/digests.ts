/** The digests of all data that a run is of, by what they are: they enter its identity. Free of Node: pages name runs, too. */

import { FrugalError } from '../errors.ts';
import type { Study } from '../protocol/study.ts';
import { looksLikePath } from '../tasks/names.ts';
import type { TaskSource } from './execute.ts';
import type { RunSpec } from './spec-document.ts';

/**
 * @param sha256 of bytes, in lower-case hexadecimal
 * @throws FrugalError for data that are missing or damaged
 */
export async function digestsOf(
  study: Pick<Study, 'tasks' | 'files' | 'networks'>,
  { parameters }: Pick<RunSpec, 'parameters'>,
  tasks: Pick<TaskSource, 'digest' | 'file' | 'networkDigest'>,
  sha256: (bytes: Uint8Array) => string | Promise<string>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, ...options } of study.tasks(parameters))
    found[looksLikePath(name) ? 'file' : name] = await tasks.digest(name, options);
  for (const [name, path] of Object.entries(study.files?.(parameters) ?? {}))
    if (tasks.file !== undefined) found[name] = await sha256(await tasks.file(path));
  for (const { path, ...options } of study.networks?.(parameters) ?? []) {
    if (tasks.networkDigest === undefined) throw new FrugalError(`no networks can be read here`);
    found.network = await tasks.networkDigest(path, options);
  }
  return found;
}
