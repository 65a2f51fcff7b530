/** JSON and NDJSON files of a run: written as text, read back with a check, or refused in one line. */

import { join } from 'node:path';
import type * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { type Disk, readText, writeAtomically } from './files.ts';

export async function writeJson(
  { path, disk }: { readonly path: string; readonly disk: Disk },
  name: string,
  value: object,
): Promise<void> {
  await writeAtomically(join(path, name), jsonText(value), disk);
}

/** A document as its file has it. */
export const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** The content of a JSON file; `undefined` when there is none. @throws FrugalError when it is not of the schema */
export async function readJson<T>(
  folder: string,
  name: string,
  schema: z.ZodMiniType<T>,
  disk: Disk,
): Promise<T | undefined> {
  const file = join(folder, name);
  const text = await readText(file, disk);
  return text === undefined ? undefined : checked(schema, parse(text, file), file);
}

/** A line for each row. */
export function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/**
 * The rows of NDJSON.
 *
 * @param file names the text in messages
 * @throws FrugalError naming the first line that is not of the schema
 */
export function rowsIn<T>(text: string, file: string, schema: z.ZodMiniType<T>): T[] {
  const rows = text.split('\n').filter((line) => line !== '');
  return rows.map((line, i) => {
    const where = `${file}, line ${i + 1}`;
    return checked(schema, parse(line, where), where);
  });
}

/** The value, if it is of the schema. @throws FrugalError naming what is missing or of the wrong type */
export function checked<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.').slice(0, 60);
  throw new FrugalError(
    `${what} is damaged${place ? `: "${place}" is missing or of the wrong type` : ''}`,
  );
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrugalError(`${what} is damaged: not JSON`);
  }
}
