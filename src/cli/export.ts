/**
 * `frugal export <run|file>… --to <form>`: a trained network for other programs, or the records of runs as tables.
 */

import { stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Command } from 'commander';
import { UsageError, unknownName } from '../errors.ts';
import {
  type ExportedFile,
  exportNetwork,
  NETWORK_FORMATS,
  type NetworkFormat,
  readDiscreteWeights,
  writeDiscreteWeights,
} from '../interchange/index.ts';
import { makeFolder, readText, realDisk, writeAtomically } from '../runs/files.ts';
import { findRuns, readRun } from '../runs/stored.ts';
import { TABLE_FORMATS, type TableFormat, tableFiles } from '../runs/table-files.ts';
import { recordTables } from '../runs/tables.ts';
import { loadStudy } from '../studies/registry.ts';
import { tell } from './answer.ts';
import { addNetworkOptions, type NetworkFlags, networkAt } from './networks.ts';
import type { World } from './world.ts';

interface ExportFlags extends NetworkFlags {
  readonly to?: string;
  readonly out?: string;
  readonly name?: string;
  readonly dense?: boolean;
}

const FORMS = [...new Set([...NETWORK_FORMATS, ...TABLE_FORMATS])];

export function registerExport(program: Command, world: World): void {
  const command = program
    .command('export')
    .description('a trained network as a file of another program, or records of runs as tables')
    .argument(
      '<paths...>',
      'runs, the weights.npz of one, a network of another program, or discrete weights of solve',
    )
    .option('--to <form>', `${FORMS.join(' | ')}; of runs, ${TABLE_FORMATS.join(', ')} are records`)
    .option('--out <path>', 'a folder, or the file: net.onnx, where one results (default: here)')
    .option('--name <name>', 'what files of a network are called (default: network)')
    .option('--dense', 'onnx: absent connections as zeros');
  addNetworkOptions(command).action(async (paths: string[], flags: ExportFlags) => {
    if (flags.to === undefined)
      throw new UsageError(`to which form? Say --to and one of ${FORMS.join(', ')}`);
    if (!FORMS.includes(flags.to as NetworkFormat)) throw unknownName('form', flags.to, FORMS);
    const files = (await areRecords(paths, flags))
      ? await recordFiles(paths, flags.to as TableFormat, world)
      : await networkFiles(paths, flags, world);
    const places = await placesOf(files, flags.out ?? '.');
    for (const [k, { bytes }] of files.entries()) {
      const path = places[k];
      await makeFolder(dirname(path));
      await writeAtomically(path, [bytes], realDisk);
    }
    // Behind the last file: a reader who has seen enough ends the program, which would leave a half-written one.
    for (const path of places) world.out.write(`${path}\n`);
  });
}

/**
 * Where the files go: into a folder; or, where there is one and the path has its ending, to that path.
 *
 * @throws UsageError where a path with the ending of one file is given for several
 */
export async function placesOf(files: readonly ExportedFile[], out: string): Promise<string[]> {
  const names = files.map(({ name }) => name);
  const ending = extname(out);
  const isFile =
    ending !== '' && names.some((name) => extname(name) === ending) && !(await isFolder(out));
  if (!isFile) return names.map((name) => join(out, name));
  if (names.length === 1) return [out];
  throw new UsageError(
    `--out ${out} is one file, but ${names.length} are to be written (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}): give a folder`,
  );
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Tables of runs are records, unless one of their networks is named: then its connections are meant. */
async function areRecords(paths: readonly string[], flags: ExportFlags): Promise<boolean> {
  if (!TABLE_FORMATS.includes(flags.to as TableFormat) || flags.network !== undefined) return false;
  const runs = await Promise.all(paths.map((path) => findRuns([path]).catch(() => [])));
  return flags.to === 'json' || runs.every(({ length }) => length > 0);
}

async function recordFiles(
  paths: readonly string[],
  format: TableFormat,
  world: World,
): Promise<ExportedFile[]> {
  const runs = await Promise.all((await findRuns(paths)).map((folder) => readRun(folder)));
  const study = await loadStudy(runs[0].spec.study, world.studies);
  return tableFiles(recordTables(study, runs), format);
}

async function networkFiles(
  paths: readonly string[],
  flags: ExportFlags,
  world: World,
): Promise<ExportedFile[]> {
  const synapses = await synapsesAt(paths);
  if (synapses !== undefined) {
    if (flags.to !== 'npz')
      throw new UsageError(
        `${paths[0]} holds discrete synapses: they can be taken as npz, not ${flags.to}`,
      );
    const bytes = writeDiscreteWeights(readDiscreteWeights(synapses));
    return [{ name: `${flags.name ?? 'weights'}.npz`, bytes }];
  }
  const { value: network, notes } = await networkAt(paths, flags);
  tell(world, notes);
  return exportNetwork(network, flags.to as NetworkFormat, {
    ...(flags.name !== undefined && { name: flags.name }),
    dense: flags.dense ?? false,
  });
}

/** The text of a file of discrete weights, as `frugal solve` writes it; `undefined` where the path is another. */
async function synapsesAt([path, ...others]: readonly string[]): Promise<string | undefined> {
  if (others.length > 0 || !path.endsWith('.json')) return undefined;
  const text = await readText(path);
  return text?.match(/"weights"\s*:/) ? text : undefined;
}
