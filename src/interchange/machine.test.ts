/** Boltzmann machines in the forms of other programs: there and back, what single forms hold, and which are refused. */

import { describe, expect, it } from 'vitest';
import { readNpz } from '../formats/npz.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import { arraysOf, networkFrom, networksIn } from './arrays.ts';
import { exportNetwork, type NetworkFormat } from './export.ts';
import { layer, machine } from './fixtures/networks.ts';
import { importNetwork } from './import.ts';
import { checkNetwork } from './network.ts';

describe('a Boltzmann machine', () => {
  it.each(['npz', 'scipy', 'mtx'] as const)('comes back from %s', async (form) => {
    const files = await exportNetwork(machine, form);
    const { value } = await importNetwork(files);
    expect({ ...value, origin: undefined }).toEqual({ ...machine, origin: undefined });
    expect(value.origin).toMatchObject({ study: 'fixture' });
  });

  it('has the biases of both sides in every form', async () => {
    const [npz] = await exportNetwork(machine, 'npz');
    const { value } = readNpz(npz.bytes, { name: npz.name });
    const arrays = value as ReadonlyMap<string, { readonly data: ArrayLike<unknown> }>;
    expect(arrays.get('visible.bias')?.data).toEqual(machine.visibleBias);
    expect(arrays.get('hidden.bias')?.data).toEqual(machine.layers[0].bias);
    const [tensors] = await exportNetwork(machine, 'safetensors');
    const found = readSafetensors(tensors.bytes, { name: tensors.name }).value;
    expect(found.tensors.get('visible.bias')?.data).toEqual(machine.visibleBias);
    expect(found.tensors.get('hidden.bias')?.data).toEqual(machine.layers[0].bias);
    expect(found.metadata).toMatchObject({
      kind: 'rbm',
      model: expect.stringContaining('sigmoid'),
    });
    await expect(importNetwork([tensors])).rejects.toThrow(
      'holds a Boltzmann machine; take its npz file instead',
    );
    const [csv] = await exportNetwork(machine, 'csv');
    expect(new TextDecoder().decode(csv.bytes)).toBe(
      [
        ...['layer,from,to,weight', 'hidden,1,0,0.5', 'hidden,0,1,0', 'hidden,2,1,-2'],
        ...['visible.bias,,0,0.125', 'visible.bias,,1,0', 'visible.bias,,2,-3'],
        ...['hidden.bias,,0,0.25', 'hidden.bias,,1,-1', ''],
      ].join('\n'),
    );
    const [graph] = await exportNetwork(machine, 'graphml');
    expect(new TextDecoder().decode(graph.bytes)).toContain('edgedefault="undirected"');
  });

  it.each(['onnx', 'nir', 'sonata'] as NetworkFormat[])('%s refuses it in a line', async (form) => {
    await expect(exportNetwork(machine, form)).rejects.toThrow(
      `${form} cannot say a Boltzmann machine, whose units act both ways and are drawn; take npz, scipy, mtx, safetensors, graphml, csv or parquet`,
    );
  });

  it('is refused where its parts do not fit', () => {
    const visibleBias = Float32Array.of(1);
    expect(() => checkNetwork({ ...machine, visibleBias })).toThrow(
      'the machine has 1 visible biases for 3 visible units',
    );
    const layers = [layer('hidden', [1, 3], [], { activation: 'sigmoid' })];
    expect(() => checkNetwork({ ...machine, layers })).toThrow('the one layer hidden, of sigmoid');
  });

  it('is found among the arrays that a run keeps', () => {
    const { network: _, ...bare } = arraysOf(machine) as Record<string, unknown>;
    const arrays = Object.fromEntries(
      ['set.', 'static.'].flatMap((prefix) =>
        Object.entries(bare).map(([name, array]) => [prefix + name, array]),
      ),
    );
    expect(networksIn(arrays)).toEqual(['set.', 'static.']);
    expect({ ...networkFrom(arrays, 'w.npz', 'set.'), origin: machine.origin }).toEqual(machine);
  });
});
