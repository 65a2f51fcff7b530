/**
 * Making the files of a data set from the public originals: found in files and folders, converted, compared with the
 * catalogue's checksums, and whole or not at all. Node only. What becomes of the bytes is in convert/.
 */

import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FrugalError, UsageError } from '../errors.ts';
import { type DataFile, type DatasetFacts, dataset, rawPath } from './catalogue.ts';
import { type Conversion, type Original, unpacked } from './convert/conversion.ts';
import { conversions } from './convert/index.ts';
import { dataFolder, errorCode, makeFolders, sha256Of, verifyFile } from './files.node.ts';

/** Folders in folders that are searched for originals. */
const DEEPEST = 3;

/** A file of a data set, and whether it was there already. */
export interface ConvertedFile {
  readonly file: DataFile;
  readonly state: 'made' | 'present';
  readonly path: string;
}

/** All files at a path: itself, or those of a folder and the folders in it. */
async function filesAt(path: string, depth = 0): Promise<string[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw new UsageError(
      errorCode(error) === 'ENOENT' ? `${path} does not exist` : `cannot read ${path}`,
    );
  });
  if (!info.isDirectory()) return [path];
  if (depth > DEEPEST) return [];
  const found: string[] = [];
  for (const entry of (await readdir(path)).sort())
    found.push(...(await filesAt(join(path, entry), depth + 1).catch(() => [])));
  return found;
}

const plain = (name: string): string => name.toLowerCase().replace(/\.gz$/, '');

/** How data sets are made that have no address of their own. @throws UsageError for one that has, or an unknown name */
export async function conversionOf(data: string | DatasetFacts): Promise<Conversion> {
  const { id } = typeof data === 'string' ? await dataset(data) : data;
  const conversion = Object.hasOwn(conversions, id) ? conversions[id] : undefined;
  if (conversion !== undefined) return conversion;
  throw new UsageError(`${id} is not converted but fetched as it is: "frugal data fetch ${id}"`);
}

/** Bytes of all originals, unpacked. @throws UsageError where one is not among the files, with its address */
async function readOriginals(
  id: string,
  originals: readonly Original[],
  files: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = new Map<string, Uint8Array>();
  for (const { name, url } of originals) {
    const path = files.find((file) => plain(basename(file)) === plain(name));
    if (path === undefined)
      throw new UsageError(
        `${id} is made of ${originals.map((each) => each.name).join(', ')}; ${name} is not among the files given; it is at ${url}`,
      );
    const read = await readFile(path).catch((error: unknown) => {
      throw new FrugalError(`cannot read ${path}: ${errorCode(error)}`);
    });
    bytes.set(name, await unpacked(read));
  }
  return bytes;
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.part`;
  try {
    await makeFolders(dirname(path));
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw new FrugalError(
      `cannot write ${path}: ${errorCode(error)}; make room, or set FRUGAL_DATA to a folder that can be written`,
    );
  }
}

/**
 * Makes the files of a data set that are not in the data folder yet.
 *
 * @param data a name of the catalogue, or facts of the same form
 * @param paths originals, or folders that hold them; names decide which is which, and any of them may be gzipped
 * @param folder default `dataFolder()`
 * @throws UsageError for an unknown name, a set that is fetched as it is, or an original that is missing
 * @throws FrugalError where an original is damaged or another version: nothing is written unless all checksums agree
 */
export async function convertDataset(
  data: string | DatasetFacts,
  paths: readonly string[],
  folder: string = dataFolder(),
): Promise<ConvertedFile[]> {
  const facts = typeof data === 'string' ? await dataset(data) : data;
  const { originals, make } = await conversionOf(facts);
  const states = await Promise.all(facts.files.map((file) => verifyFile(file, folder)));
  if (states.every(({ state }) => state === 'present'))
    return states.map(({ file, path }) => ({ file, state: 'present', path }));
  const files = (await Promise.all(paths.map((path) => filesAt(path)))).flat();
  const bytes = await readOriginals(facts.id, originals, files);
  const made = await make((name) => bytes.get(name)!);
  const results = facts.files.map((file) => {
    const name = basename(rawPath(file));
    const found = made.get(name);
    const expected = file.raw ?? file;
    if (found === undefined || sha256Of(found) !== expected.sha256)
      throw new FrugalError(
        `${name} made of ${originals.map((each) => each.name).join(', ')} has ${found?.length ?? 0} bytes with SHA-256 ${found ? sha256Of(found).slice(0, 12) : '–'}…, expected ${expected.bytes} with ${expected.sha256.slice(0, 12)}…; the originals are other versions`,
      );
    return { file, bytes: found, path: join(folder, rawPath(file)) };
  });
  for (const [i, { path, bytes: content }] of results.entries()) {
    await put(path, content);
    // A damaged file may lie there in its other form, and would be found first.
    if (states[i].state === 'damaged' && states[i].path !== path)
      await rm(states[i].path, { force: true });
  }
  return results.map(({ file, path }) => ({ file, state: 'made', path }));
}
