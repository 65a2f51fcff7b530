/** A network as a graph of units and as a table of connections, for programs that know graphs and tables, not layers. */

import type { Column, Graph } from '../formats/index.ts';
import type { ParquetColumn } from '../formats/parquet-write.ts';
import {
  connectionsIn,
  refuseCnn,
  type StoredLayer,
  type StoredNetwork,
  sizesOf,
} from './network.ts';
import { rowsOf } from './rows.ts';

/** One connection after the other: from which unit of which population, to which, with what weight. */
interface Wires {
  readonly layer: Int32Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: Float64Array;
}

/** Populations of units, and between which of them each layer's connections run. */
function populationsOf(network: StoredNetwork) {
  refuseCnn(network, 'a graph of units');
  const { layers } = network;
  if (network.kind === 'mlp') {
    const names = ['input', ...layers.map(({ name }) => name)];
    const sizes = [sizesOf(network).inputs, ...layers.map(({ topology }) => topology.outputs)];
    return { names, sizes, ends: layers.map((_, k) => [k, k + 1] as const) };
  }
  if (network.kind === 'rbm') {
    const { inputs, outputs } = sizesOf(network);
    return { names: ['visible', 'hidden'], sizes: [inputs, outputs], ends: [[0, 1] as const] };
  }
  const rule = layers.find(({ name }) => name === 'rule');
  const { outputs, inputs: units } = layers[layers.length - 1].topology;
  const names = ['input', ...(rule ? ['rule'] : []), 'recurrent', 'output'];
  const sizes = [
    ...[layers[0].topology.inputs, ...(rule ? [rule.topology.inputs] : [])],
    ...[units, outputs],
  ];
  const at = (name: string): number => names.indexOf(name);
  const ends = layers.map(({ name }) =>
    name === 'output'
      ? ([at('recurrent'), at('output')] as const)
      : ([at(name), at('recurrent')] as const),
  );
  return { names, sizes, ends };
}

/** Units are numbered within their populations. */
function wiresOf(network: StoredNetwork): Wires {
  const count = connectionsIn(network);
  const wires: Wires = {
    ...{ layer: new Int32Array(count), weight: new Float64Array(count) },
    ...{ from: new Uint32Array(count), to: new Uint32Array(count) },
  };
  let at = 0;
  network.layers.forEach((layer: StoredLayer, number) => {
    const { rows, starts, indices, values } = rowsOf(layer);
    wires.layer.fill(number, at, at + indices.length);
    wires.from.set(indices, at);
    wires.weight.set(values, at);
    for (let row = 0; row < rows; row++) wires.to.fill(row, at + starts[row], at + starts[row + 1]);
    at += indices.length;
  });
  return wires;
}

const words = (name: string, list: readonly string[], codes: Int32Array): Column => ({
  ...{ kind: 'text', name, codes, words: list, missing: 0 },
});
const numbers = (name: string, values: Float64Array): Column => ({
  ...{ kind: 'number', name, values, missing: values.filter(Number.isNaN).length },
});

/**
 * All units as nodes (`input.0`, `hidden1.17`, …; attributes layer, bias, activation, and the names of inputs and classes),
 * all connections as edges with their weights, those of weight zero among them.
 */
export function graphOf(network: StoredNetwork): Graph {
  const { names, sizes, ends } = populationsOf(network);
  const first = sizes.map((_, p) => sizes.slice(0, p).reduce((a, b) => a + b, 0));
  const { layer, from, to, weight } = wiresOf(network);
  const units = sizes.flatMap((size, p) => Array.from({ length: size }, (_, u) => ({ p, u })));
  const owner = (p: number) => network.layers.find(({ name }) => name === names[p]);
  const machine = network.kind === 'rbm' ? network : undefined;
  const bias = units.map(
    ({ p, u }) => (p === 0 ? machine?.visibleBias : owner(p)?.bias)?.[u] ?? Number.NaN,
  );
  const activations = names.map((_, p) => {
    if (machine !== undefined) return 'sigmoid';
    return p === 0 ? 'linear' : (owner(p)?.activation ?? 'linear');
  });
  const labels = units.map(({ p, u }) =>
    p === 0 ? network.features?.[u] : p === names.length - 1 ? network.classes?.[u] : undefined,
  );
  const known = [...new Set(labels.filter((label) => label !== undefined))];
  const kinds = [...new Set(activations)];
  const codeOf = new Map(known.map((label, code) => [label, code]));
  const codes = (of: (unit: { p: number; u: number }, n: number) => number) =>
    Int32Array.from(units, of);
  return {
    directed: machine === undefined,
    nodes: {
      count: units.length,
      names: units.map(({ p, u }) => `${names[p]}.${u}`),
      attributes: [
        words(
          'layer',
          names,
          codes(({ p }) => p),
        ),
        words(
          'activation',
          kinds,
          codes(({ p }) => kinds.indexOf(activations[p])),
        ),
        numbers('bias', Float64Array.from(bias)),
        ...(known.length > 0
          ? [
              words(
                'label',
                known,
                codes((_, n) => codeOf.get(labels[n] ?? '') ?? -1),
              ),
            ]
          : []),
      ],
    },
    edges: {
      count: weight.length,
      from: from.map((unit, k) => first[ends[layer[k]][0]] + unit),
      to: to.map((unit, k) => first[ends[layer[k]][1]] + unit),
      weights: weight,
      attributes: [],
    },
  };
}

/**
 * A row a connection: `layer`, `from`, `to` (units numbered from 0 within their layers), `weight`. A Boltzmann machine has rows
 * for its biases, too: layer `visible.bias` or `hidden.bias`, from nowhere.
 */
export function connectionColumns(network: StoredNetwork): ParquetColumn[] {
  const { layer, from, to, weight } = wiresOf(network);
  const names = network.layers.map(({ name }) => name);
  const biases =
    network.kind === 'rbm'
      ? [
          { side: 'visible.bias', values: network.visibleBias },
          { side: 'hidden.bias', values: network.layers[0].bias ?? [] },
        ]
      : [];
  const rows = biases.flatMap(({ side, values }) =>
    Array.from(values, (bias, unit) => ({ side, bias, unit })),
  );
  const words = Array.from(layer, (number) => names[number]);
  return [
    { name: 'layer', type: 'string', values: [...words, ...rows.map(({ side }) => side)] },
    { name: 'from', type: 'int64', values: [...from, ...rows.map(() => null)] },
    { name: 'to', type: 'int64', values: [...to, ...rows.map(({ unit }) => unit)] },
    { name: 'weight', type: 'double', values: [...weight, ...rows.map(({ bias }) => bias)] },
  ];
}
