/** Networks as graphs in NetworkX and as NIR: every connection arrives, those of weight zero too, and NIR answers the same. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
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

const python = readersPython('nir', 'networkx');
const SCRIPT = `
import nir, networkx as nx
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
`;

describe.skipIf(python === undefined)('in the programs of others', { timeout: 60_000 }, () => {
  let result: {
    nir: number[];
    mask: number[][];
    licence: string;
    version: string;
    graphs: Record<string, { directed: boolean; nodes: number; edges: unknown[]; first: object }>;
  };
  beforeAll(async () => {
    await inFolder(async (folder) => {
      const put = async (
        network: Parameters<typeof exportNetwork>[0],
        form: 'nir' | 'graphml',
        name: string,
      ) => {
        const [file] = await exportNetwork(network, form, { name });
        await writeFile(join(folder, file.name), file.bytes);
      };
      await put(linear, 'nir', 'linear');
      for (const name of ['small', 'recurrent', 'empty'] as const)
        await put(all[name], 'graphml', name);
      const given = { x: [4, 6, 2], graphs: ['small', 'recurrent', 'empty'] };
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
});
