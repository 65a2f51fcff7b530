import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../../test/python.ts';
import { readGraph } from './read.ts';
import { graphOfSonata, readSonata, type SonataEdges, writeSonata } from './sonata.ts';

const edges: SonataEdges = {
  ...{ population: 'chemical', sourcePopulation: 'worm', targetPopulation: 'worm' },
  from: Uint32Array.of(3, 0, 2, 0, 1),
  to: Uint32Array.of(0, 2, 0, 1, 4),
  weights: Float64Array.of(0.1, 0, -3, 1e-300, 7),
};
/** The same, by target, then source. */
const sorted = {
  ...edges,
  from: Uint32Array.of(2, 3, 0, 0, 1),
  to: Uint32Array.of(0, 0, 1, 2, 4),
  weights: Float64Array.of(-3, 0.1, 1e-300, 0, 7),
};
const bare = ({ weights: _, ...rest }: SonataEdges): SonataEdges => rest;

describe('SONATA edges', () => {
  it('are read back, weights to the bit, or without any', async () => {
    const { value, notes } = await readSonata(await writeSonata(edges), { name: 'edges.h5' });
    expect([value, notes]).toEqual([sorted, []]);
    const plain = await readSonata(await writeSonata(bare(edges)), { name: 'edges.h5' });
    expect(plain).toEqual({
      value: bare(sorted),
      notes: ['edges have no "syn_weight": they are without weights'],
    });
    const single = await readSonata(await writeSonata(edges, { single: true }), { name: 'e.h5' });
    expect(single.value.weights?.[1]).toBe(Math.fround(0.1));
  });

  it('are read as a graph', async () => {
    const { value } = await readGraph(await writeSonata(edges), { name: 'edges.h5' });
    expect(value).toEqual(graphOfSonata(sorted));
  });

  it('are a graph within one population', () => {
    expect(graphOfSonata(edges)).toMatchObject({
      directed: true,
      nodes: { count: 5 },
      edges: { count: 5 },
    });
    expect(graphOfSonata(edges, 9).nodes.count).toBe(9);
    expect(() => graphOfSonata(edges, 3)).toThrow('3 nodes are too few for the node id 4');
    expect(() => graphOfSonata({ ...edges, targetPopulation: 'muscles' })).toThrow(
      'edges lead from "worm" to "muscles"; a graph is of one population',
    );
  });

  it('refuses other files, and populations that are not there', async () => {
    const bytes = await writeSonata(edges);
    await expect(readSonata(bytes, { name: 'e.h5', population: 'gap' })).rejects.toThrow(
      'e.h5 has no population "gap"; it has "chemical"',
    );
    await expect(readSonata(bytes.slice(0, 600), { name: 'e.h5' })).rejects.toThrow('e.h5');
    await expect(readSonata(Uint8Array.of(1, 2, 3), { name: 'e.h5' })).rejects.toThrow(
      'e.h5 is no sound HDF5 file',
    );
  });

  const python = pythonWith('libsonata', 'h5py');
  it.skipIf(python === undefined)('libsonata finds every edge from either side', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frugal-sonata-'));
    try {
      writeFileSync(join(folder, 'edges.h5'), await writeSonata(edges, { sources: 5, targets: 5 }));
      writeFileSync(
        join(folder, 'bare.h5'),
        await writeSonata(bare(edges), { sources: 5, targets: 5 }),
      );
      const script = `
import json, libsonata
def told(name, weights):
    p = libsonata.EdgeStorage(${JSON.stringify(folder)} + "/" + name).open_population("chemical")
    all = p.select_all()
    return {
        "size": p.size, "source": p.source, "target": p.target,
        "from": p.source_nodes(all).tolist(), "to": p.target_nodes(all).tolist(),
        "weights": p.get_attribute("syn_weight", all).tolist() if weights else None,
        "into": [p.afferent_edges([n]).flatten().tolist() for n in range(5)],
        "outof": [p.efferent_edges([n]).flatten().tolist() for n in range(5)],
    }
print(json.dumps([told("edges.h5", True), told("bare.h5", False)]))
`;
      const [full, plain] = JSON.parse(await runPython(python ?? '', script)) as object[];
      const expected = {
        ...{ size: 5, source: 'worm', target: 'worm' },
        ...{ from: [...sorted.from], to: [...sorted.to] },
        into: [[0, 1], [2], [3], [], [4]],
        outof: [[2, 3], [4], [0], [1], []],
      };
      expect(full).toEqual({ ...expected, weights: [...sorted.weights] });
      expect(plain).toEqual({ ...expected, weights: null });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
