/** `frugal topology <network…>`: the wiring of a trained network in numbers, and how far it is from another. */

import type { Command } from 'commander';
import { lawWords } from '../analyses/describe-graph.ts';
import {
  describeTopology,
  type LayerTopology,
  type NamedTopology,
  type SideDegrees,
  type TopologyDescription,
} from '../analyses/describe-topology.ts';
import { type LayerDistance, topologyDistance } from '../analyses/topology-distance.ts';
import { FrugalError } from '../errors.ts';
import { KIND_WORDS, type StoredNetwork } from '../interchange/index.ts';
import { finish } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { integer } from '../protocol/parameters.ts';
import { fullTopology } from '../sparse/topology.ts';
import { addNetworkOptions, type NetworkFlags, networkAt } from './networks.ts';
import { table } from './table.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { type Output, paint, type World } from './world.ts';

const OPTIONS = {
  bootstrap: integer({
    description: 'data sets drawn for each test of a power law',
    default: 200,
    min: 10,
    max: 100_000,
  }),
  seed: integer({ description: 'seed of all that is drawn', default: 1, min: 0 }),
};

const short = (x: number): string => String(Number(x.toPrecision(4)));
const whole = (x: number): string => x.toLocaleString('en-US');

const SIDES = { in: 'received', out: 'sent' } as const;

/** Layers of a perceptron from the inputs on. @throws FrugalError for a network that is no perceptron */
function layersOf(network: StoredNetwork, path: string): NamedTopology[] {
  if (network.kind !== 'mlp')
    throw new FrugalError(
      `${path} holds a ${KIND_WORDS[network.kind]}; frugal topology looks at layers upon layers, frugal graph at graphs`,
    );
  return network.layers.map(({ topology }, l) => ({
    name: l === network.layers.length - 1 ? 'output' : `hidden${l + 1}`,
    topology:
      topology.index === undefined
        ? fullTopology(topology.inputs, topology.outputs, topology.order)
        : topology,
  }));
}

function sideRows({ of, summary, randomDispersion, correlation, law }: SideDegrees) {
  const { mean, minimum, maximum, dispersion, gini, zero } = summary;
  const rows: [string, string][] = [
    [
      `  ${SIDES[of]}`,
      `${short(mean)} on average, ${minimum} to ${maximum}; variance/mean ${short(dispersion)}, random ${short(randomDispersion)}; Gini ${short(gini)}; none: ${whole(zero)} units`,
    ],
  ];
  if (correlation !== undefined)
    rows.push([
      '    log-log',
      `r = ${short(correlation.r)}, p = ${correlation.p.toExponential(1)} against no relation (one-tailed: falling), over ${correlation.degrees} degrees`,
    ]);
  if (law !== undefined) rows.push(['    their law', lawWords(law)]);
  return rows;
}

const layerRows = (layer: LayerTopology): [string, string][] => [
  [
    layer.name,
    `${whole(layer.inputs)} → ${whole(layer.outputs)}, ${whole(layer.connections)} connections${layer.sides.length === 0 ? ', all there can be' : `, density ${short(layer.density)}`}`,
  ],
  ...layer.sides.flatMap(sideRows),
];

function rowsOf(
  { layers, dead, unheardInputs }: TopologyDescription,
  distances: readonly LayerDistance[] | undefined,
): [string, string][] {
  return [
    ...layers.flatMap(layerRows),
    ['unheard inputs', whole(unheardInputs)],
    ...dead.map((units): [string, string] => [
      `dead in ${units.behind}`,
      `${whole(units.dead)} of ${whole(units.units)} units: ${whole(units.withoutInput)} without input, ${whole(units.withoutOutput)} without output`,
    ]),
    ...(distances ?? []).map(({ matched, unmatched }, l): [string, string] => [
      `distance of ${layers[l].name}`,
      `${short(matched)} with units matched, ${short(unmatched)} by their numbers`,
    ]),
  ];
}

function printed(
  out: Output,
  name: string,
  notes: readonly string[],
  rows: readonly (readonly [string, string])[],
): string {
  const lines = table(out, [{ header: '' }, { header: name, min: 30 }], rows);
  return `${[...lines, ...notes.map((note) => paint(out, 'dim', `  ${note}`))].join('\n')}\n`;
}

/** Adds `topology` to the command line. */
export function registerTopology(program: Command, { out }: World): void {
  const command = addNetworkOptions(
    program
      .command('topology')
      .description('the wiring of a trained network: degrees and their laws, dead units, distance')
      .argument(
        '<network...>',
        'a run (path#set for one of several), an npz, ONNX or safetensors file',
      )
      .option('--against <network>', 'another network of the same units: how far the two are apart')
      .option('--json', 'all as one line of JSON'),
  );
  addTableOptions(command, OPTIONS).action(
    async (paths: string[], flags: NetworkFlags & { json?: boolean; against?: string }) => {
      const { bootstrap, seed } = tableValues(command, OPTIONS);
      const { value, notes } = await networkAt(paths, flags);
      const layers = layersOf(value, paths[0]);
      const { against } = flags;
      const other =
        against === undefined
          ? undefined
          : layersOf((await networkAt([against], { ...flags, network: undefined })).value, against);
      const random = createRandom(seed);
      const description = finish(describeTopology(layers, { bootstrap, random }));
      const wirings = (named: readonly NamedTopology[]) => named.map(({ topology }) => topology);
      const distances = other && topologyDistance(wirings(layers), wirings(other));
      out.write(
        flags.json === true
          ? `${JSON.stringify({ network: paths[0], notes, ...description, ...(distances && { against, distances }) })}\n`
          : printed(out, paths.join(' '), notes, rowsOf(description, distances)),
      );
    },
  );
}
