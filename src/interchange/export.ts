/**
 * A stored network as files of other systems. Each file says what it is: shapes, orientation, activations, scaling, names,
 * where it comes from. Writers are loaded when their form is asked for.
 */

import { FrugalError, unknownName } from '../errors.ts';
import type { SparseRows } from '../formats/values.ts';
import { arraysOf } from './arrays.ts';
import { checkNetwork, refuseCnn, refuseRbm, type StoredNetwork } from './network.ts';
import { rowsOf } from './rows.ts';
import { statementOf } from './statement.ts';

/** A file to be written. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ExportOptions {
  /** What the files are called, without an ending. Default `network`. */
  readonly name?: string;
  /** ONNX: write absent connections as zeros, for readers without sparse initialisers. */
  readonly dense?: boolean;
}

type Writer = (
  network: StoredNetwork,
  options: Required<ExportOptions>,
) => ExportedFile[] | Promise<ExportedFile[]>;

/** Layers as matrices of their own, and a JSON file of all that these do not hold. */
async function matrices(
  network: StoredNetwork,
  ending: string,
  { name }: Required<ExportOptions>,
  write: (rows: SparseRows, comment: string) => Uint8Array,
): Promise<ExportedFile[]> {
  refusePieces(network, ending);
  const { layers, scaling } = network;
  const fileOf = (layer: string): string => `${name}.${layer}.${ending}`;
  const about = {
    ...statementOf(network),
    layers: layers.map(({ name: layer, bias, activation = 'linear', topology }) => ({
      ...{ name: layer, file: fileOf(layer), activation },
      ...{ outputs: topology.outputs, inputs: topology.inputs },
      ...(bias && { bias: Array.from(bias) }),
    })),
    ...(scaling && {
      scaling: { shift: Array.from(scaling.shift), scale: Array.from(scaling.scale) },
    }),
    ...(network.kind === 'rbm' && { visibleBias: Array.from(network.visibleBias) }),
    ...(network.kind === 'rnn' && network.initial && { initial: Array.from(network.initial) }),
  };
  return [
    ...layers.map((layer) => ({
      name: fileOf(layer.name),
      bytes: write(rowsOf(layer), `${layer.name}: ${statementOf(network).orientation}`),
    })),
    { name: `${name}.json`, bytes: utf8(`${JSON.stringify(about, null, 2)}\n`) },
  ];
}

/** @throws FrugalError where units have rectifiers of their own or are normalised, for which a form has no place */
function refusePieces({ layers }: StoredNetwork, form: string): void {
  for (const { name, activation, pieces, norm } of layers) {
    const what = pieces !== undefined ? activation : norm && 'batch normalisation';
    if (what !== undefined)
      throw new FrugalError(
        `${form} has no place for the numbers of ${what} (layer "${name}"); npz and ONNX say them`,
      );
  }
}

const one = (name: string, ending: string, bytes: Uint8Array): ExportedFile[] => [
  { name: `${name}.${ending}`, bytes },
];

const WRITERS = {
  async npz(network, { name }) {
    const { encodeNpz } = await import('../formats/npz.ts');
    return one(name, 'npz', joined(encodeNpz(arraysOf(network))));
  },
  async scipy(network, options) {
    const { writeSparseNpz } = await import('../formats/scipy.ts');
    return matrices(network, 'npz', options, (rows) => writeSparseNpz(rows));
  },
  async mtx(network, options) {
    const { writeMatrixMarket } = await import('../formats/graphs/matrix-market.ts');
    return matrices(network, 'mtx', options, (rows, comment) =>
      writeMatrixMarket(rows, { comments: [comment] }),
    );
  },
  async onnx(network, { name, dense }) {
    const { writeOnnx } = await import('./onnx/write.ts');
    return one(name, 'onnx', writeOnnx(network, { dense }));
  },
  async safetensors(network, { name }) {
    const { writeSafetensors } = await import('../formats/safetensors.ts');
    const { tensorsOf } = await import('./tensors.ts');
    refusePieces(network, 'safetensors');
    const { tensors, metadata } = tensorsOf(network);
    return one(name, 'safetensors', writeSafetensors(tensors, { metadata }));
  },
  async nir(network, { name }) {
    refuseRbm(network, 'nir');
    refusePieces(network, 'nir');
    const { writeNir } = await import('./nir.ts');
    return one(name, 'nir', await writeNir(network));
  },
  async graphml(network, { name }) {
    const { graphOf } = await import('./wiring.ts');
    const { writeGraphMl } = await import('../formats/graphs/graphml.ts');
    const comment = JSON.stringify(statementOf(network));
    return one(name, 'graphml', writeGraphMl(graphOf(network), { comment, single: true }));
  },
  async sonata(network, { name }) {
    refuseRbm(network, 'sonata');
    const { graphOf } = await import('./wiring.ts');
    const { writeSonata } = await import('../formats/graphs/sonata.ts');
    const { nodes, edges } = graphOf(network);
    const units = { sourcePopulation: 'units', targetPopulation: 'units' };
    const bytes = await writeSonata(
      { population: 'connections', ...units, ...edges },
      {
        ...{ sources: nodes.count, targets: nodes.count, nodes: nodes.attributes },
        ...{ single: true, metadata: statementOf(network) },
      },
    );
    return one(name, 'h5', bytes);
  },
  async csv(network, { name }) {
    const { connectionColumns } = await import('./wiring.ts');
    const { csvOf } = await import('./csv.ts');
    return one(name, 'csv', utf8(csvOf(connectionColumns(network))));
  },
  async parquet(network, { name }) {
    const { connectionColumns } = await import('./wiring.ts');
    const { writeParquet } = await import('../formats/parquet-write.ts');
    const metadata = statementOf(network);
    return one(name, 'parquet', await writeParquet(connectionColumns(network), { metadata }));
  },
} satisfies Record<string, Writer>;

export type NetworkFormat = keyof typeof WRITERS;

/** Forms that say convolutions, or why they cannot in words of their own. */
const WITH_CONVOLUTIONS: readonly NetworkFormat[] = ['npz', 'onnx', 'nir'];

/** Forms in which a network can be written. */
export const NETWORK_FORMATS = Object.keys(WRITERS) as readonly NetworkFormat[];

/**
 * The files of a network in a form.
 *
 * @example const [file] = await exportNetwork(network, 'onnx')
 * @throws UsageError for an unknown form, FrugalError for a network that the form cannot hold
 */
export async function exportNetwork(
  network: StoredNetwork,
  format: NetworkFormat,
  { name = 'network', dense = false }: ExportOptions = {},
): Promise<ExportedFile[]> {
  if (!Object.hasOwn(WRITERS, format)) throw unknownName('form', format, NETWORK_FORMATS);
  if (dense && format !== 'onnx')
    throw new FrugalError(`dense is an option of onnx, not of ${format}`);
  if (!WITH_CONVOLUTIONS.includes(format)) refuseCnn(network, format);
  const write: Writer = WRITERS[format];
  return write(checkNetwork(network), { name, dense });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
