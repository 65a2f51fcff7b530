/** Networks that a command line names: of a run's folder, of its weights, of a file of another system. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { FrugalError } from '../errors.ts';
import type { Read } from '../formats/values.ts';
import {
  type ImportOptions,
  importNetwork,
  networkFrom,
  networksIn,
  prefixOf,
  type StoredNetwork,
} from '../interchange/index.ts';
import { checkValues, choice } from '../protocol/parameters.ts';
import { diskError, readFolder } from '../runs/files.ts';
import { FILES } from '../runs/store.ts';
import { readRun, type StoredRun } from '../runs/stored.ts';
import { catalogue } from '../tasks/catalogue.ts';

const ROWS = choice(['outputs', 'inputs'], { description: 'rows', default: 'outputs' });
const ACTIVATION = choice(['relu', 'sigmoid', 'tanh', 'softplus', 'rectified-tanh', 'linear'], {
  description: 'activation',
  default: 'relu',
});

/** What has to be said of a network's file that does not say it itself. */
export interface NetworkFlags {
  readonly network?: string;
  readonly rows?: string;
  readonly activation?: string;
  readonly layers?: string;
}

export const addNetworkOptions = (command: Command): Command =>
  command
    .option('--network <name>', 'which network of a run or an archive, e.g. set')
    .option('--rows <side>', 'what rows of a bare matrix are: outputs | inputs')
    .option(
      '--activation <name>',
      `of hidden units, where the file does not say; ${ACTIVATION.allowed}`,
    )
    .option('--layers <names>', 'order of the layers, where their names do not tell it');

/**
 * A network by the path of a run's folder, of a file, or of several files with a matrix each.
 *
 * @throws FrugalError for what is not there or no network, UsageError where something has to be said
 */
export async function networkAt(
  paths: readonly string[],
  flags: NetworkFlags,
): Promise<Read<StoredNetwork>> {
  const [path] = paths;
  if (paths.length === 1 && (await isRun(path)))
    return { value: await networkOfRun(await readRun(path), flags.network), notes: [] };
  const { rows, activation } = checkValues(
    { rows: ROWS, activation: ACTIVATION },
    { rows: flags.rows, activation: flags.activation },
    { spelling: 'flags' },
  );
  const options: ImportOptions = {
    ...(flags.network !== undefined && { network: flags.network }),
    ...(rows && { rows }),
    ...(activation && { activation }),
    ...(flags.layers !== undefined && { layers: flags.layers.split(',') }),
  };
  const files = await Promise.all(
    paths.map(async (file) => ({ name: basename(file), bytes: await bytesAt(file) })),
  );
  return importNetwork(files, options);
}

export const isRun = async (path: string): Promise<boolean> =>
  ((await readFolder(path).catch(() => undefined)) ?? []).some(({ name }) => name === FILES.spec);

async function bytesAt(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw diskError(error, 'read', path);
  }
}

/** A network that a run has kept, with the run it comes from. */
export async function networkOfRun(
  { folder, identity, spec, summary, arrays }: StoredRun,
  wanted: string | undefined,
): Promise<StoredNetwork> {
  if (summary === undefined)
    throw new FrugalError(`${folder} is not finished: its networks are kept at the end`);
  const kept = await arrays();
  const found = networksIn(kept);
  if (found.length === 0)
    throw new FrugalError(
      `${folder} keeps no network that could be taken elsewhere; studies that do: set-mlp, cog20, modcog, se-rnn`,
    );
  const prefix = prefixOf(found, wanted, folder);
  const network = networkFrom(kept, join(folder, FILES.weights), prefix);
  const licence = await licenceOf(Object.keys(spec.data));
  return {
    ...network,
    origin: {
      ...network.origin,
      ...{ study: spec.study, network: prefix.slice(0, -1) },
      ...{ run: identity, seed: String(spec.seed) },
      ...(licence && { licence }),
    },
  };
}

/** What the data of a run allow, where they are catalogued. */
async function licenceOf(tasks: readonly string[]): Promise<string | undefined> {
  const facts = (await catalogue()).filter(({ id }) => tasks.includes(id));
  if (facts.length === 0) return undefined;
  return facts.map(({ id, licence }) => `${id}: ${licence.name}. ${licence.statement}`).join(' ');
}
