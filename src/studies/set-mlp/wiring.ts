/** The first layer of sparse networks by a matrix out of a file, and growth that stays in it. */

import {
  correlated,
  fromMatrix,
  outsideRegion,
  type Region,
  regionOf,
} from '../../connectivity/index.ts';
import { UsageError } from '../../errors.ts';
import { percent } from '../../evidence/index.ts';
import { readMatrixMarket } from '../../formats/graphs/matrix-market.ts';
import { recognise } from '../../formats/recognise.ts';
import { readSparseNpz } from '../../formats/scipy.ts';
import type { Read, SparseRows } from '../../formats/values.ts';
import { MOVED } from '../../networks/builders.ts';
import type { Mlp } from '../../networks/index.ts';
import { choice, number, type ValuesOf } from '../../protocol/parameters.ts';
import type { RunContext } from '../../protocol/study.ts';
import { NO_WIRING, readWiring, wiringParameter } from '../../protocol/wiring-file.ts';
import type { Topology } from '../../sparse/topology.ts';
import type { ExampleTask } from '../../tasks/examples.ts';

/** The first layer that the examples say. */
export const CORRELATED = 'correlated';
/** All sparse layers of neighbours, some of whose connections lead anywhere. */
export const SMALL_WORLD = 'small-world';

/** Quiet: at their defaults, runs are what they were before there were any. */
export const wiringParameters = {
  wiring: wiringParameter(
    'A matrix (Matrix Market, SciPy npz) whose entries are the connections of the first layer of sparse networks; weights are drawn. correlated: inputs that vary together (CHT). small-world: in all sparse layers neighbours, and some connections that lead anywhere (CHTs)',
    [CORRELATED, SMALL_WORLD],
  ),
  wiringMoved: number({
    ...{ min: 0, max: 1, default: MOVED, symbol: 'β', quiet: true },
    description: 'Share of the connections of a small world that lead anywhere',
  }),
  wiringRows: choice(['unsaid', 'senders', 'receivers'], {
    default: 'unsaid',
    quiet: true,
    description:
      'What its rows are: inputs (senders) or hidden units (receivers); its shape tells, but for a square one',
  }),
  growth: choice(['anywhere', 'within-wiring'], {
    default: 'anywhere',
    quiet: true,
    about: {
      anywhere: 'at any position of a layer',
      'within-wiring': 'in the first layer where --wiring has an entry',
    },
    description: 'Where rewired networks grow new connections',
  }),
} as const;

type WiringValues = ValuesOf<typeof wiringParameters>;

/** @throws UsageError for growth within a matrix that is not there, or a network that has its wiring */
export function checkWiring({
  wiring,
  growth,
  from,
}: WiringValues & { readonly from: string }): void {
  if (wiring === NO_WIRING) {
    if (growth === 'within-wiring')
      throw new UsageError('--growth within-wiring needs the matrix: --wiring ./layer.mtx');
  } else if (wiring === SMALL_WORLD && growth === 'within-wiring')
    throw new UsageError(
      '--growth within-wiring is of a matrix or of correlated inputs; neighbours are only where a small world begins',
    );
  else if (from !== '')
    throw new UsageError(
      '--wiring is of new networks; that of --from has its own: give one of them',
    );
}

function readMatrix(bytes: Uint8Array, name: string): Read<SparseRows> {
  const form = recognise(bytes, name);
  if (form === 'matrix-market') return readMatrixMarket(bytes, { name });
  if (form === 'scipy') return readSparseNpz(bytes, { name });
  throw new UsageError(
    `${name}: a file of form "${form}" is no wiring of a layer; expected Matrix Market (.mtx) or SciPy (.npz)`,
  );
}

/** Which side of a matrix the senders are: as it is told, else as its shape allows. */
function sideOf(
  { rows, columns }: SparseRows,
  { wiringRows }: WiringValues,
  layer: { readonly inputs: number; readonly outputs: number; readonly name: string },
): 'senders' | 'receivers' {
  const { inputs, outputs, name } = layer;
  const can = {
    senders: rows === inputs && columns === outputs,
    receivers: rows === outputs && columns === inputs,
  };
  if (wiringRows === 'unsaid' ? can.senders || can.receivers : can[wiringRows]) {
    if (wiringRows !== 'unsaid') return wiringRows;
    if (can.senders && can.receivers)
      throw new UsageError(
        `${name} is square: say what its rows are, --wiring-rows senders (inputs) or receivers (hidden units)`,
      );
    return can.senders ? 'senders' : 'receivers';
  }
  throw new UsageError(
    `${name} has ${rows} rows and ${columns} columns${wiringRows === 'unsaid' ? '' : `, rows ${wiringRows}`}; the first layer has ${inputs} inputs and ${outputs} outputs`,
  );
}

/**
 * The wiring of a first layer; `undefined` where there is none.
 *
 * @param notes what reading it had to decide is added
 * @throws UsageError for a matrix of other sizes than the layer, or a square one whose rows are not said
 */
export async function firstLayer(
  context: Pick<RunContext<WiringValues>, 'parameters' | 'file'>,
  [inputs, outputs]: readonly number[],
  notes: string[],
): Promise<Topology | undefined> {
  const given = await readWiring(context);
  if (given === undefined) return undefined;
  const { name, bytes } = given;
  const { value: matrix, notes: told } = readMatrix(bytes, name);
  notes.push(...told.map((note) => `${name}: ${note}`));
  const rowsAre = sideOf(matrix, context.parameters, { inputs, outputs, name });
  return fromMatrix(matrix, { rowsAre, layer: name }).topology;
}

/** What is said while correlations are counted. */
const COUNTING = 'correlations of the inputs';

/**
 * The first layer of correlated inputs, where that is asked for: signs of life, and the wiring. One for all repetitions, as
 * is that of a file; only ties, and what units that are left stand for, follow from the seed.
 *
 * @param connections of the first layer
 * @throws UsageError for sparse examples
 */
export function* correlatedLayer(
  { parameters: { wiring }, random }: Pick<RunContext<WiringValues>, 'parameters' | 'random'>,
  { train, features, name }: ExampleTask,
  { outputs, connections }: { readonly outputs: number; readonly connections: number },
): Generator<{ readonly progress: number; readonly line: string }, Topology | undefined> {
  if (wiring !== CORRELATED || connections === features * outputs) return undefined;
  if ('rows' in train)
    throw new UsageError(
      `--wiring ${CORRELATED} correlates dense examples; those of ${name} are sparse rows`,
    );
  const { inputs: examples } = train;
  const own = { examples, features, outputs, connections, random: random.split('wiring') };
  const work = correlated({ ...own, layer: 'hidden1' });
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    yield { progress: 0, line: `${COUNTING} · ${percent(step.value.share ?? 0, 0)}` };
  }
}

/** Where the first layer may grow; `undefined` for anywhere. */
export const growthRegion = (
  { growth }: WiringValues,
  first: Topology | undefined,
): Region | undefined =>
  first === undefined || growth === 'anywhere' ? undefined : regionOf(first, { name: 'wiring' });

/** Connections of the first layer outside of its wiring. */
export const outsideWiring = ({ layers }: Mlp, first: Topology): number =>
  outsideRegion(layers[0].matrix.topology(), regionOf(first));
