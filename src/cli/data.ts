/**
 * `frugal data list | show | fetch | convert | verify`: what data this machine has, getting more, and whether they are intact.
 *
 * Results go to standard output, progress to a terminal's standard error. The work is done in tasks/.
 */

import type { Command } from 'commander';
import { FrugalError, UsageError } from '../errors.ts';
import { dataset, datasetBytes } from '../tasks/catalogue.ts';
import { type FetchProgress, fetchDataset } from '../tasks/fetch.node.ts';
import { dataFolder } from '../tasks/files.node.ts';
import { registerConvert } from './data-convert.ts';
import { dataLine, dataStatus, formatBytes, registerDataList, usesOf } from './data-list.ts';
import { registerShow } from './data-show.ts';
import type { World } from './world.ts';

type Here = Pick<World, 'studies' | 'name'>;

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

async function verify(
  ids: readonly string[],
  options: { json?: boolean },
  world: Here,
): Promise<void> {
  const all = await dataStatus(ids, true);
  // Without names, what was never fetched is no fault.
  const status = ids.length > 0 ? all : all.filter(({ state }) => state !== 'missing');
  if (options.json === true) {
    const uses = await usesOf(world);
    process.stdout.write(status.map((each) => dataLine(each, uses)).join(''));
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
export function registerData(program: Command, world: Here): void {
  const data = program.command('data').description('data sets: what is here, get them, check them');
  registerDataList(data, world);
  registerShow(data);
  data
    .command('fetch')
    .description(
      'download data sets into the data folder (FRUGAL_DATA); continues what was interrupted',
    )
    .argument('<names...>', 'data sets, as in "frugal data list"')
    .option('--from <address>', 'http(s) mirror that holds a data folder, tried first')
    .action(fetchAll);
  registerConvert(data, world.name);
  data
    .command('verify')
    .description('compare the files that are here with their checksums')
    .argument('[names...]', 'data sets; default all that are here')
    .option('--json', 'one line of JSON for each data set')
    .action((ids: readonly string[], options: { json?: boolean }) => verify(ids, options, world));
}
