/**
 * A graph out of a file of any form that is read here: which one, its first bytes, its name and its lines tell.
 */

import { UsageError } from '../../errors.ts';
import { readTable } from '../csv.ts';
import { gunzip, isGzip } from '../gzip.ts';
import { askHdf5 } from '../hdf5/read.ts';
import { readMatlab } from '../matlab.ts';
import { readNpy } from '../npy.ts';
import { readNpz } from '../npz.ts';
import { type FormName, recognise } from '../recognise.ts';
import type { Graph, Read } from '../values.ts';
import { readEdgeList } from './edge-list.ts';
import { readGexf } from './gexf.ts';
import { graphOfMatrix, graphOfTable, type RowsAre } from './graph.ts';
import { readGraphMl } from './graphml.ts';
import type { ReadOptions } from './lines.ts';
import { readMatrixMarket } from './matrix-market.ts';
import { readPajek } from './pajek.ts';
import { graphOfSonata, readSonata } from './sonata.ts';
import { graphOfVariables, variablesOf, variablesOfNpz } from './variables.ts';

export interface ReadGraphOptions extends ReadOptions {
  /** What the rows of a matrix are, which it does not say; default senders, as in NetworkX and most connectomes, and said. */
  readonly rowsAre?: RowsAre;
  /** Whether edge lists are directed; default true. Other forms say it themselves. */
  readonly directed?: boolean;
  /** Name of the matrix in a file of several (MATLAB, NumPy, HDF5); may be left out where one only is square. */
  readonly variable?: string;
}

/** Largest size of a packed file after unpacking. */
const MOST_BYTES = 2 ** 30;

const GRAPHS =
  'Matrix Market (.mtx), edge lists (.tsv, .csv, .txt), adjacency tables (.csv), GraphML, GEXF, Pajek (.net), SONATA edges (.h5), square matrices (.mat, .npz, .npy, .h5)';

const ARRAYS: readonly FormName[] = ['matlab', 'matlab73', 'npy', 'npz', 'scipy', 'hdf5'];

/** Whether the first line of a table begins with an empty or unnamed corner: its columns then are the names of its rows. */
function isAdjacency(bytes: Uint8Array): boolean {
  const first = new TextDecoder().decode(bytes.subarray(0, 4096)).split(/\r\n|\n|\r/, 1)[0];
  return /^\s*(?:""|'')?[,;\t]/.test(first);
}

/** A matrix or table, and which of its sides was taken for the senders. */
function saying(read: Read<Graph>, rowsAre: RowsAre | undefined): Read<Graph> {
  const { value, notes } = read;
  const taken = 'rows are taken as units that send, columns as units that receive';
  return rowsAre === undefined ? { value, notes: [...notes, taken] } : read;
}

/** A square matrix among the arrays of a file; SONATA's edges are a graph that has none. */
async function readArrays(
  bytes: Uint8Array,
  form: FormName,
  options: ReadGraphOptions,
): Promise<Read<Graph>> {
  const { name, rowsAre, variable } = options;
  const own = { name, rowsAre: rowsAre ?? 'senders', variable } as const;
  switch (form) {
    case 'npy': {
      const { value, notes } = readNpy(bytes, { name });
      return saying(
        graphOfVariables(variablesOf(new Map([['array', value]])), own, notes),
        rowsAre,
      );
    }
    case 'npz':
    case 'scipy': {
      const { value, notes } = readNpz(bytes, { name });
      const told = [...notes];
      return saying(graphOfVariables(variablesOfNpz(value, name, told), own, told), rowsAre);
    }
    case 'hdf5': {
      const limits = { name, maxBytes: MOST_BYTES };
      const found = await askHdf5({ bytes, ...limits, question: 'graph', options: own });
      if (found !== undefined) return saying(found, rowsAre);
      const { value, notes } = await readSonata(bytes, { name });
      return { value: graphOfSonata(value), notes };
    }
    default: {
      const { value, notes } = await readMatlab(bytes, { name });
      // Of other variables nothing need be told where one is named.
      const told = notes.filter((note) => variable === undefined || note.includes(`"${variable}"`));
      return saying(graphOfVariables(variablesOf(value), own, told), rowsAre);
    }
  }
}

async function readForm(given: Uint8Array, options: ReadGraphOptions): Promise<Read<Graph>> {
  const { rowsAre = 'senders' } = options;
  const packed = isGzip(given);
  const bytes = packed ? await gunzip(given, { name: options.name, maxBytes: MOST_BYTES }) : given;
  const name = packed ? options.name.replace(/\.gz$/i, '') : options.name;
  const known = recognise(bytes, name);
  if (ARRAYS.includes(known)) return readArrays(bytes, known, { ...options, name });
  if (options.variable !== undefined)
    throw new UsageError(
      `${name}: a file of form "${known}" has no variables; MATLAB, NumPy, SciPy and HDF5 files have`,
    );
  switch (known) {
    case 'matrix-market': {
      const { value, notes } = readMatrixMarket(bytes, { name });
      return saying({ value: graphOfMatrix(value, { rowsAre, name }), notes }, options.rowsAre);
    }
    case 'graphml':
      return readGraphMl(bytes, { name });
    case 'gexf':
      return readGexf(bytes, { name });
    case 'pajek':
      return readPajek(bytes, { name });
    case 'csv':
    case 'edge-list': {
      if (!isAdjacency(bytes)) return readEdgeList(bytes, { name, directed: options.directed });
      const { value, notes } = readTable(bytes, { name });
      return saying({ value: graphOfTable(value, { rowsAre, name }), notes }, options.rowsAre);
    }
    default:
      throw new UsageError(
        `${name}: a file of form "${known}" is not read as a graph; known: ${GRAPHS}`,
      );
  }
}

/** How many edges join two nodes, in this direction where there are directions, that an edge before them joins. */
function repeatedEdges({ directed, nodes, edges }: Graph): number {
  const keys = Float64Array.from(edges.from, (from, e) => {
    const to = edges.to[e];
    return directed || from < to ? from * nodes.count + to : to * nodes.count + from;
  }).sort();
  let repeated = 0;
  for (let k = 1; k < keys.length; k++) if (keys[k] === keys[k - 1]) repeated++;
  return repeated;
}

/**
 * Reads a graph. A file packed by gzip is unpacked first.
 *
 * @throws UsageError for a form that holds no graph; FrugalError for what its reader refuses
 * @example (await readGraph(bytes, { name: 'celegans.mtx' })).value.nodes.count
 */
export async function readGraph(
  given: Uint8Array,
  options: ReadGraphOptions,
): Promise<Read<Graph>> {
  const { value, notes } = await readForm(given, options);
  const repeated = repeatedEdges(value);
  if (repeated === 0) return { value, notes };
  const told = `${repeated} edges repeat another between the same nodes: such become one, their weights added up`;
  return { value, notes: [...notes, told] };
}
