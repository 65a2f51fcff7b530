/** `frugal graph <file>`: a graph of the field in numbers: degrees and their law, clustering, communities, small-worldness. */

import { basename } from 'node:path';
import type { Command } from 'commander';
import {
  type DegreesOf,
  describeGraph,
  type GraphDescription,
  lawWords,
} from '../analyses/describe-graph.ts';
import { FrugalError } from '../errors.ts';
import { readGraph } from '../formats/graphs/read.ts';
import { finish } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { choice, flag, integer } from '../protocol/parameters.ts';
import { text } from '../protocol/text-parameters.ts';
import { readWhole } from '../runs/files.ts';
import { table } from './table.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { type Output, paint, type World } from './world.ts';

const OPTIONS = {
  rows: choice(['unsaid', 'senders', 'receivers'], {
    description: 'what the rows of a matrix are; unsaid: senders, which is then told',
    default: 'unsaid',
  }),
  variable: text({
    description: 'the matrix in a file of several: MATLAB, NumPy, HDF5; "": the only square one',
    default: '',
    allowed: 'a name',
  }),
  undirected: flag({ description: 'take the lines of an edge list as undirected', default: false }),
  samples: integer({
    description: 'random and regular graphs for ω',
    default: 20,
    min: 1,
    max: 10_000,
  }),
  bootstrap: integer({
    description: 'data sets drawn for the test of a power law',
    default: 200,
    min: 10,
    max: 100_000,
  }),
  seed: integer({ description: 'seed of all that is drawn', default: 1, min: 0 }),
};

const short = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(4))) : '–');
const whole = (x: number): string => x.toLocaleString('en-US');

const DEGREES = { in: 'received', out: 'sent', all: 'of a node' } as const;

function degreeRows({ of, summary, law }: DegreesOf): (readonly [string, string])[] {
  const { mean, minimum, maximum, dispersion, zero } = summary;
  const what = `edges ${DEGREES[of]}`;
  const rows: [string, string][] = [
    [
      what,
      `${short(mean)} on average, ${minimum} to ${maximum}; variance/mean ${short(dispersion)}; none: ${zero} nodes`,
    ],
  ];
  if (law === undefined) return rows;
  const { fit, rivals } = law;
  rows.push([
    '  their law',
    `${lawWords(law)}; nearest: exponent ${short(fit.exponent)} ± ${short(fit.error)} from ${fit.xmin} on, ${fit.tail} nodes`,
  ]);
  rows.push([
    '  beside others',
    rivals
      .map(
        ({ name, better, p }) =>
          `${name}: ${better === 'undecided' ? 'undecided' : `${better} better`} (p = ${p.toFixed(2)})`,
      )
      .join('; '),
  ]);
  return rows;
}

function rowsOf(graph: GraphDescription): (readonly [string, string])[] {
  const { smallWorld } = graph;
  return [
    ['nodes', whole(graph.nodes)],
    [
      'edges',
      `${whole(graph.edges)} ${graph.directed ? 'directed' : 'undirected'}${graph.negative > 0 ? `, ${whole(graph.negative)} of them negative` : ''}`,
    ],
    [
      'self-connections',
      `${whole(graph.selfConnections)}${graph.selfConnections > 0 ? ', left out below' : ''}`,
    ],
    ['density', short(graph.density)],
    ...(graph.directed ? [['reciprocity', short(graph.reciprocity)] as const] : []),
    ...graph.degrees.flatMap(degreeRows),
    [
      'clustering',
      `${short(graph.clustering)}${graph.weightedClustering === undefined ? '' : `, by weight ${short(graph.weightedClustering)}`}`,
    ],
    [
      'modularity Q',
      `${short(graph.modularity)} with ${graph.communities} communities${graph.negative > 0 ? ', signs counted' : ''}`,
    ],
    ['small world ω', `${short(smallWorld.omega)} (−1 a lattice, 0 a small world, 1 random)`],
    [
      '  mean way',
      `${short(smallWorld.path)} edges, ${short(smallWorld.randomPath)} in random graphs`,
    ],
  ];
}

/** The description as JSON: what is not finite is null. */
const json = (name: string, notes: readonly string[], graph: GraphDescription): string =>
  `${JSON.stringify({ file: name, notes, ...graph })}\n`;

function printed(
  out: Output,
  name: string,
  notes: readonly string[],
  graph: GraphDescription,
): string {
  const columns = [{ header: '' }, { header: name, min: 30 }];
  const lines = table(out, columns, rowsOf(graph));
  return `${[...lines, ...notes.map((note) => paint(out, 'dim', `  ${note}`))].join('\n')}\n`;
}

/** Adds `graph` to the command line. */
export function registerGraph(program: Command, { out }: World): void {
  const command = program
    .command('graph')
    .description(
      'a graph in numbers: degrees and their law, clustering, communities, small-worldness',
    )
    .argument(
      '<file>',
      'Matrix Market, an edge list, GraphML, GEXF, Pajek, an adjacency table, or a square matrix of MATLAB, NumPy, HDF5',
    )
    .option('--json', 'all as one line of JSON');
  addTableOptions(command, OPTIONS).action(
    async (file: string, { json: asJson }: { json?: boolean }) => {
      const { rows, variable, undirected, samples, bootstrap, seed } = tableValues(
        command,
        OPTIONS,
      );
      const name = basename(file);
      const bytes = await readWhole(file);
      if (bytes === undefined) throw new FrugalError(`${file} does not exist`);
      const { value, notes } = await readGraph(bytes, {
        name,
        ...(rows === 'unsaid' ? {} : { rowsAre: rows }),
        ...(variable === '' ? {} : { variable }),
        ...(undirected ? { directed: false } : {}),
      });
      const graph = finish(
        describeGraph(value, { samples, bootstrap, random: createRandom(seed) }),
      );
      out.write(asJson === true ? json(name, notes, graph) : printed(out, name, notes, graph));
    },
  );
}
