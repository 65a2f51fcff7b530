/** Networks that are named by a path: a run's folder, its weights, a file of another program. */

import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FrugalError, UsageError } from '../errors.ts';
import type { Read } from '../formats/values.ts';
import { type ImportOptions, importNetwork } from '../interchange/import.ts';
import { matrixFilesOf, type NetworkFile } from '../interchange/matrices.ts';
import type { StoredNetwork } from '../interchange/network.ts';
import { loadStudy } from '../studies/registry.ts';
import { catalogue } from '../tasks/catalogue.ts';
import { loadTask } from '../tasks/load.node.ts';
import { specOf } from './command.ts';
import { diskError, readFolder } from './files.ts';
import { sha256 } from './identity.ts';
import { networkAmong, withOutlines } from './kept-network.ts';
import { networkDigest } from './network-digest.ts';
import { FILES } from './store.ts';
import { readRun, type StoredRun } from './stored.ts';

/**
 * A network by the path of a run's folder, of a file, of several files with a matrix each, or of the JSON file beside these. Behind a `#` a path may say
 * which network of several: `runs/set-mlp/0123456789ab#set`.
 *
 * @throws FrugalError for what is not there or no network, UsageError where something has to be said
 */
export async function loadNetwork(
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<Read<StoredNetwork>> {
  const [first] = paths;
  const hash = first.lastIndexOf('#');
  const wanted = hash < 0 ? options.network : first.slice(hash + 1);
  const path = hash < 0 ? first : first.slice(0, hash);
  if (paths.length === 1 && (await isRun(path)))
    return { value: await networkOfRun(await readRun(path), wanted), notes: [] };
  const runs = await Promise.all(paths.map(async (each) => ((await isRun(each)) ? [each] : [])));
  if (runs.flat().length > 0)
    throw new UsageError(
      `a network is of one run, and ${paths.length} paths were given; name one, such as ${runs.flat()[0]}`,
    );
  const given = await Promise.all([path, ...paths.slice(1)].map(fileAt));
  const beside =
    given.length === 1 && path.endsWith('.json')
      ? await Promise.all(matrixFilesOf(given[0]).map((file) => fileAt(join(dirname(path), file))))
      : [];
  const files = [...given, ...beside];
  return importNetwork(files, { ...options, ...(wanted !== undefined && { network: wanted }) });
}

async function fileAt(path: string): Promise<NetworkFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw diskError(error, 'read', path);
  });
  return { name: basename(path), bytes };
}

/** Whether a folder is that of a run. */
export const isRun = async (path: string): Promise<boolean> =>
  ((await readFolder(path).catch(() => undefined)) ?? []).some(({ name }) => name === FILES.spec);

/** A network that a run has kept, with the run it comes from. */
async function networkOfRun(run: StoredRun, wanted: string | undefined): Promise<StoredNetwork> {
  const { folder, spec, summary } = run;
  if (summary === undefined)
    throw new FrugalError(`${folder} is not finished: its networks are kept at the end`);
  const study = await loadStudy(spec.study).catch(() => undefined);
  const kept = await withOutlines(folder, {
    ...{ study, data: spec.data, arrays: await run.arrays(), task: loadTask },
    parameters: study === undefined ? {} : specOf(study, spec).parameters,
  });
  const licence = await licenceOf(Object.keys(spec.data));
  const named = { what: folder, file: join(folder, FILES.weights), wanted, licence };
  return networkAmong(run, kept, named);
}

/** What the data of a run allow, where they are catalogued. */
async function licenceOf(tasks: readonly string[]): Promise<string | undefined> {
  const facts = (await catalogue()).filter(({ id }) => tasks.includes(id));
  if (facts.length === 0) return undefined;
  return facts.map(({ id, licence }) => `${id}: ${licence.name}. ${licence.statement}`).join(' ');
}

/** Networks from which runs start, each read once, and their digests. */
export function networkSource() {
  const loaded = new Map<string, Promise<StoredNetwork>>();
  const load = (path: string, options: ImportOptions = {}): Promise<StoredNetwork> => {
    const key = JSON.stringify([path, options]);
    const network = loaded.get(key) ?? loadNetwork([path], options).then(({ value }) => value);
    loaded.set(key, network);
    return network;
  };
  return {
    network: load,
    networkDigest: async (path: string, options?: ImportOptions) =>
      networkDigest(await load(path, options), sha256),
  };
}
