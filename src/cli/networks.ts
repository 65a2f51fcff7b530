/** The flags by which a command line tells what the file of a network does not say itself. */

import type { Command } from 'commander';
import type { Read } from '../formats/values.ts';
import type { StoredNetwork } from '../interchange/index.ts';
import { checkValues, choice } from '../protocol/parameters.ts';
import { loadNetwork } from '../runs/networks.ts';

const ROWS = choice(['outputs', 'inputs'], { description: 'rows', default: 'outputs' });
const ACTIVATION = choice(['relu', 'sigmoid', 'tanh', 'softplus', 'rectified-tanh', 'linear'], {
  description: 'activation',
  default: 'relu',
});

/** What has to be said of a network's file that does not say it itself. */
export interface NetworkFlags {
  readonly network?: string;
  readonly rows?: string;
  readonly activation?: string;
  readonly layers?: string;
}

export const addNetworkOptions = (command: Command): Command =>
  command
    .option('--network <name>', 'which network of a run or an archive, e.g. set')
    .option('--rows <side>', 'what rows of a bare matrix are: outputs | inputs')
    .option(
      '--activation <name>',
      `of hidden units, where the file does not say; ${ACTIVATION.allowed}`,
    )
    .option('--layers <names>', 'order of the layers, where their names do not tell it');

/** The network at a path, or of several files with a matrix each. Throws as `loadNetwork`. */
export function networkAt(
  paths: readonly string[],
  flags: NetworkFlags,
): Promise<Read<StoredNetwork>> {
  const { rows, activation } = checkValues(
    { rows: ROWS, activation: ACTIVATION },
    { rows: flags.rows, activation: flags.activation },
    { spelling: 'flags' },
  );
  return loadNetwork(paths, {
    ...(flags.network !== undefined && { network: flags.network }),
    ...(rows && { rows }),
    ...(activation && { activation }),
    ...(flags.layers !== undefined && { layers: flags.layers.split(',') }),
  });
}
