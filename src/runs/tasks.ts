/**
 * The data of runs: embedded tasks and the data folder, each task loaded once however often it is asked for.
 */

import { FrugalError } from '../errors.ts';
import type { AnyExamples } from '../tasks/examples.ts';
import { loadExamples } from '../tasks/load.node.ts';
import type { TaskSource } from './execute.ts';
import { readWhole } from './files.ts';
import { networkSource } from './networks.ts';

async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = await readWhole(path);
  if (bytes === undefined) throw new FrugalError(`${path} does not exist`);
  return bytes;
}

/**
 * Tasks by name. A digest is known by loading, which takes a fraction of a second and finds damaged files before a run
 * begins or a stored result is recognised.
 */
export function taskSource(): TaskSource {
  const loaded = new Map<string, Promise<AnyExamples>>();
  const load: TaskSource['load'] = (name, options = {}) => {
    const key = JSON.stringify([name, options]);
    const task = loaded.get(key) ?? loadExamples(name, options);
    loaded.set(key, task);
    return task;
  };
  const files = new Map<string, Promise<Uint8Array>>();
  const file = (path: string): Promise<Uint8Array> => {
    const bytes = files.get(path) ?? bytesOf(path);
    files.set(path, bytes);
    return bytes;
  };
  const digest: TaskSource['digest'] = async (...task) => (await load(...task)).digest;
  return { load, digest, file, ...networkSource() };
}
