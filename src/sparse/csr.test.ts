import { describe, expect, it } from 'vitest';
import { layerArrays } from './csr.ts';
import { createTopology } from './topology.ts';

describe('layerArrays', () => {
  const weights = Float32Array.of(0.5, -1, 2);

  it('names lists by output as rows, lists by input as columns of a matrix outputs × inputs', () => {
    const rows = createTopology({
      inputs: 4,
      outputs: 2,
      order: 'by-output',
      start: Uint32Array.of(0, 1, 3),
      index: Uint16Array.of(3, 0, 2),
    });
    expect(layerArrays('hidden1', rows, weights)).toEqual({
      'hidden1.format': 'csr',
      'hidden1.shape': Int32Array.of(2, 4),
      'hidden1.data': weights,
      'hidden1.indptr': Int32Array.of(0, 1, 3),
      'hidden1.indices': Int32Array.of(3, 0, 2),
    });
    const columns = createTopology({
      inputs: 2,
      outputs: 4,
      order: 'by-input',
      start: Uint32Array.of(0, 1, 3),
      index: Uint16Array.of(3, 0, 2),
    });
    expect(layerArrays('a', columns, weights)).toMatchObject({
      'a.format': 'csc',
      'a.shape': Int32Array.of(4, 2),
    });
  });

  it('leaves the lists of a dense layer out and says in which order its weights stand', () => {
    const dense = { inputs: 3, outputs: 1, order: 'by-output' } as const;
    const arrays = layerArrays('b', dense, weights);
    expect(arrays).toEqual({ 'b.format': 'C', 'b.shape': Int32Array.of(1, 3), 'b.data': weights });
    expect(arrays['b.data']).not.toBe(weights);
    expect(layerArrays('b', { ...dense, order: 'by-input' }, weights)['b.format']).toBe('F');
  });
});
