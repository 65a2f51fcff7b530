/**
 * `frugal data list | show | fetch | verify`: what data this machine has, getting more, and whether they are intact.
 *
 * Results go to standard output, progress to a terminal's standard error. The work is done in tasks/.
 */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { FrugalError, UsageError } from '../errors.ts';
import {
  addressesOf,
  catalogue,
  type DatasetFacts,
  dataset,
  datasetBytes,
} from '../tasks/catalogue.ts';
import { type FetchProgress, fetchDataset } from '../tasks/fetch.node.ts';
import { dataFolder, type FileState, glanceAtFile, verifyFile } from '../tasks/files.node.ts';
import { taskNames } from '../tasks/names.ts';
import { registerShow } from './data-show.ts';

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
  const examples = parts.map((part) => part.examples.toLocaleString('en-US')).join(' + ');
  return `${examples} × ${parts[0].features.toLocaleString('en-US')}`;
}

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
  ...['data set', 'what', 'examples × features', 'classes', 'size', 'state', 'fetch', 'task'],
  'licence',
];
/** Columns that a narrow terminal does without, the first to go first; --json has them all. */
const DISPENSABLE = ['what', 'licence', 'classes', 'task', 'fetch'];

/**
 * The table of `frugal data list`.
 *
 * @param width what the terminal has; the least important columns are left out until the table fits
 */
export function dataTable(
  status: readonly DataStatus[],
  folder: string,
  width = Number.POSITIVE_INFINITY,
): string {
  const rows = status.map(({ facts, state }) => [
    facts.id,
    facts.title,
    formatSize(facts),
    facts.classes.length === 0 ? '–' : String(facts.classes.length),
    formatBytes(datasetBytes(facts)),
    state,
    isFetchable(facts) ? 'yes' : '–',
    taskNames.includes(facts.id) ? 'yes' : '–',
    facts.licence.name,
  ]);
  const builtIn = [
    'digits',
    'Drawn handwritten-like digits',
    'endless × 784',
    '10',
    '–',
    'built in',
    '–',
    'yes',
    'MIT',
  ];
  let lines: string[] = [];
  for (let dropped = 0; dropped <= DISPENSABLE.length; dropped++) {
    const kept = COLUMNS.filter((name) => !DISPENSABLE.slice(0, dropped).includes(name));
    const cells = [COLUMNS, builtIn, ...rows].map((row) =>
      kept.map((name) => row[COLUMNS.indexOf(name)]),
    );
    lines = table(cells, [kept.indexOf('classes'), kept.indexOf('size')]);
    if (lines.every((line) => line.length <= width)) break;
  }
  const present = status.filter(({ state }) => state === 'present').length;
  const notes = [
    'fetch: "frugal data fetch <name>" gets it; other sets are conversions, to be put into the folder',
    'task: "--task <name>" of studies that learn from examples; other sets have no labels',
  ];
  return `${lines.join('\n')}\n\n${notes.join('\n')}\n${present} of ${status.length} data sets in ${folder}\n`;
}

/** Whether each of its files has an address. */
const isFetchable = (facts: DatasetFacts): boolean =>
  facts.files.every((file) => addressesOf(facts, file).length > 0);

/** One data set as a line of JSON: the catalogue's facts and the state of each file. */
function dataLine({ facts, state, files }: DataStatus): string {
  const stated = files.map(({ file, ...seen }) => ({
    ...file,
    ...seen,
    path: file.path,
    found: seen.path,
  }));
  const uses = { fetchable: isFetchable(facts), task: taskNames.includes(facts.id) };
  return `${JSON.stringify({ ...facts, bytes: datasetBytes(facts), state, ...uses, files: stated })}\n`;
}

async function list(options: { json?: boolean }): Promise<void> {
  const folder = dataFolder();
  const status = await dataStatus([], false, folder);
  process.stdout.write(
    options.json === true
      ? status.map(dataLine).join('')
      : dataTable(status, folder, process.stdout.isTTY ? process.stdout.columns : undefined),
  );
  if (options.json !== true && !existsSync(folder))
    process.stdout.write(
      'that folder does not exist: set FRUGAL_DATA to one that has them, or fetch some, which makes it\n',
    );
}

/** A progress line on a terminal, redrawn at most ten times a second; elsewhere nothing. */
function progressLine(): { show: (progress: FetchProgress) => void; clear: () => void } {
  let last = 0;
  return {
    show: ({ file, received, total }) => {
      const now = Date.now();
      if (!process.stderr.isTTY || (now - last < 100 && received < total)) return;
      last = now;
      const share = Math.floor((100 * received) / total);
      process.stderr.write(
        `\r\x1b[K${file}  ${share} %  ${formatBytes(received)} of ${formatBytes(total)}`,
      );
    },
    clear: () => {
      if (last > 0) process.stderr.write('\r\x1b[K');
      last = 0;
    },
  };
}

async function fetchAll(ids: readonly string[], options: { from?: string }): Promise<void> {
  if (ids.includes('digits'))
    throw new UsageError('digits are drawn on the spot: there is nothing to fetch');
  for (const id of ids) await dataset(id);
  for (const id of ids) {
    const line = progressLine();
    try {
      const files = await fetchDataset(id, { from: options.from, onProgress: line.show });
      line.clear();
      for (const { file, state, path, url } of files) {
        const source = url === undefined ? '' : `  from ${new URL(url).host}`;
        process.stdout.write(`${state.padEnd(7)}  ${path}  ${formatBytes(file.bytes)}${source}\n`);
      }
    } finally {
      line.clear();
    }
  }
}

async function verify(ids: readonly string[], options: { json?: boolean }): Promise<void> {
  const all = await dataStatus(ids, true);
  // Without names, what was never fetched is no fault.
  const status = ids.length > 0 ? all : all.filter(({ state }) => state !== 'missing');
  if (options.json === true) {
    process.stdout.write(status.map(dataLine).join(''));
  } else {
    for (const { facts, state, files } of status) {
      process.stdout.write(
        `${state.padEnd(7)}  ${facts.id}  ${files.length} file${files.length === 1 ? '' : 's'}  ${formatBytes(datasetBytes(facts))}\n`,
      );
      for (const file of files) {
        if (file.state === 'present') continue;
        process.stdout.write(
          `  ${file.state}  ${file.path}${file.fault === undefined ? '' : `: ${file.fault}`}\n`,
        );
      }
    }
    if (status.length === 0) process.stdout.write(`no data in ${dataFolder()}\n`);
  }
  const bad = status.filter(({ state }) =>
    ids.length > 0 ? state !== 'present' : state === 'damaged',
  );
  if (bad.length > 0) {
    throw new FrugalError(
      `${bad.map(({ facts, state }) => `${facts.id} is ${state}`).join(', ')}; run "frugal data fetch ${bad.map(({ facts }) => facts.id).join(' ')}"`,
    );
  }
}

/** Adds `data` and its subcommands to the command line. They throw; the exit code is the caller's: 1, or 2 for `UsageError`. */
export function registerData(program: Command): void {
  const data = program.command('data').description('data sets: what is here, get them, check them');
  data
    .command('list')
    .description('all data sets with size, state on this machine and licence')
    .option('--json', 'one line of JSON for each data set, with all that is known about it')
    .action(list);
  registerShow(data);
  data
    .command('fetch')
    .description(
      'download data sets into the data folder (FRUGAL_DATA); continues what was interrupted',
    )
    .argument('<names...>', 'data sets, as in "frugal data list"')
    .option('--from <address>', 'http(s) mirror that holds a data folder, tried first')
    .action(fetchAll);
  data
    .command('verify')
    .description('compare the files that are here with their checksums')
    .argument('[names...]', 'data sets; default all that are here')
    .option('--json', 'one line of JSON for each data set')
    .action(verify);
}
