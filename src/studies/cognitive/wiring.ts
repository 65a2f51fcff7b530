/** A network wired by a graph out of a file: its units, its connections, its weights and signs as far as they are wanted. */

import {
  fromGraph,
  latticeSpace,
  scaledWeights,
  signsOf,
  WEIGHT_SCALES,
  type Wiring,
} from '../../connectivity/index.ts';
import { FAMILY_WORDS, type NetworkPlan } from '../../connectivity/mask-plan.ts';
import { FrugalError } from '../../errors.ts';
import { readGraph } from '../../formats/graphs/read.ts';
import { choice, flag, type ValuesOf } from '../../protocol/parameters.ts';
import type { RunContext } from '../../protocol/study.ts';
import { text } from '../../protocol/text-parameters.ts';
import { readWiring, wiringParameter } from '../../protocol/wiring-file.ts';

/** Quiet: at their defaults, runs are what they were before there were any. */
export const wiringParameters = {
  wiring: wiringParameter(
    'A graph that one more network is wired by, with as many units as it has nodes: Matrix Market, an edge list, GraphML, GEXF, Pajek, an adjacency table, a square matrix of MATLAB, NumPy or HDF5',
  ),
  wiringVariable: text({
    default: '',
    quiet: true,
    allowed: 'a name',
    description: 'The matrix in a file of several, e.g. of MATLAB; none: the only square one',
  }),
  wiringRows: choice(['senders', 'receivers'], {
    default: 'senders',
    quiet: true,
    description: 'What the rows of a matrix are, which it does not say',
  }),
  wiringWeights: choice([...WEIGHT_SCALES, 'start'], {
    default: 'unit-norm',
    quiet: true,
    about: {
      'unit-norm': 'the graph’s, with input weights of norm 1 on the whole',
      largest: 'the graph’s, with 1 the largest',
      'as-is': 'the graph’s as they are',
      start: 'by the law of the other networks',
    },
    description:
      'First weights of the wired network: the graph’s, with input weights of norm 1 on the whole, with 1 the largest, or as they are; or by `start`, as in the others',
  }),
  wiringSigns: flag({
    default: false,
    quiet: true,
    description: 'Whether the units of the wired network keep the sign that their weights have',
  }),
} as const;

export type WiringValues = ValuesOf<typeof wiringParameters>;

function signed(name: string, wiring: Wiring): Int8Array {
  const { signs, mixed } = signsOf(wiring);
  if (mixed === undefined) return signs;
  const unit = wiring.inputNames?.[mixed] ?? `unit ${mixed}`;
  throw new FrugalError(
    `${name}: ${unit} has weights of both signs; a unit of one sign has one (leave --wiring-signs out)`,
  );
}

/**
 * The network that a run's graph makes; `undefined` where there is none.
 *
 * @param notes what reading it had to decide is added
 * @param alike units of the other networks, where its name is to tell that it has others
 * @throws FrugalError for a file that is no graph, or has units of both signs where signs are to be kept
 */
export async function wiredPlan(
  context: Pick<RunContext<WiringValues>, 'parameters' | 'file'>,
  notes: string[],
  alike?: number,
): Promise<NetworkPlan | undefined> {
  const { parameters } = context;
  const { wiringRows: rowsAre, wiringWeights: scale, wiringSigns } = parameters;
  const variable = parameters.wiringVariable || undefined;
  const given = await readWiring(context);
  if (given === undefined) return undefined;
  const { name, bytes } = given;
  const { value: graph, notes: told } = await readGraph(bytes, { name, rowsAre, variable });
  notes.push(...told.map((note) => `${name}: ${note}`));
  const found = fromGraph(graph, { order: 'by-input', layer: name });
  const { topology } = found;
  const wiring = { weights: new Float64Array(topology.index.length).fill(1), ...found };
  const units = topology.inputs;
  const size = alike === undefined || units === alike ? '' : `, N = ${units}`;
  return {
    ...{ id: `graph-${units}`, name: FAMILY_WORDS.graph + size, family: 'graph', units },
    inDegree: topology.index.length / units,
    given: {
      mask: { family: 'graph', topology, space: latticeSpace({ sides: [units], periodic: true }) },
      ...(scale === 'start' ? {} : { weights: scaledWeights(wiring, scale) }),
      ...(wiringSigns ? { signs: signed(name, wiring) } : {}),
    },
  };
}
