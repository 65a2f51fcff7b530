/**
 * What `--set` takes, the same in every command: words `name=value`, and JSON files of names and values. Later ones go over
 * earlier ones.
 */

import { FrugalError, UsageError } from '../errors.ts';
import {
  checkValues,
  choice,
  flagName,
  integer,
  type ParameterTable,
  parameterName,
  parametersFromJson,
} from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { readText } from '../runs/files.ts';
import type { RunSpec } from '../runs/identity.ts';
import { meant } from './other-names.ts';

/** What determines a run beside the parameters of its study. */
export const OF_RUN = {
  seed: integer({ description: 'of all random numbers', default: 1, min: 0 }),
  arithmetic: choice(['strict', 'fused'], {
    description: 'the same bits on every machine, or faster',
    default: 'fused',
  }),
} as const satisfies ParameterTable;

/** A word of `--set`: a setting, or the content of a file. */
export type Setting =
  | { readonly name: string; readonly value: string }
  | { readonly path: string; readonly content: Readonly<Record<string, unknown>> };

/**
 * Reads the words of `--set`.
 *
 * @throws UsageError for a file that is not JSON of names and values, FrugalError for one that cannot be read
 */
export async function readWords(words: readonly string[]): Promise<Setting[]> {
  const read: Setting[] = [];
  for (const word of words) {
    const [, name, value] = /^([A-Za-z][\w-]*)=(.*)$/s.exec(word) ?? [];
    read.push(
      name === undefined ? { path: word, content: await contentOf(word) } : { name, value },
    );
  }
  return read;
}

async function contentOf(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(path);
  if (text === undefined)
    throw new FrugalError(
      `cannot read ${path}: there is no such file (--set takes name=value, or a JSON file)`,
    );
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${path} is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    );
  }
  if (!isObject(content))
    throw new UsageError(`${path} holds no parameters; expected {"name": value, …}`);
  return content;
}

/** Settings of a run, and which of the study's parameters were given one by one. */
export interface RunSettings {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly named: readonly string[];
  readonly seed?: number;
  readonly arithmetic?: RunSpec['arithmetic'];
}

/** What `--set` says of a run of a study. A run's `spec.json` gives seed and arithmetic too. */
export async function readSettings(words: readonly string[], study: Study): Promise<RunSettings> {
  const table: ParameterTable = study.parameters;
  const ofRun: ParameterTable = OF_RUN;
  const parameters: Record<string, unknown> = {};
  const run: Record<string, unknown> = {};
  const named: string[] = [];
  for (const setting of await readWords(words)) {
    if ('content' in setting) {
      const file = fromFile(setting.path, setting.content, study);
      Object.assign(parameters, file.parameters);
      Object.assign(run, file.run);
      continue;
    }
    const name = parameterName(setting.name);
    if (Object.hasOwn(table, name)) {
      const value = table[name].fromText(setting.value);
      Object.assign(parameters, checkValues(table, { [name]: value }, { spelling: 'flags' }));
      named.push(name);
    } else if (Object.hasOwn(ofRun, name)) {
      Object.assign(run, checkValues(ofRun, { [name]: ofRun[name].fromText(setting.value) }));
    } else throw unknownSetting(setting.name, study);
  }
  return { parameters, named, ...checkValues(OF_RUN, run) };
}

function unknownSetting(given: string, { name, parameters }: Study): UsageError {
  const near = meant(given, Object.keys(parameters).map(flagName));
  return new UsageError(
    `unknown parameter "${given}" of ${name}; ${near ? `did you mean "${near}"?` : `see frugal describe ${name}`}`,
  );
}

function fromFile(path: string, content: Readonly<Record<string, unknown>>, study: Study) {
  const table = study.parameters;
  if (!isObject(content.parameters))
    return { parameters: parametersFromJson(table, content, { from: path }), run: {} };
  if (content.study !== undefined && content.study !== study.name) {
    throw new UsageError(
      `${path} is a spec of study ${JSON.stringify(content.study)}, not of "${study.name}"`,
    );
  }
  const { seed, arithmetic, files } = content;
  const given = { ...content.parameters, ...(isObject(files) ? files : {}) };
  return {
    parameters: parametersFromJson(table, given, { from: path }),
    run: checkValues(OF_RUN, { seed, arithmetic }, { from: path }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
