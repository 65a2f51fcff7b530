/** `frugal export <run|file> --to <form>`: a trained network for other programs. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { exportNetwork, NETWORK_FORMATS, type NetworkFormat } from '../interchange/index.ts';
import { makeFolder, realDisk, writeAtomically } from '../runs/files.ts';
import { tell } from './answer.ts';
import { addNetworkOptions, type NetworkFlags, networkAt } from './networks.ts';
import type { World } from './world.ts';

interface ExportFlags extends NetworkFlags {
  readonly to?: string;
  readonly out?: string;
  readonly name?: string;
  readonly dense?: boolean;
}

export function registerExport(program: Command, world: World): void {
  const command = program
    .command('export')
    .description('a trained network as a file of another program')
    .argument('<network...>', 'a run, its weights.npz, or a file of another program')
    .option('--to <form>', NETWORK_FORMATS.join(' | '))
    .option('--out <folder>', 'where to write (default: here)')
    .option('--name <name>', 'what the files are called, without ending (default: network)')
    .option('--dense', 'onnx: absent connections as zeros');
  addNetworkOptions(command).action(async (paths: string[], flags: ExportFlags) => {
    if (flags.to === undefined)
      throw new UsageError(`to which form? Say --to and one of ${NETWORK_FORMATS.join(', ')}`);
    const { value: network, notes } = await networkAt(paths, flags);
    tell(world, notes);
    const files = await exportNetwork(network, flags.to as NetworkFormat, {
      ...(flags.name !== undefined && { name: flags.name }),
      dense: flags.dense ?? false,
    });
    const folder = flags.out ?? '.';
    await makeFolder(folder);
    for (const { name, bytes } of files) {
      const path = join(folder, name);
      await writeAtomically(path, [bytes], realDisk);
      world.out.write(`${path}\n`);
    }
  });
}
