/**
 * The address of a run in the lab: after `#` the study, and as a query the whole spec that the command line hashes, each value
 * as it reads on the command line. Free of Node: the page makes addresses, `frugal run` and `frugal lab` read them.
 */

import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { UsageError } from '../errors.ts';
import { checkValues, type ParameterTable, valueText } from '../protocol/parameters.ts';
import type { Study } from '../protocol/study.ts';
import { identityValues } from '../protocol/text-parameters.ts';
import type { RunSpec } from './spec-document.ts';

/** What an address says of a run. */
export interface AddressedRun {
  readonly study: string;
  /** Texts of parameters, `seed` and `arithmetic` by name, as after `--set`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Engine semantics that it was made by, where it says so. */
  readonly engine?: number;
  /** A parameter that is varied, and its texts, separated by semicolons. */
  readonly vary?: string;
  readonly over?: string;
  /** How many seeds. */
  readonly seeds?: string;
  /** First digits of the digest of its data, where these are a file: they are not in the address. */
  readonly data?: string;
  /** How often something was done by hand: that is not in the address either. */
  readonly hands?: string;
}

/** Names in an address that are no parameters of a study. */
const OTHERS = ['engine', 'vary', 'over', 'seeds', 'data', 'hands'] as const;

const PATTERN = /#\/?(?:study\/)?([a-z][a-z0-9-]*)(?:\?([^#\s]*))?$/;

/**
 * What comes after the lab's own address.
 *
 * @example addressOf(setMlp, spec) // '#/set-mlp?task=digits&epsilon=20&…&seed=1&arithmetic=strict&engine=7'
 */
export function addressOf(
  study: { readonly name: string; readonly parameters: ParameterTable },
  { parameters, seed, arithmetic }: RunSpec,
): string {
  const own = identityValues(study.parameters, parameters);
  const pairs: [string, string][] = Object.keys(own.parameters).map((name) => [
    name,
    valueText(parameters[name]),
  ]);
  pairs.push(['seed', String(seed)], ['arithmetic', arithmetic]);
  pairs.push(['engine', String(ENGINE_SEMANTICS)]);
  const query = pairs.map(([name, text]) => `${name}=${readable(text)}`).join('&');
  return `#/${study.name}?${query}`;
}

/** Escaped as little as a query allows: commas and slashes stay as they are. */
export const readable = (text: string): string =>
  encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%20', '+');

/** Whether a word of the command line is the address of a run. */
export const isAddress = (word: string): boolean =>
  /^(?:https?|file):\/\//.test(word) && PATTERN.test(word);

/**
 * Reads an address, or its part from `#` on.
 *
 * @throws UsageError for a text that names no study
 */
export function readAddress(address: string): AddressedRun {
  const [, study, query = ''] = PATTERN.exec(address) ?? [];
  if (study === undefined)
    throw new UsageError(
      `the address ${JSON.stringify(address.slice(0, 80))} names no study; one of the lab ends like #/set-mlp?epsilon=5&seed=1`,
    );
  const all = new URLSearchParams(query);
  const others = Object.fromEntries(
    OTHERS.flatMap((name) => (all.has(name) ? [[name, all.get(name) ?? '']] : [])),
  );
  for (const name of OTHERS) all.delete(name);
  const { engine: made, ...more } = others;
  const engine = Number(made ?? Number.NaN);
  return {
    study,
    texts: Object.fromEntries(all),
    ...(Number.isInteger(engine) && { engine }),
    ...more,
  };
}

/** The values of texts, each turned by its parameter. @throws UsageError for a name or a text that is not allowed */
export function valuesOfTexts(
  { parameters: table }: Pick<Study, 'parameters'>,
  texts: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const values = Object.entries(texts).map(([name, text]) => [
    name,
    Object.hasOwn(table, name) ? table[name].fromText(text) : text,
  ]);
  return checkValues(table, Object.fromEntries(values));
}
