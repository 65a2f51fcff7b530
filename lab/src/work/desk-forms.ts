/** What the desk knows of forms: the table of parameters as a form needs it, and what is wrong with what was typed. */

import { resolveArithmetic } from '../../../src/engine/engine.ts';
import { ENGINE_SEMANTICS } from '../../../src/engine/semantics.ts';
import { FrugalError } from '../../../src/errors.ts';
import {
  checkValues,
  flagName,
  integer,
  parametersToJson,
  resolveParameters,
  valueText,
} from '../../../src/protocol/parameters.ts';
import { columnHelp } from '../../../src/protocol/records.ts';
import type { Study } from '../../../src/protocol/study.ts';
import { addressOf, readAddress } from '../../../src/runs/address.ts';
import { commandFor } from '../../../src/runs/command.ts';
import { loadStudy } from '../../../src/studies/registry.ts';
import { messageOf } from './calls.ts';
import type { Addressed, Checked, Draft, ParameterCard, StudyCard } from './desk-calls.ts';

const SEED = { seed: integer({ description: 'of all random numbers', default: 1, min: 0 }) };

/** A study for its page. @throws UsageError for a name that is none */
export async function describe(name: string): Promise<StudyCard> {
  const study = await loadStudy(name);
  const presets = Object.entries(study.presets).map(([preset, values]) => [preset, texts(values)]);
  const help = study.records === undefined ? [] : columnHelp(study.records);
  return {
    name,
    title: study.title,
    description: study.description,
    parameters: cardsOf(study),
    presets: Object.fromEntries(presets),
    claims: study.claims.map(({ id, statement }) => ({ id, statement })),
    columns: Object.fromEntries(
      help.map(({ kind, column, about, unit, type }) => [
        `${kind}.${column}`,
        { about, type, ...(unit !== undefined && { unit }) },
      ]),
    ),
  };
}

const texts = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueText(value)]));

function cardsOf({ parameters, presets }: Study): ParameterCard[] {
  const told = new Set(Object.values(presets).flatMap((values) => Object.keys(values)));
  return Object.entries(parameters).map(([name, parameter]) => {
    const { kind, description, symbol, unit, allowed, choices, about, isFile } = parameter;
    return {
      ...{ name, kind, description, allowed },
      flag: flagName(name),
      default: valueText(parameter.default),
      main: told.has(name),
      isFile: isFile !== undefined,
      ...(symbol !== undefined && { symbol }),
      ...(unit !== undefined && { unit }),
      ...(choices !== undefined && { choices }),
      ...(about !== undefined && { about }),
    };
  });
}

/** Looks through what was typed: every text by its own parameter, then all values together. */
export async function check(draft: Draft): Promise<Checked> {
  const study = await loadStudy(draft.study);
  const faults: Record<string, string> = {};
  const given: Record<string, unknown> = {};
  const take = (name: string, find: () => Record<string, unknown>): void => {
    try {
      Object.assign(given, find());
    } catch (error) {
      faults[name] = messageOf(error);
    }
  };
  for (const [name, text] of Object.entries(draft.texts))
    take(name, () =>
      checkValues(study.parameters, { [name]: study.parameters[name]?.fromText(text) ?? text }),
    );
  const run: { seed?: number } = {};
  take('seed', () => {
    Object.assign(run, checkValues(SEED, { seed: SEED.seed.fromText(draft.seed) }));
    return {};
  });
  if (Object.keys(faults).length > 0 || run.seed === undefined) return { faults, idle: {} };
  const parameters = resolveParameters(study.parameters, given);
  const idle: Record<string, string> = {};
  for (const [name, reason] of Object.entries(study.idle?.(parameters) ?? {}))
    if (reason !== undefined) idle[name] = reason;
  try {
    study.check?.(parameters);
  } catch (error) {
    if (!(error instanceof FrugalError)) throw error;
    return { faults, fault: error.message, idle };
  }
  const arithmetic = resolveArithmetic(draft.arithmetic);
  const spec = { parameters, seed: run.seed, arithmetic };
  return {
    faults,
    idle,
    order: { ...spec, study: study.name, parameters: parametersToJson(parameters) },
    command: commandFor(study, spec),
    address: addressOf(study, spec),
  };
}

/** What the query of an address says. @throws UsageError for a name or a value that the study does not know */
export async function readQuery(asked: { study: string; query: string }): Promise<Addressed> {
  const study = await loadStudy(asked.study);
  const { texts: all, engine } = readAddress(`#/${asked.study}?${asked.query}`);
  const { seed = '1', arithmetic, ...own } = all;
  checkValues(
    study.parameters,
    Object.fromEntries(Object.keys(own).map((name) => [name, undefined])),
  );
  const foreign = engine !== undefined && engine !== ENGINE_SEMANTICS;
  return {
    texts: own,
    seed,
    arithmetic: arithmetic === 'fused' ? 'fused' : 'strict',
    ...(foreign && {
      note: `this address was made by engine semantics ${engine}, this is ${ENGINE_SEMANTICS}: numbers may differ`,
    }),
  };
}
