/**
 * `frugal data list`: all data sets with their state on this machine, how they are got and which studies learn them; with
 * `--paper set` the fifteen of one article.
 */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { unknownName } from '../errors.ts';
import {
  addressesOf,
  catalogue,
  type DatasetFacts,
  dataset,
  datasetBytes,
} from '../tasks/catalogue.ts';
import { conversions } from '../tasks/convert/index.ts';
import { dataFolder, type FileState, glanceAtFile, verifyFile } from '../tasks/files.node.ts';
import { SET_PAPER } from '../tasks/set-paper.ts';
import { wrap } from './text.ts';
import type { World } from './world.ts';

/** What is known about a data set and about its files on this machine. */
export interface DataStatus {
  readonly facts: DatasetFacts;
  readonly state: 'present' | 'missing' | 'partial' | 'damaged';
  readonly files: readonly FileState[];
}

function summarise(files: readonly FileState[]): DataStatus['state'] {
  if (files.some((file) => file.state === 'damaged')) return 'damaged';
  const present = files.filter((file) => file.state === 'present').length;
  return present === files.length ? 'present' : present === 0 ? 'missing' : 'partial';
}

/**
 * The state of data sets on this machine, in the order of the catalogue.
 *
 * @param thorough compute checksums (about two milliseconds a megabyte) instead of comparing sizes
 * @throws UsageError for an unknown name
 */
export async function dataStatus(
  ids: readonly string[] = [],
  thorough = false,
  folder: string = dataFolder(),
): Promise<DataStatus[]> {
  const chosen = ids.length === 0 ? await catalogue() : await Promise.all(ids.map(dataset));
  const look = thorough ? verifyFile : glanceAtFile;
  const result: DataStatus[] = [];
  for (const facts of chosen) {
    const files: FileState[] = [];
    for (const file of facts.files) files.push(await look(file, folder));
    result.push({ facts, state: summarise(files), files });
  }
  return result;
}

/** Bytes for people, in decimal units as the files' publishers count. */
export function formatBytes(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${(bytes / unit).toFixed(1)} ${name}`;
}

const count = (n: number): string => n.toLocaleString('en-US');

/** `60,000 + 10,000 × 784`: training and test examples, or all of them, and features. */
function formatSize(facts: DatasetFacts): string {
  const of = (role: string): { examples: number; features: number } | undefined => {
    const file = facts.files.find(
      (each) => each.role === role && /inputs|labelled/.test(each.holds),
    );
    if (file === undefined) return undefined;
    const values = file.shape.slice(1).reduce((product, size) => product * size, 1);
    return { examples: file.shape[0], features: file.holds === 'labelled' ? values - 1 : values };
  };
  const parts = [of('train'), of('test') ?? of('valid'), of('all')].filter(
    (part) => part !== undefined,
  );
  const examples = parts.map((part) => count(part.examples)).join(' + ');
  return `${examples} × ${count(parts[0].features)}`;
}

/** How a data set is got: `yes` by "data fetch" alone, `convert` where a person has to unpack its originals first. */
export function howFetched(facts: DatasetFacts): 'yes' | 'convert' | '–' {
  if (facts.files.every((file) => addressesOf(facts, file).length > 0)) return 'yes';
  const originals = conversions[facts.id]?.originals;
  if (originals === undefined) return '–';
  return originals.every(({ sha256 }) => sha256 !== undefined) ? 'yes' : 'convert';
}

/** Studies by name, and the data sets that each takes as its task. */
export type Uses = ReadonlyMap<string, readonly string[]>;

/** Which studies learn which data sets: those whose parameter `task` takes their name. */
export async function usesOf({ studies }: Pick<World, 'studies'>): Promise<Uses> {
  const loaded = await Promise.all(Object.values(studies).map((load) => load()));
  return new Map(loaded.map(({ name, parameters }) => [name, parameters.task?.choices ?? []]));
}

const studiesFor = (uses: Uses, id: string): string[] =>
  [...uses].filter(([, sets]) => sets.includes(id)).map(([study]) => study);

/** Columns padded to their widest cell, two spaces apart; `right` names the columns of numbers. */
function table(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((cells) =>
    cells
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}

const COLUMNS = [
  ...['data set', 'what', 'examples × features', 'classes', 'size', 'state', 'fetch', 'studies'],
  'licence',
];
/** Columns that a narrow terminal does without, the first to go first; --json has them all. */
const DISPENSABLE = ['what', 'licence', 'classes', 'studies', 'fetch'];

/** What the columns mean that are shown; of studies also where to find them when they are not. */
const notesOn = (shown: readonly string[]): string[] => [
  ...(shown.includes('classes')
    ? ['classes –: there are no labels; set-rbm learns the examples themselves']
    : []),
  ...(shown.includes('fetch')
    ? [
        'fetch: "frugal data fetch <name>" gets it; convert: "frugal data convert <name>" says what it is made of',
      ]
    : []),
  shown.includes('studies')
    ? 'studies: "frugal run <study> --task <name>" learns it; "frugal data show <name>" tells more'
    : '"frugal data show <name>" tells more, also which studies learn it by --task <name>',
];

/**
 * The table of `frugal data list`.
 *
 * @param width what the terminal has; the least important columns are left out until the table fits
 */
export function dataTable(
  status: readonly DataStatus[],
  folder: string,
  uses: Uses,
  width = Number.POSITIVE_INFINITY,
): string {
  const rows = status.map(({ facts, state }) => [
    facts.id,
    facts.title,
    formatSize(facts),
    facts.classes.length === 0 ? '–' : String(facts.classes.length),
    formatBytes(datasetBytes(facts)),
    state,
    howFetched(facts),
    studiesFor(uses, facts.id).join(' ') || '–',
    facts.licence.name,
  ]);
  const builtIn = [
    ...['digits', 'Drawn handwritten-like digits', 'endless × 784', '10', '–', 'built in', '–'],
    ...[studiesFor(uses, 'digits').join(' ') || '–', 'MIT'],
  ];
  let lines: string[] = [];
  let notes: string[] = [];
  for (let dropped = 0; dropped <= DISPENSABLE.length; dropped++) {
    const kept = COLUMNS.filter((name) => !DISPENSABLE.slice(0, dropped).includes(name));
    const cells = [COLUMNS, builtIn, ...rows].map((row) =>
      kept.map((name) => row[COLUMNS.indexOf(name)]),
    );
    lines = table(cells, [kept.indexOf('classes'), kept.indexOf('size')]);
    notes = notesOn(kept).flatMap((note) => wrap(note, width));
    if (lines.every((line) => line.length <= width)) break;
  }
  const present = status.filter(({ state }) => state === 'present').length;
  return `${lines.join('\n')}\n\n${notes.join('\n')}\n${present} of ${status.length} data sets in ${folder}\n`;
}

/** The table of `frugal data list --paper set`: the article's sets, and what stands for them here. */
export function paperTable(status: readonly DataStatus[], uses: Uses, width: number): string {
  const header = ['data set of the article', 'networks', 'train + test × features', 'here'];
  const rows = SET_PAPER.map(({ name, networks, train, test, features, here, differs }) => {
    const found = status.find(({ facts }) => facts.id === here);
    return [
      ...[name, networks, `${count(train)} + ${count(test)} × ${count(features)}`],
      ...[here, found?.state ?? '–', differs === undefined ? 'whole' : 'differs'],
      studiesFor(uses, here).join(' ') || '–',
    ];
  });
  const lines = table([[...header, 'state', 'as', 'studies'], ...rows], []);
  const differing = SET_PAPER.flatMap(({ name, differs }) =>
    differs === undefined ? [] : wrap(`${name}: ${differs}`, Math.min(width, 110)),
  );
  return `${[...lines, '', ...differing].join('\n')}\n`;
}

/** One data set as a line of JSON: the catalogue's facts, how it is got and used, and the state of each file. */
export function dataLine({ facts, state, files }: DataStatus, uses: Uses): string {
  const stated = files.map(({ file, ...seen }) => ({
    ...file,
    ...seen,
    path: file.path,
    found: seen.path,
  }));
  const fetch = howFetched(facts);
  const got = { fetchable: fetch === 'yes', originals: conversions[facts.id]?.originals ?? [] };
  const used = { studies: studiesFor(uses, facts.id) };
  return `${JSON.stringify({ ...facts, bytes: datasetBytes(facts), state, ...got, ...used, files: stated })}\n`;
}

/** Adds `list` to the commands of data. */
export function registerDataList(data: Command, world: Pick<World, 'studies'>): void {
  data
    .command('list')
    .description('all data sets: size, state on this machine, how they are got, who learns them')
    .option('--paper <name>', 'the sets of one article: set (Mocanu et al. 2018)')
    .option('--json', 'one line of JSON for each data set, with all that is known about it')
    .action(async ({ json, paper }: { json?: boolean; paper?: string }) => {
      if (paper !== undefined && paper !== 'set') throw unknownName('paper', paper, ['set']);
      const folder = dataFolder();
      const [status, uses] = [await dataStatus([], false, folder), await usesOf(world)];
      const width = process.stdout.isTTY ? process.stdout.columns : undefined;
      if (paper !== undefined) {
        const lines = SET_PAPER.map((each) => `${JSON.stringify(each)}\n`);
        process.stdout.write(json ? lines.join('') : paperTable(status, uses, width ?? 110));
        return;
      }
      process.stdout.write(
        json
          ? status.map((each) => dataLine(each, uses)).join('')
          : dataTable(status, folder, uses, width),
      );
      if (!json && !existsSync(folder))
        process.stdout.write(
          'that folder does not exist: set FRUGAL_DATA to one that has them, or fetch some, which makes it\n',
        );
    });
}
