/**
 * What makes a run *this* run, and what makes a result *this* result: two SHA-256 sums.
 *
 * The identity is known before the run and names everything that decides its numbers. The number of threads, the
 * machine, the folder and the clock are left out on purpose: they do not change a bit of the records.
 */

import { createHash } from 'node:crypto';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { UsageError } from '../errors.ts';
import type { Json, NamedArrays, RunContext, Study, StudyRecord } from '../protocol/study.ts';
import { identityValues } from '../protocol/text-parameters.ts';
import { canonicalJson } from './canonical.ts';

/** What the user asks for, all choices made. */
export interface RunSpec {
  /** Every parameter of the study, resolved. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly arithmetic: RunContext<unknown>['arithmetic'];
}

/** The hashed document: the spec, and the world it was asked in. Stored, with its identity, as `spec.json`. */
export interface SpecDocument {
  readonly study: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly seed: number;
  readonly arithmetic: RunSpec['arithmetic'];
  /** Version of the engine's semantics. */
  readonly engine: number;
  /** SHA-256 of each task's data, by the task's name, `file` for one from a file. */
  readonly data: { readonly [task: string]: string };
  /** Where the files lay that parameters name. Not hashed: their content is, and a run outlives their moving. */
  readonly files?: { readonly [parameter: string]: string };
}

/**
 * The document that stands for a run.
 *
 * @throws UsageError for a seed that is not an integer in [0, 2⁵³)
 */
export function specDocument(
  study: Pick<Study, 'name' | 'parameters'>,
  spec: RunSpec,
  data: Readonly<Record<string, string>>,
): SpecDocument {
  if (!Number.isSafeInteger(spec.seed) || spec.seed < 0) {
    throw new UsageError(`seed ${spec.seed} is not an integer in [0, ${Number.MAX_SAFE_INTEGER}]`);
  }
  return {
    study: study.name,
    ...identityValues(study.parameters, spec.parameters),
    seed: spec.seed,
    arithmetic: spec.arithmetic,
    engine: ENGINE_SEMANTICS,
    data: { ...data },
  };
}

/** SHA-256 (hex) of the document's canonical JSON. */
export function identityOf({ files, ...hashed }: SpecDocument): string {
  return sha256(canonicalJson(hashed as unknown as Json));
}

/**
 * SHA-256 (hex) of what came out: every record's canonical JSON, a line each, then every array by ascending name with
 * its type and length. Clock times are no part of records, so interruptions, threads and machines leave no trace in it.
 */
export function resultHash(records: readonly StudyRecord[], arrays: NamedArrays): string {
  const hash = createHash('sha256');
  for (const record of records) hash.update(`${canonicalJson(record)}\n`);
  for (const name of Object.keys(arrays).sort()) {
    const array = arrays[name];
    hash.update(`${canonicalJson({ name, type: typeOf(array), length: array.length })}\n`);
    hash.update(
      typeof array === 'string'
        ? array
        : new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
  }
  return hash.digest('hex');
}

/** The first thing in which two specs differ, e.g. `epochs 5 instead of 6`; `undefined` when they agree. */
export function firstDifference(stored: SpecDocument, asked: SpecDocument): string | undefined {
  const pairs: [string, Json | undefined, Json | undefined][] = [
    ['study', stored.study, asked.study],
  ];
  for (const name of Object.keys({ ...stored.parameters, ...asked.parameters })) {
    pairs.push([name, stored.parameters[name], asked.parameters[name]]);
  }
  pairs.push(
    ['seed', stored.seed, asked.seed],
    ['arithmetic', stored.arithmetic, asked.arithmetic],
  );
  for (const task of Object.keys({ ...stored.data, ...asked.data })) {
    pairs.push([
      `data of ${task}`,
      stored.data[task]?.slice(0, 12),
      asked.data[task]?.slice(0, 12),
    ]);
  }
  pairs.push(['engine semantics', stored.engine, asked.engine]);
  for (const [name, was, is] of pairs) {
    if (text(was) !== text(is)) return `${name} ${text(was)} instead of ${text(is)}`;
  }
  return undefined;
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function typeOf(array: NamedArrays[string]): string {
  return array.constructor.name.replace('Array', '').toLowerCase();
}

function text(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : canonicalJson(value);
}
