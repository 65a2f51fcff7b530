/**
 * The data of runs: embedded tasks and the data folder, each task loaded once however often it is asked for.
 */

import { FrugalError } from '../errors.ts';
import type { AnyExamples } from '../tasks/examples.ts';
import { loadExamples } from '../tasks/load.node.ts';
import { digestBefore, examplesKey } from '../tasks/load.ts';
import type { TaskSource } from './execute.ts';
import { readWhole } from './files.ts';
import { networkSource } from './networks.ts';

async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = await readWhole(path);
  if (bytes === undefined) throw new FrugalError(`${path} does not exist`);
  return bytes;
}

/**
 * Tasks by name. A digest of files is known by loading, which takes a fraction of a second and finds damaged files before a run
 * begins or a stored result is recognised; that of drawn digits without.
 *
 * @param most so many tasks, and files, stay loaded: those asked for last. Digests are always kept
 */
export function taskSource(most = Number.POSITIVE_INFINITY): TaskSource {
  const tasks = latest<Promise<AnyExamples>>(most);
  const files = latest<Promise<Uint8Array>>(most);
  const digests = new Map<string, Promise<string>>();
  const load: TaskSource['load'] = (name, options = {}) =>
    tasks(examplesKey(name, options), () => loadExamples(name, options));
  const digest: TaskSource['digest'] = (name, options = {}) => {
    const key = examplesKey(name, options);
    const known = digests.get(key) ?? digestOf(name, options);
    digests.set(key, known);
    return known;
  };
  const digestOf: TaskSource['digest'] = async (name, options = {}) =>
    digestBefore(name, options) ?? (await load(name, options)).digest;
  const file = (path: string) => files(path, () => bytesOf(path));
  return { load, digest, file, ...networkSource() };
}

/** Keeps the last values that were asked for, by their keys. */
function latest<T>(most: number): (key: string, make: () => T) => T {
  const values = new Map<string, T>();
  return (key, make) => {
    const value = values.get(key) ?? make();
    // A map goes through its keys in the order in which they came: the first is the one not asked for the longest.
    values.delete(key);
    values.set(key, value);
    for (const [oldest] of values) {
      if (values.size <= most) break;
      values.delete(oldest);
    }
    return value;
  };
}
