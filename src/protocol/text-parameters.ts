/** Parameters that are words no list can hold: names of columns, and files. */

import * as z from 'zod/mini';
import { looksLikePath } from '../tasks/names.ts';
import {
  declare,
  type Parameter,
  type ParameterInfo,
  type ParameterJson,
  type ParameterTable,
  parametersToJson,
  show,
  valueText,
} from './parameters.ts';

/** Longer ones are no names. */
const MOST_LETTERS = 1000;

const words = (allowEmpty: boolean) =>
  z.string().check(z.maxLength(MOST_LETTERS), z.minLength(allowEmpty ? 0 : 1));

/** Any word; `''` only where it is the default. */
export function text(
  options: ParameterInfo & { readonly default: string; readonly allowed: string },
): Parameter<string> {
  return declare({
    ...options,
    schema: words(options.default === ''),
    kind: 'text',
    fromText: (given) => given,
  });
}

interface FileOptions extends ParameterInfo {
  readonly default: string;
  /** Names that may stand in the place of a path. */
  readonly names?: readonly string[];
  /** How the names read together in messages, e.g. `a data set`. */
  readonly called?: string;
  /** Why a name that is not among them is refused; absent where there is nothing to say but that. */
  readonly refusal?: (name: string) => string | undefined;
}

/**
 * A file, or one of some names. In a run's identity the word `file` stands for every path: what decides is the content, whose
 * digest is there too.
 */
export function file(options: FileOptions): Parameter<string> {
  const { names = [], called, refusal, ...info } = options;
  const isFile = (value: unknown): boolean =>
    typeof value === 'string' && value !== '' && !names.includes(value) && looksLikePath(value);
  const known = (value: string): boolean => value === info.default || names.includes(value);
  return declare({
    ...info,
    isFile,
    schema: words(info.default === '').check(z.refine((value) => known(value) || isFile(value))),
    allowed: called === undefined ? 'a file' : `${called}, or a file`,
    kind: 'text',
    ...(names.length > 0 && { choices: names }),
    fault(name, value) {
      const reason = typeof value === 'string' ? refusal?.(value) : undefined;
      return (
        reason ??
        `${name} ${show(value)} is no file; expected ${called === undefined ? '' : `${called}, or `}a path such as ./data.csv`
      );
    },
    fromText: (given) => given,
  });
}

/** What stands for a path in a run's identity. */
const FILE = 'file';

/** The parameters of a run as its identity has them, and the files they name. */
export interface IdentityValues {
  readonly parameters: Record<string, ParameterJson>;
  /** Paths by parameter; absent where there are none. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Values without what says nothing (quiet parameters at their defaults), and with paths apart. */
export function identityValues(
  table: ParameterTable,
  values: Readonly<Record<string, unknown>>,
): IdentityValues {
  const parameters = parametersToJson(values);
  const files: Record<string, string> = {};
  for (const [name, { quiet, default: standard, isFile }] of Object.entries(table)) {
    const value = values[name];
    if (isFile?.(value)) {
      files[name] = String(value);
      parameters[name] = FILE;
    } else if (quiet && valueText(value) === valueText(standard)) delete parameters[name];
  }
  return Object.keys(files).length > 0 ? { parameters, files } : { parameters };
}
