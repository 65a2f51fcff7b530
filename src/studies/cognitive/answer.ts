/** What a trained network of a stored run answers in a trial: the run's weights put back into a network. */

import { createProbe } from '../../analyses/probe.ts';
import { createEngine } from '../../engine/index.ts';
import { FrugalError, unknownName } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import type { NamedArrays, StudyRecord } from '../../protocol/study.ts';
import { type Battery, createBattery, type Trial } from '../../tasks/index.ts';
import { type Dynamics, networkFromArrays } from './build.ts';
import { records as kinds } from './records.ts';

/** A stored run of a study that `trainAll` has run. */
export interface TrainedRun {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly records: readonly StudyRecord[];
  readonly arrays: NamedArrays;
}

/** The parameters that the equations need; all studies of cognitive tasks have them. */
function dynamicsOf({ parameters }: TrainedRun): Dynamics {
  const { activation, alpha, recurrentNoise } = parameters as Partial<Dynamics>;
  if (activation === undefined || alpha === undefined || recurrentNoise === undefined)
    throw new FrugalError('the run has no activation and alpha: it trained no recurrent network');
  return { activation, alpha, recurrentNoise };
}

/**
 * The battery that a run has learned.
 *
 * @throws FrugalError when it has learned none
 */
export function batteryOf({ records, parameters }: TrainedRun): Battery {
  const [row] = kinds.rows('battery', records);
  if (row === undefined) throw new FrugalError('the run has learned no cognitive tasks');
  const { form } = parameters as { readonly form?: 'released' | 'corrected' };
  return createBattery(row.battery, {
    variant: row.variant,
    ...(form === undefined ? {} : { form }),
  });
}

/** Ids of the networks whose weights a run has kept, in the order of its records. */
function networksOf({ records, arrays }: TrainedRun): readonly string[] {
  const kept = new Set(
    Object.keys(arrays).flatMap((name) =>
      name.endsWith('.output.bias') ? [name.slice(0, -'.output.bias'.length)] : [],
    ),
  );
  const inOrder = kinds.rows('end', records).map(({ id }) => id);
  return [...new Set([...inOrder, ...kept])].filter((id) => kept.has(id));
}

/**
 * Probabilities of every class in every step of a trial, `[steps][classes]`.
 *
 * @param network id, e.g. `ring-128-5`; default the first that was kept
 * @throws UsageError for a network that the run has not, FrugalError for a run without weights
 */
export async function answerOf(
  run: TrainedRun,
  rule: number,
  trial: Trial,
  options: { readonly network?: string; readonly noise?: Random } = {},
): Promise<{ readonly network: string; readonly probabilities: Float32Array }> {
  const battery = batteryOf(run);
  const networks = networksOf(run);
  if (networks.length === 0)
    throw new FrugalError('the run has no weights yet: they are written when it ends');
  const network = options.network ?? networks[0];
  if (!networks.includes(network)) throw unknownName('network', network, networks);
  const engine = createEngine({ threads: 1 });
  try {
    const dynamics = dynamicsOf(run);
    const rnn = networkFromArrays(engine, run.arrays, { prefix: `${network}.`, battery, dynamics });
    const probe = await createProbe(rnn, battery, 1);
    return { network, probabilities: probe.probabilities(rule, trial, options.noise) };
  } finally {
    engine.dispose();
  }
}
