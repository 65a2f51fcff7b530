import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { layerArrays, layerFrom } from './csr.ts';
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

describe('layerFrom', () => {
  const weights = Float32Array.of(0.5, -1, 2);
  const topology = createTopology({
    inputs: 4,
    outputs: 2,
    order: 'by-output',
    start: Uint32Array.of(0, 1, 3),
    index: Uint16Array.of(3, 0, 2),
  });

  it('gives back what was written, in any order, dense or not', () => {
    expect(layerFrom(layerArrays('h', topology, weights), 'h')).toEqual({
      topology,
      arrays: { weights },
    });
    for (const order of ['by-output', 'by-input'] as const) {
      const dense = { inputs: 3, outputs: 1, order };
      expect(layerFrom(layerArrays('h', dense, weights), 'h')).toEqual({
        topology: dense,
        arrays: { weights },
      });
    }
    const none = { ...topology, start: new Uint32Array(3), index: new Uint16Array(0) };
    const empty = layerFrom(layerArrays('h', none, new Float32Array(0)), 'h');
    expect(empty.topology).toEqual(none);
  });

  it('refuses what is missing or does not make a layer', () => {
    const sound = layerArrays('h', topology, weights);
    const refused = (change: object, message: string | RegExp) => {
      expect(() => layerFrom({ ...sound, ...change }, 'h')).toThrow(message);
      expect(() => layerFrom({ ...sound, ...change }, 'h')).toThrow(FrugalError);
    };
    expect(() => layerFrom(sound, 'g')).toThrow('the weights have no layer "g"');
    refused({ 'h.shape': Int32Array.of(2) }, 'the weights have no layer "h"');
    refused({ 'h.format': 'coo' }, 'the weights of layer "h" are of a form that is not known here');
    refused({ 'h.data': undefined }, /are of a form that is not known here/);
    refused({ 'h.indptr': undefined }, /do not say who is connected to whom/);
    refused({ 'h.indices': Int32Array.of(3, 2, 0) }, /layer "h"/);
    refused({ 'h.indices': Int32Array.of(-1, 0, 2) }, /layer "h"/);
  });
});
