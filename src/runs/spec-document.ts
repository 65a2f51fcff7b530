/**
 * The document that names a run: the spec, and the world it was asked in. Free of Node, for pages name runs too; its
 * SHA-256 is identity.ts.
 */

import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { UsageError } from '../errors.ts';
import type { Json, RunContext, Study } from '../protocol/study.ts';
import { identityValues } from '../protocol/text-parameters.ts';
import { EITHER } from '../tasks/names.ts';
import { canonicalJson } from './canonical.ts';

/** What the user asks for, all choices made. */
export interface RunSpec {
  /** Every parameter of the study, resolved. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly arithmetic: RunContext<unknown>['arithmetic'];
}

/** Whether it leaves open which task is meant. */
export const isOpen = ({ parameters }: RunSpec): boolean =>
  Object.values(parameters).includes(EITHER);

/** The spec with what is left open settled. */
export const settledAs = <S extends Pick<RunSpec, 'parameters'>>(spec: S, task: string): S => ({
  ...spec,
  parameters: Object.fromEntries(
    Object.entries(spec.parameters).map(([name, value]) => [name, value === EITHER ? task : value]),
  ),
});

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
  checkSeed(spec.seed);
  return {
    study: study.name,
    ...identityValues(study.parameters, spec.parameters),
    seed: spec.seed,
    arithmetic: spec.arithmetic,
    engine: ENGINE_SEMANTICS,
    data: { ...data },
  };
}

/** @throws UsageError for a seed that is not an integer in [0, 2⁵³) */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new UsageError(`seed ${seed} is not an integer in [0, ${Number.MAX_SAFE_INTEGER}]`);
}

/** What of a document decides its identity, as canonical JSON. */
export function hashedText({ files, ...hashed }: SpecDocument): string {
  return canonicalJson(hashed as unknown as Json);
}

/**
 * `hashedText` of the same document under any seed, most of the work done once: the runs of a setting differ in nothing else.
 */
export function hashedTexts({
  files,
  seed: _,
  study,
  ...before
}: SpecDocument): (seed: number) => string {
  // Canonical JSON sorts members by their names: these two come last.
  const head = canonicalJson(before as unknown as Json).slice(0, -1);
  const tail = canonicalJson({ study }).slice(1);
  return (seed) => `${head},"seed":${seed},${tail}`;
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

function text(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : canonicalJson(value);
}
