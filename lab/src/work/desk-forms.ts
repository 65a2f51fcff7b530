/** What the desk knows of forms: the table of parameters as a form needs it, and what is wrong with what was typed. */

import { resolveArithmetic } from '../../../src/engine/engine.ts';
import { ENGINE_SEMANTICS } from '../../../src/engine/semantics.ts';
import { FrugalError, UsageError } from '../../../src/errors.ts';
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
import { addressOf, readAddress, readable, valuesOfTexts } from '../../../src/runs/address.ts';
import { commandFor } from '../../../src/runs/command.ts';
import { settledAs } from '../../../src/runs/spec-document.ts';
import { loadStudy } from '../../../src/studies/registry.ts';
import { looksLikePath } from '../../../src/tasks/names.ts';
import type {
  Addressed,
  Checked,
  Draft,
  ParameterCard,
  ReadData,
  StudyCard,
  Varied,
} from './desk-calls.ts';
import { readData } from './desk-data.ts';
import { shownPlaces } from './desk-places.ts';
import { EITHER_HERE } from './tasks.ts';

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
    ...(study.presetTexts !== undefined && { presetTexts: study.presetTexts }),
    composed: study.places !== undefined,
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

/** Values side by side, and seeds of each, are at most so many. */
const MOST_VALUES = 4;
const MOST_SEEDS = 10;

const RUN = {
  seed: integer({ description: 'of all random numbers', default: 1, min: 0 }),
  seeds: integer({ description: 'runs of each setting', default: 1, min: 1, max: MOST_SEEDS }),
};

/** Looks through what was typed: every text by its own parameter, then all values together. */
export async function check(draft: Draft): Promise<Checked> {
  const study = await loadStudy(draft.study);
  const faults: Record<string, string> = {};
  const attempt = <V extends object>(name: string, find: () => V): V | undefined => {
    try {
      return find();
    } catch (error) {
      if (!(error instanceof FrugalError)) throw error;
      faults[name] = error.message;
      return undefined;
    }
  };
  const given: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(draft.texts))
    Object.assign(
      given,
      attempt(name, () => valuesOfTexts(study, { [name]: text })),
    );
  const { seed: seedText, varied } = draft;
  const seed = attempt('seed', () => checkValues(RUN, { seed: RUN.seed.fromText(seedText) }))?.seed;
  const seeds = attempt('seeds', () =>
    checkValues(RUN, { seeds: RUN.seeds.fromText(varied.seeds) }),
  )?.seeds;
  const values = attempt('over', () => valuesOver(study, varied));
  if (Object.keys(faults).length > 0 || seed === undefined || seeds === undefined)
    return { faults, idle: {} };
  const settings = (values ?? [{}]).map((own) => resolveParameters(study.parameters, given, own));
  const bench = study.places && { bench: shownPlaces(study, settings[0]) };
  const idle: Record<string, string> = {};
  for (const [name, reason] of Object.entries(study.idle?.(settings[0]) ?? {}))
    if (reason !== undefined) idle[name] = reason;
  const together = attempt('', () => {
    for (const parameters of settings) study.check?.(parameters);
    return settings;
  });
  if (together === undefined) return { faults: {}, fault: faults[''], idle, ...bench };
  const read = await dataOf(study, settings);
  const { orders, ...rest } = runsOf(study, draft, settings, { seed, seeds }, read.data);
  return { faults, idle, ...bench, ...rest, ...read, ...(read.fault === undefined && { orders }) };
}

/** What all settings read, or why they cannot. */
async function dataOf(
  study: Study,
  settings: readonly Readonly<Record<string, unknown>>[],
): Promise<{ readonly data: readonly ReadData[]; readonly fault?: string }> {
  const found = new Map<string, ReadData>();
  try {
    for (const parameters of settings)
      for (const data of await readData(study, settledAs({ parameters }, EITHER_HERE).parameters))
        found.set(data.digest, data);
  } catch (error) {
    if (!(error instanceof FrugalError)) throw error;
    return { data: [...found.values()], fault: error.message };
  }
  return { data: [...found.values()] };
}

/** The values of what is varied. @throws UsageError for one that is not allowed, and for too many */
function valuesOver(study: Study, { name, over }: Varied): Record<string, unknown>[] {
  if (name === '') return [{}];
  const texts = over.split(';').map((text) => text.trim());
  if (texts.length > MOST_VALUES)
    throw new UsageError(
      `${texts.length} values of ${name}; at most ${MOST_VALUES} runs stand side by side`,
    );
  if (new Set(texts).size < texts.length) throw new UsageError(`a value of ${name} stands twice`);
  return texts.map((text) => valuesOfTexts(study, { [name]: text }));
}

/** Every run of a draft with its name, the commands that make them, and the address of all. */
function runsOf(
  study: Study,
  asked: Draft,
  given: readonly Readonly<Record<string, unknown>>[],
  { seed, seeds }: { readonly seed: number; readonly seeds: number },
  data: readonly ReadData[],
): Pick<Checked, 'orders' | 'commands' | 'address'> {
  const { varied } = asked;
  const arithmetic = resolveArithmetic(asked.arithmetic);
  const { name } = varied;
  const isFile = study.tasks(given[0]).some((task) => looksLikePath(task.name));
  const digest = isFile ? (data[0]?.digest.slice(0, 12) ?? asked.data) : undefined;
  const settings = given.map((parameters) => settledAs({ parameters }, EITHER_HERE).parameters);
  const orders = settings.flatMap((parameters) => {
    const setting = settings.length > 1 ? valueText(parameters[name]) : '';
    return Array.from({ length: seeds }, (_, i) => ({
      order: {
        ...{ study: study.name, parameters: parametersToJson(parameters) },
        ...{ seed: seed + i, arithmetic },
      },
      label: [setting, seeds > 1 ? `seed ${seed + i}` : ''].filter((each) => each).join(', '),
      setting,
    }));
  });
  const commands = settings.map(
    (parameters) =>
      commandFor(study, { parameters, seed, arithmetic }) + (seeds > 1 ? ` --seeds ${seeds}` : ''),
  );
  const more = [
    ...(name === '' ? [] : [`vary=${name}`, `over=${readable(varied.over)}`]),
    ...(seeds > 1 ? [`seeds=${seeds}`] : []),
    ...(digest === undefined ? [] : [`data=${digest}`]),
  ].map((pair) => `&${pair}`);
  const address = addressOf(study, { parameters: settings[0], seed, arithmetic });
  return { orders, commands, address: address + more.join('') };
}

/** What the query of an address says. @throws UsageError for a name that the study does not know */
export async function readQuery(asked: { study: string; query: string }): Promise<Addressed> {
  const study = await loadStudy(asked.study);
  const found = readAddress(`#/${asked.study}?${asked.query}`);
  const { texts: all, engine, data, hands, vary = '', over = '', seeds = '1' } = found;
  const { seed = '1', arithmetic, ...own } = all;
  for (const name of [...Object.keys(own), ...(vary === '' ? [] : [vary])])
    checkValues(study.parameters, { [name]: study.parameters[name]?.default ?? '' });
  const foreign = engine !== undefined && engine !== ENGINE_SEMANTICS;
  const notes = [
    ...(foreign
      ? [
          `This address was made by engine semantics ${engine}, this is ${ENGINE_SEMANTICS}: numbers may differ.`,
        ]
      : []),
    ...(hands === undefined
      ? []
      : [
          `The run of this address was changed by hand (${hands} ${hands === '1' ? 'time' : 'times'}), which is not in it: this is the run without.`,
        ]),
  ];
  return {
    texts: own,
    seed,
    arithmetic: arithmetic === 'fused' ? 'fused' : 'strict',
    varied: { name: vary, over, seeds },
    ...(data !== undefined && { data }),
    ...(notes.length > 0 && { note: notes.join(' ') }),
  };
}
