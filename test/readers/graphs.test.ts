/** Networks as graphs in NetworkX and libsonata, and as NIR: every connection arrives, those of weight zero too, and NIR answers the same. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGraph } from '../../src/formats/index.ts';
import { all, layer, small } from '../../src/interchange/fixtures/networks.ts';
import { answersOf, exportNetwork, type StoredMlp } from '../../src/interchange/index.ts';
import { askPython, inFolder, readersPython } from './python.ts';

/** 3 → 2, linear, with a scaling, a weight of zero and an absent one. */
const linear: StoredMlp = {
  ...{ kind: 'mlp', loss: 'cross-entropy' },
  layers: [
    layer(
      'output',
      [2, 3],
      [
        [0, 0, 1.5],
        [0, 2, 0],
        [1, 1, -2],
      ],
      { bias: Float32Array.of(1, 2) },
    ),
  ],
  scaling: { shift: Float32Array.of(1, 2, 3), scale: Float32Array.of(0.5, 0.25, 2) },
  origin: { licence: 'none' },
};

it('NIR refuses what it has no words for', async () => {
  await expect(exportNetwork(small, 'nir')).rejects.toThrow('NIR has no relu (layer "hidden1")');
  await expect(exportNetwork(all.recurrent, 'nir')).rejects.toThrow('can be taken as npz or ONNX');
  await expect(exportNetwork(all.wide, 'nir')).rejects.toThrow(
    'NIR keeps all 70000 × 70000 weights',
  );
});

const python = readersPython('nir', 'networkx', 'libsonata', 'h5py');
const SCRIPT = `
import nir, networkx as nx, libsonata, h5py
graph = nir.read('linear.nir')
x = np.array(given['x'])
node, nodes = 'input', graph.nodes
edges = dict(graph.edges)
while node != 'end':
    node = edges[node]
    n = nodes[node]
    if isinstance(n, nir.Scale): x = x * n.scale
    if isinstance(n, nir.Affine): x = n.weight @ x + n.bias
text = lambda v: v.decode() if isinstance(v, bytes) else str(v)
result = dict(nir=x, mask=nodes['output'].metadata['mask'], licence=text(graph.metadata['licence']), version=nir.serialization.read_version('linear.nir'), graphs={})
for name in given['graphs']:
    g = nx.read_graphml(name + '.graphml')
    result['graphs'][name] = dict(directed=g.is_directed(), nodes=len(g), edges=[[a, b, d['weight']] for a, b, d in g.edges(data=True)], first=dict(g.nodes[list(g)[-1]]))
def sonata(name):
    edges = libsonata.EdgeStorage(name).open_population('connections')
    nodes = libsonata.NodeStorage(name).open_population('units')
    everyone = edges.select_all() if edges.size else libsonata.Selection([])  # of none it fails
    triples = lambda chosen: np.stack([edges.source_nodes(chosen), edges.target_nodes(chosen), edges.get_attribute('syn_weight', chosen)], 1) if chosen.flat_size else np.zeros((0, 3))
    with h5py.File(name) as f:
        words = {k: json.loads(f['nodes/units/0/' + k].attrs['words']) for k in ('layer', 'activation')}
        licence = f.attrs.get('licence', b'')
    units = [dict(bias=b, **{k: words[k][int(nodes.get_attribute(k, libsonata.Selection([n]))[0])] for k in words}) for n, b in enumerate(nodes.get_attribute('bias', nodes.select_all())[:9])]
    for unit in units: unit['bias'] = None if np.isnan(unit['bias']) else unit['bias']
    sides = dict(source=edges.source, target=edges.target, weights=str(edges.get_attribute('syn_weight', everyone).dtype))
    return dict(sides, nodes=nodes.size, size=edges.size, edges=triples(everyone), units=units, licence=text(licence),
        into=[triples(edges.afferent_edges([n])) for n in range(min(nodes.size, 9))], outof=[triples(edges.efferent_edges([n])) for n in range(min(nodes.size, 9))])
result['sonata'] = {name: sonata(name + '.h5') for name in given['sonata']}
`;

interface Sonata {
  readonly source: string;
  readonly target: string;
  readonly weights: string;
  readonly nodes: number;
  readonly size: number;
  /** From, to, weight. */
  readonly edges: readonly (readonly number[])[];
  readonly units: readonly object[];
  readonly licence: string;
  /** Of each node. */
  readonly into: readonly (readonly (readonly number[])[])[];
  readonly outof: readonly (readonly (readonly number[])[])[];
}

describe.skipIf(python === undefined)('in the programs of others', { timeout: 60_000 }, () => {
  let result: {
    nir: number[];
    mask: number[][];
    licence: string;
    version: string;
    sonata: Record<string, Sonata>;
    graphs: Record<string, { directed: boolean; nodes: number; edges: unknown[]; first: object }>;
  };
  beforeAll(async () => {
    await inFolder(async (folder) => {
      const put = async (
        network: Parameters<typeof exportNetwork>[0],
        form: 'nir' | 'graphml' | 'sonata',
        name: string,
      ) => {
        const [file] = await exportNetwork(network, form, { name });
        await writeFile(join(folder, file.name), file.bytes);
      };
      await put(linear, 'nir', 'linear');
      for (const name of ['small', 'recurrent', 'empty'] as const)
        await put(all[name], 'graphml', name);
      const sonata = ['small', 'recurrent', 'empty', 'wide'] as const;
      for (const name of sonata) await put(all[name], 'sonata', name);
      const given = { x: [4, 6, 2], graphs: ['small', 'recurrent', 'empty'], sonata };
      result = askPython(python ?? '', folder, SCRIPT, given) as typeof result;
    });
  }, 60_000);

  it('NIR answers the same, and says which connections exist', () => {
    const { values } = answersOf(linear, Float32Array.of(4, 6, 2));
    result.nir.forEach((value, k) => {
      expect(value).toBeCloseTo(values[k], 5);
    });
    expect(result.mask).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
    expect([result.licence, result.version]).toEqual(['none', '1.0.8']);
  });

  it('NetworkX has all units and connections', () => {
    expect(result.graphs.small).toMatchObject({ directed: true, nodes: 9 });
    expect(result.graphs.small.edges).toContainEqual(['input.3', 'hidden1.0', 0]);
    expect(result.graphs.small.edges).toContainEqual(['input.1', 'hidden1.2', -2]);
    expect(result.graphs.small.edges).toHaveLength(10);
    expect(result.graphs.small.first).toEqual({
      layer: 'output',
      activation: 'linear',
      bias: 0.5,
      label: 'nö',
    });
    expect(result.graphs.recurrent.edges).toContainEqual(['recurrent.2', 'recurrent.2', 0]);
    expect(result.graphs.recurrent).toMatchObject({ nodes: 9 });
    expect(result.graphs.empty).toMatchObject({ nodes: 5, edges: [] });
  });

  it('libsonata finds every connection from either side', () => {
    const { small: found, recurrent: again, empty, wide } = result.sonata;
    // Units 0-3 are inputs, 4-6 hidden, 7 and 8 outputs; edges go by target, then source.
    const connections = [
      ...[
        [0, 4, 0.5],
        [3, 4, 0],
        [1, 6, -2],
        [2, 6, 1.25],
      ],
      ...[
        [4, 7, 1],
        [5, 7, -1],
        [6, 7, 0.5],
        [4, 8, 2],
        [5, 8, 0.25],
        [6, 8, -3],
      ],
    ];
    expect(found).toMatchObject({
      ...{ source: 'units', target: 'units', weights: 'float32', nodes: 9, size: 10 },
      ...{ edges: connections, licence: 'none' },
    });
    for (const { nodes, size, edges, into, outof } of [found, again]) {
      expect(size).toBe(edges.length);
      for (let n = 0; n < nodes; n++) {
        expect(into[n]).toEqual(edges.filter(([, to]) => to === n));
        expect(outof[n]).toEqual(edges.filter(([from]) => from === n));
      }
    }
    // Two channels (0, 1), two rules (2, 3), three units (4-6), two outputs (7, 8).
    expect(again.edges).toContainEqual([6, 6, 0]);
    expect([again.nodes, again.size]).toEqual([9, 14]);
    expect([empty.nodes, empty.size, empty.edges]).toEqual([5, 0, []]);
    expect([wide.nodes, wide.size]).toEqual([140_000, 10]);
    expect(found.units[0]).toEqual({ layer: 'input', activation: 'linear', bias: null });
    expect(found.units[6]).toEqual({
      ...{ layer: 'hidden1', activation: 'relu' },
      bias: Math.fround(0.3),
    });
  });

  it('SONATA edges are a graph here', async () => {
    const [{ name, bytes }] = await exportNetwork(small, 'sonata');
    const { value } = await readGraph(bytes, { name });
    expect([value.nodes.count, value.edges.count, name]).toEqual([9, 10, 'network.h5']);
  });
});
