/** Combinations of the parameters of `frontier` that no single range can express. */

import { UsageError } from '../../errors.ts';
import { whyNot } from '../compose/why-not.ts';
import { EXPERIMENTS } from './experiments.ts';
import { KINDS } from './networks.ts';
import type { Values } from './parameters.ts';

/** @throws UsageError where network and task do not go together, or an experiment asks for what the network does not have */
export function check({ network, task, levels, experiments }: Values): void {
  const { plain, without } = KINDS[network];
  const why = whyNot({ ...plain, network, task, levels, meters: [] });
  if (why !== undefined) throw new UsageError(why);
  for (const experiment of experiments) {
    const reason = without[experiment];
    if (reason === undefined) continue;
    const left = EXPERIMENTS.filter((name) => without[name] === undefined);
    throw new UsageError(`${reason}; of network ${network} --experiments ${left.join(',')}`);
  }
}
