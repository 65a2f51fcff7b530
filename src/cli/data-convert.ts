/** `frugal data convert`: the files of a data set from its public originals, or what these are. */

import type { Command } from 'commander';
import { dataset } from '../tasks/catalogue.ts';
import { conversionOf, convertDataset } from '../tasks/convert.node.ts';

/** What a data set is made of, where that is, and the words that make it. */
async function originalsText(id: string, name: string): Promise<string> {
  const { originals } = await conversionOf(id);
  const { conversion, licence } = await dataset(id);
  const direct = originals.every(({ sha256 }) => sha256 !== undefined);
  return [
    `${id} is made of`,
    ...originals.map((each) => `  ${each.name}  ${each.url}`),
    `how: ${conversion}`,
    `licence: ${licence.statement}`,
    `make it of files you have: ${name} data convert ${id} <files or folders>`,
    ...(direct ? [`get them and make it: ${name} data fetch ${id}`] : []),
    '',
  ].join('\n');
}

/** Adds `convert` to the commands of data. */
export function registerConvert(data: Command, name: string): void {
  data
    .command('convert')
    .description(
      'make a data set from its public originals, and compare its checksums; without files, what it is made of',
    )
    .argument('<name>', 'a data set, as in "frugal data list"')
    .argument('[paths...]', 'the originals, or folders that hold them; any may be gzipped')
    .action(async (id: string, paths: readonly string[]) => {
      if (paths.length === 0) {
        process.stdout.write(await originalsText(id, name));
        return;
      }
      for (const { state, path } of await convertDataset(id, paths))
        process.stdout.write(`${state.padEnd(7)}  ${path}\n`);
    });
}
