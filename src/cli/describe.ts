/**
 * `frugal describe <study>`: the paper, the parameters with ranges, units and defaults, the presets and the claims.
 */

import type { Command } from 'commander';
import { jsonSchemaOf } from '../protocol/json-schema.ts';
import { flagName, parametersToJson, valueText } from '../protocol/parameters.ts';
import { columnHelp } from '../protocol/records.ts';
import type { Citation, Study } from '../protocol/study.ts';
import { loadStudy } from '../studies/registry.ts';
import { TABLE_COLUMNS, table } from './table.ts';
import { pad, wrap } from './text.ts';
import { type Output, paint, type World } from './world.ts';

export function registerDescribe(program: Command, world: World): void {
  program
    .command('describe')
    .description('a study: its parameters with ranges, units and defaults, its presets, its claims')
    .argument('<study>', `one of: ${Object.keys(world.studies).join(', ')}`)
    .option('--records', 'the columns of its records instead: types, units, meaning')
    .option('--json', 'as one JSON document, the parameters as JSON Schema')
    .action(async (name: string, { json, records }: { json?: boolean; records?: boolean }) => {
      const study = await loadStudy(name, world.studies);
      const text = records ? recordsText(study, world) : describe(study, world);
      world.out.write(json ? `${JSON.stringify(documentOf(study), null, 2)}\n` : text);
    });
}

function documentOf(study: Study): object {
  const { name, title, description, paper, claims } = study;
  const presets = Object.entries(study.presets).map(([preset, values]) => [
    preset,
    parametersToJson(values),
  ]);
  return {
    name,
    title,
    description,
    paper,
    parameters: jsonSchemaOf(study.parameters),
    presets: Object.fromEntries(presets),
    ...(study.presetTexts && { presetTexts: study.presetTexts }),
    records: study.records === undefined ? [] : columnHelp(study.records),
    claims: claims.map(({ id, statement, published }) => ({ id, statement, published })),
  };
}

function describe(study: Study, { out, name }: World): string {
  const width = Math.min(out.columns(), 100) - 2;
  const paragraph = (text: string) => wrap(text, width).map((line) => `  ${line}`);
  const heading = (text: string) => ['', paint(out, 'bold', text), ''];
  const lines = [
    `${paint(out, 'bold', study.name)}  ${study.title}`,
    '',
    ...paragraph(study.description),
    '',
    ...paragraph(citationText(study.paper)),
    ...heading('Parameters'),
    ...parameterLines(out, study),
    ...choiceLines(out, study, heading),
    ...heading('Presets'),
    ...Object.entries(study.presets).flatMap(([preset, values]) => [
      ...presetLines(out, preset, values, width),
      ...wrap(study.presetTexts?.[preset] ?? '', width - 8)
        .filter((line) => line !== '')
        .map((line) => `          ${paint(out, 'dim', line)}`),
    ]),
    ...(study.claims.length === 0
      ? []
      : [
          ...heading('Claims'),
          ...table(
            out,
            [{ header: 'claim' }, { header: 'published', min: 12 }],
            study.claims.map(({ statement, published }) => [statement, published]),
          ),
        ]),
    '',
    `  ${paint(out, 'dim', 'run it')}  ${name} run ${study.name} --preset quick`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Every kind of record and its columns, as they stand in `records.ndjson` and in exported tables. */
function recordsText({ name, records }: Study, { out }: World): string {
  if (records === undefined) return `${name} has not declared its records\n`;
  const help = columnHelp(records);
  const lines = Object.entries(records.table).flatMap(([kind, { about }]) => [
    `${paint(out, 'bold', kind)}  ${about}`,
    '',
    ...table(
      out,
      [
        { header: 'column', style: 'cyan' },
        { header: 'what', min: 20 },
        { header: 'type', min: 10 },
      ],
      help
        .filter((column) => column.kind === kind)
        .map(({ column, about: what, unit, type }) => [
          column,
          unit ? `${what} (${unit})` : what,
          type,
        ]),
    ),
    '',
  ]);
  return `${lines.join('\n')}\n`;
}

/** A table where there is room for one, else two or more lines for each parameter. */
function parameterLines(out: Output, study: Study): string[] {
  const rows = Object.entries(study.parameters).map(([key, parameter]) => ({
    name: `--${flagName(key)}`,
    symbol: parameter.symbol ?? '',
    what: parameter.unit ? `${parameter.description} (${parameter.unit})` : parameter.description,
    allowed: parameter.allowed,
    default: valueText(parameter.default),
  }));
  if (out.columns() >= TABLE_COLUMNS) {
    const columns = [
      { header: 'parameter', style: 'cyan' as const },
      { header: '' },
      { header: 'what', min: 40 },
      { header: 'allowed', min: 10 },
      { header: 'default' },
    ];
    return table(
      out,
      columns,
      rows.map((row) => Object.values(row)),
    );
  }
  const width = Math.max(...rows.map(({ name, symbol }) => name.length + symbol.length)) + 1;
  return rows.flatMap((row) => {
    const name =
      paint(out, 'cyan', row.name) +
      ' '.repeat(width - row.name.length - row.symbol.length) +
      row.symbol;
    const range = wrap(
      `${row.allowed}, default ${row.default || 'none'}`,
      out.columns() - width - 4,
    );
    const what = wrap(row.what, out.columns() - width - 4);
    return [
      `  ${name}  ${range[0]}`,
      ...range.slice(1).map((line) => `  ${' '.repeat(width)}  ${line}`),
      ...what.map((line) => `  ${' '.repeat(width)}  ${paint(out, 'dim', line)}`),
    ];
  });
}

/** A line a name to choose from, for parameters that tell what their names are; equal lists stand once. */
function choiceLines(out: Output, study: Study, heading: (text: string) => string[]): string[] {
  const lists = new Map<Readonly<Record<string, string>>, string[]>();
  for (const [key, { about }] of Object.entries(study.parameters)) {
    if (about === undefined) continue;
    const flags = lists.get(about) ?? [];
    lists.set(about, [...flags, `--${flagName(key)}`]);
  }
  return [...lists].flatMap(([about, flags]) => [
    ...heading(`Choices of ${flags.join(', ')}`),
    ...table(
      out,
      [
        { header: 'name', style: 'cyan' },
        { header: 'what', min: 20 },
      ],
      Object.entries(about),
    ),
  ]);
}

function presetLines(
  out: Output,
  preset: string,
  values: Readonly<Record<string, unknown>>,
  width: number,
): string[] {
  const texts = Object.entries(values).map(
    ([key, value]) => `${flagName(key)} ${valueText(value)}`,
  );
  const wrapped = wrap(texts.join(' · ') || 'the defaults', width - 8);
  return wrapped.map(
    (line, i) => `  ${i === 0 ? paint(out, 'cyan', pad(preset, 6)) : ' '.repeat(6)}  ${line}`,
  );
}

function citationText({ authors, year, title, where, url }: Citation): string {
  return `${authors} (${year}). ${title}. ${where}.${url ? ` ${url}` : ''}`;
}
